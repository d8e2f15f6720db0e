"""Everything that can go wrong on the way to the hub, at each of its doors, and what it is called.

One table for the test that proves it and for the benchmark that measures it.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from enum import Enum
from typing import Final

from tests.infra.servers import Handler
from wizard.demo.faults import amqp_faults as amqp
from wizard.demo.faults import faults as demo
from wizard.demo.faults.amqp_faults import AmqpStage as Stage
from wizard.domain.errors import Code


class Endpoint(Enum):
    """Where the fault is. Each is met first by another agent: of the modes Device and DPS, and of
    the mode SecurityModule one for each transport.
    """

    REST = "hub REST"
    DPS = "DPS"
    MQTT = "MQTT"
    AMQP = "AMQP"
    MQTT_WEBSOCKET = "MQTT over WebSocket"
    AMQP_WEBSOCKET = "AMQP over WebSocket"


class Route(Enum):
    """What is wrong before anybody hears of the connection."""

    NO_NAME = "the name does not resolve"
    CLOSED = "nobody listens"
    DROPPED = "packets are dropped"


@dataclass(frozen=True, slots=True)
class Instead:
    """Somebody else is there, whose certificate is fine, and does this."""

    handler: Handler


Fault = demo.RestFault | demo.MqttFault | demo.AnyAmqpFault | Route | Instead


_CONNACK: Final = b"\x20\x02\x00\x00"
_SASL_HEADER: Final = b"AMQP\x03\x01\x00\x00"
_SWITCHING: Final = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


def _trickle(answer: bytes) -> Handler:
    """This answer, two bytes a second."""

    def handle(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.settimeout(0.5)
        for byte in answer:
            try:
                if not connection.recv(4096):
                    return
            except TimeoutError:
                connection.sendall(bytes([byte]))

    return handle


def _cut(answer: bytes) -> Handler:
    """The first half of this answer, and the end of the connection."""

    def handle(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(answer[: len(answer) // 2])

    return handle


PAGE: Final = (
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html>sign in"
)


def _page(connection: socket.socket) -> None:
    """A web server that takes whatever comes for a bad request."""
    connection.recv(4096)
    connection.sendall(PAGE.encode())


@dataclass(frozen=True, slots=True)
class Case:
    """One fault at one door. ``hangs``: it takes as long as one waits."""

    name: str
    endpoint: Endpoint
    fault: Fault
    code: Code
    hangs: bool = False

    def __str__(self) -> str:
        return f"{self.endpoint.value}: {self.name}"


Codes = tuple[Code | None, ...]
"""One for each endpoint, in their order; None where the fault is not possible."""


def _everywhere(code: Code) -> Codes:
    return (code,) * 6


def _http(code: Code) -> Codes:
    return code, code, None, None, code, code


def _mqtt(code: Code) -> Codes:
    return None, None, code, None, code, None


def _amqp(code: Code) -> Codes:
    return None, None, None, code, None, code


def _module(code: Code) -> Codes:
    return None, None, code, code, code, code


_LOST, _TIMEOUT = Code.CHECK_CONNECTION_LOST, Code.CHECK_TIMEOUT
_CERTIFICATE: Final = {kind: demo.WrongCertificate(kind) for kind in demo.CertificateKind}
_EXPIRED = _CERTIFICATE[demo.CertificateKind.EXPIRED]
_WRONG_NAME = _CERTIFICATE[demo.CertificateKind.WRONG_NAME]
_UNTRUSTED = _CERTIFICATE[demo.CertificateKind.UNTRUSTED]
_ANSWERS: Final = (_CONNACK, _SASL_HEADER, _SWITCHING)
_SLOW: Final[tuple[Fault, ...]] = (
    demo.Slow(5),
    *(Instead(_trickle(answer)) for answer in _ANSWERS),
)
_HALF: Final[tuple[Fault, ...]] = (demo.Half(), *(Instead(_cut(answer)) for answer in _ANSWERS))
_HTML = (demo.Html(), Instead(_page))
_STAGES: Final = (Stage.SASL, Stage.OPEN, Stage.TOKEN, Stage.LINK)

_ROWS: Final[tuple[tuple[str, tuple[Fault, ...], Codes], ...]] = (
    # What is wrong; how it is made (over MQTT, AMQP, WebSockets too where that differs); its code.
    ("name fails", (Route.NO_NAME,), _everywhere(Code.HUB_NAME_NOT_RESOLVED)),
    ("refused", (Route.CLOSED,), _everywhere(Code.CHECK_UNREACHABLE)),
    ("packets dropped", (Route.DROPPED,), _everywhere(_TIMEOUT)),
    ("silent before TLS", (demo.SilentBeforeTls(),), _everywhere(_TIMEOUT)),
    ("silent after TLS", (demo.Silent(),), _everywhere(_TIMEOUT)),
    ("reset in the middle", (demo.Drop(),), _everywhere(_LOST)),
    ("bytes a second", _SLOW, _everywhere(_TIMEOUT)),
    ("wrong certificate name", (_WRONG_NAME,), _everywhere(Code.HUB_TLS_WRONG_NAME)),
    ("expired certificate", (_EXPIRED,), _everywhere(Code.HUB_TLS_EXPIRED)),
    ("untrusted certificate", (_UNTRUSTED,), _everywhere(Code.HUB_TLS_UNTRUSTED)),
    ("answer cut in half", _HALF, _everywhere(_LOST)),
    ("HTML", _HTML, _everywhere(Code.HUB_NOT_A_HUB)),
    ("401", (demo.Status(401),), _http(Code.CHECK_UNAUTHORIZED)),
    ("403", (demo.Status(403),), _http(Code.HUB_UNAUTHORIZED)),
    ("404", (demo.Status(404),), _http(Code.CHECK_NOT_FOUND)),
    ("409", (demo.Status(409),), _http(Code.HUB_BAD_ANSWER)),
    ("412", (demo.Status(412),), _http(Code.HUB_BAD_ANSWER)),
    ("429", (demo.Status(429),), _http(Code.HUB_THROTTLED)),
    ("429, Retry-After 60", (demo.Status(429, 60),), _http(Code.HUB_THROTTLED)),
    ("500", (demo.Status(500),), _http(Code.HUB_SERVER_ERROR)),
    ("503", (demo.Status(503),), _http(Code.CHECK_UNAVAILABLE)),
    ("CONNACK 1", (demo.Connack(1),), _mqtt(Code.CHECK_REFUSED)),
    ("CONNACK 2", (demo.Connack(2),), _mqtt(Code.CHECK_REFUSED)),
    ("CONNACK 3", (demo.Connack(3),), _mqtt(Code.CHECK_UNAVAILABLE)),
    ("CONNACK 4", (demo.Connack(4),), _mqtt(Code.CHECK_REFUSED)),
    ("CONNACK 5", (demo.Connack(5),), _mqtt(Code.CHECK_UNAUTHORIZED)),
    ("cut after connect", (demo.CutAfterConnect(),), _mqtt(_LOST)),
    ("cut when asked for the twin", (demo.CutOnTwin(),), _module(_LOST)),
    ("subscription refused", (demo.RefuseSubscription(),), _mqtt(Code.CHECK_TWIN_FAILED)),
    ("twin status 400", (demo.TwinStatus(400),), _mqtt(Code.CHECK_TWIN_FAILED)),
    ("twin status 404", (demo.TwinStatus(404),), _module(Code.CHECK_TWIN_FAILED)),
    ("twin status 429", (demo.TwinStatus(429),), _module(Code.CHECK_UNAVAILABLE)),
    ("twin status 500", (demo.TwinStatus(500),), _mqtt(Code.CHECK_TWIN_FAILED)),
    ("twin status 503", (demo.TwinStatus(503),), _mqtt(Code.CHECK_TWIN_FAILED)),
    ("twin is no JSON", (demo.TwinGarbage(),), _module(Code.CHECK_TWIN_FAILED)),
    ("twin never answers", (demo.TwinSilent(),), _module(_TIMEOUT)),
    *(
        (f"silent when asked for {stage.value}", (amqp.SilentAt(stage),), _amqp(_TIMEOUT))
        for stage in _STAGES
    ),
    *(
        (f"cut when asked for {stage.value}", (amqp.CutAt(stage),), _amqp(_LOST))
        for stage in _STAGES
    ),
    ("open refused: no such hub", (amqp.RefuseOpen(),), _amqp(Code.CHECK_NOT_FOUND)),
    ("open refused", (amqp.RefuseOpen("amqp:connection:forced"),), _amqp(Code.CHECK_REFUSED)),
    ("token status 400", (amqp.TokenStatus(400),), _amqp(Code.CHECK_REFUSED)),
    ("token status 401", (amqp.TokenStatus(401),), _amqp(Code.CHECK_UNAUTHORIZED)),
    ("token status 404", (amqp.TokenStatus(404),), _amqp(Code.CHECK_NOT_FOUND)),
    ("token status 500", (amqp.TokenStatus(500),), _amqp(Code.CHECK_UNAVAILABLE)),
    ("link refused", (amqp.RefuseLink(),), _amqp(Code.CHECK_LINK_REFUSED)),
    ("link stolen", (amqp.DetachLink(),), _amqp(Code.CHECK_IDENTITY_IN_USE)),
)

NAMES: Final = tuple(name for name, _, _ in _ROWS)
"""The rows of the matrix."""

_PLACE: Final = {
    Endpoint.REST: 0,
    Endpoint.DPS: 0,
    Endpoint.MQTT: 1,
    Endpoint.AMQP: 2,
    Endpoint.MQTT_WEBSOCKET: 3,
    Endpoint.AMQP_WEBSOCKET: 3,
}
"""Which of a row's faults is meant at this door; the last one where there are fewer."""

CASES: Final = tuple(
    Case(name, endpoint, made[min(_PLACE[endpoint], len(made) - 1)], code, code is _TIMEOUT)
    for name, made, codes in _ROWS
    for endpoint, code in zip(Endpoint, codes, strict=True)
    if code is not None
)
"""Its cells."""
