"""What paho is kept from doing."""

from __future__ import annotations

import socket
import ssl

import pytest
from paho.mqtt.enums import MQTTErrorCode

from wizard.domain.secret import Secret
from wizard.infra.probe.mqtt.paho_client import MqttClient
from wizard.infra.probe.mqtt.protocol import Login


def test_a_turn_of_the_loop_after_a_good_end_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """paho's thread makes one more turn, or not: after DISCONNECT it has no socket any more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with context.wrap_socket(socket.socket(), server_hostname="hub") as unconnected:
        client = MqttClient(unconnected, Login("d/m", "h/d/m", Secret("token")))
        assert client.loop() is MQTTErrorCode.MQTT_ERR_NO_CONN
    assert caplog.records == []
