"""paho-mqtt on a connection that stands already. Importing this takes 50 ms.

paho runs a network thread of its own, which works on every event loop and system, and reports from
there. Connecting is one step to it, in which a name, a route and a certificate fail alike; so it is
given the socket, by the one method that makes it (paho-mqtt < 3). Another one tells whether what
it calls a protocol error is a CONNACK.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from wizard.infra.probe.mqtt.protocol import (
    LARGEST_PACKET,
    Accepted,
    Answered,
    Ended,
    Event,
    Garbled,
    Login,
    Oversized,
    Received,
    Subscribed,
)
from wizard.infra.probe.stream import Stream

_NUMBERS: Final = {
    "Success": 0,
    "Unsupported protocol version": 1,
    "Client identifier not valid": 2,
    "Server unavailable": 3,
    "Bad user name or password": 4,
    "Not authorized": 5,
}
_UNKNOWN: Final = 255


class MqttClient(Client):
    """One MQTT 3.1.1 session that is never made anew."""

    def __init__(self, secured: Stream, login: Login) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=login.client_id,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        self._secured: Final = secured
        self._has_connack = False
        self._is_oversized = False
        self.suppress_exceptions = True
        self.enable_logger(logging.getLogger("paho.mqtt"))
        self.username_pw_set(login.user_name, login.password.reveal())

    def start(self, host: str, port: int, report: Callable[[Event], None]) -> None:
        """Send CONNECT; from now on ``report`` is called from the network thread."""
        answered = False

        def on_connect(_c: object, _u: object, _f: object, reason: ReasonCode, _p: object) -> None:
            nonlocal answered
            answered = True
            report(Answered(_NUMBERS.get(reason.getName(), _UNKNOWN)))

        def on_disconnect(
            _c: object, _u: object, _f: object, reason: ReasonCode, _p: object
        ) -> None:
            if not answered and reason.getName() == "Protocol error":
                # paho keeps CONNACK 1 to itself, as a reason to try an older version.
                report(Answered(1) if self._has_connack else Garbled())
            if self._is_oversized:
                report(Oversized())
            report(Ended())

        def on_subscribe(
            _c: object, _u: object, _m: int, codes: list[ReasonCode], _p: object
        ) -> None:
            report(Subscribed(not any(code.is_failure for code in codes)))

        def on_publish(_c: object, _u: object, _m: int, _r: ReasonCode, _p: object) -> None:
            report(Accepted())

        def on_message(_c: object, _u: object, message: MQTTMessage) -> None:
            report(Received(message.topic, bytes(message.payload)))

        self.on_connect = on_connect
        self.on_disconnect = on_disconnect
        self.on_subscribe = on_subscribe
        self.on_publish = on_publish
        self.on_message = on_message
        self.connect(host, port)
        self.loop_start()

    def stop(self) -> None:
        """Disconnect, wait for the network thread's end, close all sockets. Blocks, for 1 ms."""
        self.disconnect()
        self.loop_stop()
        self._reset_sockets()
        self._secured.close()

    def _create_socket(self) -> Any:
        return self._secured

    def _sock_recv(self, bufsize: int) -> bytes:
        if bufsize > LARGEST_PACKET:
            self._is_oversized = True
            raise ConnectionAbortedError
        return super()._sock_recv(bufsize)

    def _loop(self, timeout: float = 1.0) -> MQTTErrorCode:
        """As paho's, which logs an error of a good end: its thread turns once more after it has
        sent DISCONNECT and closed the socket."""
        if self._sock is None:
            return MQTTErrorCode.MQTT_ERR_NO_CONN
        return super()._loop(timeout)

    def _handle_connack(self) -> MQTTErrorCode:
        self._has_connack = True
        return super()._handle_connack()
