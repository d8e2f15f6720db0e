"""Faults that tests and the tour set on the demo hub. Everything here is thread-safe."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from wizard.demo.faults.amqp_faults import AmqpFault
from wizard.demo.faults.channel import FaultChannel


class ConnectionFault:
    """Acts when a TCP connection comes in."""

    __slots__ = ()


class RequestFault:
    """Acts on a REST request."""

    __slots__ = ()


class LoginFault:
    """Acts on an MQTT CONNECT."""

    __slots__ = ()


class GreetingFault:
    """Acts when an MQTT client has been let in."""

    __slots__ = ()


class SubscriptionFault:
    """Acts on an MQTT SUBSCRIBE."""

    __slots__ = ()


class TwinFault:
    """Acts when a twin is asked for over MQTT."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Delay(RequestFault, LoginFault):
    """The answer (over MQTT: the CONNACK) comes ``seconds`` after the request was carried out."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Status(RequestFault):
    """The request is refused with this status and the body that the service sends with it."""

    code: int
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Drop(RequestFault, LoginFault):
    """The connection is reset instead of an answer; the request is not carried out."""


@dataclass(frozen=True, slots=True)
class LoseAnswer(RequestFault):
    """The request is carried out, then the connection is reset."""


@dataclass(frozen=True, slots=True)
class Silent(RequestFault, LoginFault):
    """After TLS nothing is ever answered."""


@dataclass(frozen=True, slots=True)
class SilentBeforeTls(ConnectionFault):
    """The TCP connection is accepted and then nothing: no TLS handshake."""


@dataclass(frozen=True, slots=True)
class Slow(RequestFault):
    """The answer's body trickles."""

    bytes_per_second: int


@dataclass(frozen=True, slots=True)
class Half(RequestFault):
    """The answer's body stops in the middle and the connection is closed."""


@dataclass(frozen=True, slots=True)
class Html(RequestFault):
    """A captive portal answers: 200 with a page, or with ``redirect`` 302 to that page."""

    redirect: bool = False


@dataclass(frozen=True, slots=True)
class BadJson(RequestFault):
    """200 with JSON that breaks off."""


class CertificateKind(StrEnum):
    """What is wrong with the server's certificate."""

    EXPIRED = "expired"
    WRONG_NAME = "wrong_name"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class WrongCertificate(ConnectionFault):
    """New connections are served this certificate."""

    kind: CertificateKind


@dataclass(frozen=True, slots=True)
class Connack(LoginFault):
    """The MQTT connection is refused with this return code, 1 to 5."""

    code: int


@dataclass(frozen=True, slots=True)
class CutAfterConnect(GreetingFault):
    """The link is cut right after the CONNACK."""


@dataclass(frozen=True, slots=True)
class CutOnTwin(TwinFault):
    """The link is cut when the twin is asked for."""


@dataclass(frozen=True, slots=True)
class RefuseSubscription(SubscriptionFault):
    """SUBACK 0x80 for every topic."""


@dataclass(frozen=True, slots=True)
class TwinStatus(TwinFault):
    """The twin request is answered with this status and no twin."""

    code: int


@dataclass(frozen=True, slots=True)
class TwinSilent(TwinFault):
    """The twin request is never answered."""


@dataclass(frozen=True, slots=True)
class TwinGarbage(TwinFault):
    """The twin request is answered 200 with a payload that is not JSON."""


RestFault = ConnectionFault | RequestFault
MqttFault = ConnectionFault | LoginFault | GreetingFault | SubscriptionFault | TwinFault
AnyAmqpFault = ConnectionFault | LoginFault | AmqpFault | TwinFault


@dataclass(frozen=True, slots=True)
class CreateDelay:
    """A new module becomes readable after so many reads of it and so many seconds."""

    reads: int = 0
    seconds: float = 0.0


class Faults:
    """All that can go wrong with the demo hub.

    ``rest``, ``mqtt``, ``amqp`` and ``dps`` hold the faults of the servers; what comes over
    WebSocket meets those of ``rest`` first. ``clock_offset`` (seconds)
    moves the hub's clock: its Date header and what it holds to be expired. The three ``disable_``
    switches are the service's own (hub.md, "Identities"): keys of devices, of modules, of policies.
    ``json_messages`` makes refusals look as of newer hubs: JSON inside the message.
    ``mqtt_port_closed`` and ``amqp_port_closed`` count when the hub starts: nothing listens on
    that port then.
    ``roll_next_key``: the next identity that comes with its own key finds that it has new ones.
    """

    def __init__(self) -> None:
        self.rest: FaultChannel[RestFault] = FaultChannel()
        self.mqtt: FaultChannel[MqttFault] = FaultChannel()
        self.amqp: FaultChannel[AnyAmqpFault] = FaultChannel()
        self.dps: FaultChannel[RestFault] = FaultChannel()
        self._reset()

    def _reset(self) -> None:
        self.clock_offset = 0.0
        self.create_delay: CreateDelay | None = None
        self.disable_device_sas = False
        self.disable_module_sas = False
        self.disable_local_auth = False
        self.json_messages = False
        self.mqtt_port_closed = False
        self.amqp_port_closed = False
        self.roll_next_key = False

    def clear(self) -> None:
        """A hub without faults."""
        self.rest.clear()
        self.mqtt.clear()
        self.amqp.clear()
        self.dps.clear()
        self._reset()

    def now(self) -> float:
        """The time by the hub's clock, in seconds since 1970."""
        return time.time() + self.clock_offset
