"""What a server says to the request for a WebSocket instead of agreeing, each told for itself."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.infra.servers import Authority, over_tls, serve
from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import MODULE_ID, Network
from wizard.domain.hub.transport import Transport
from wizard.domain.secret import Secret
from wizard.infra.probe.probe import NetworkProbe
from wizard.text.lookup import text_of

KEY = Secret("Y2FuYXJ5IG9mIGEga2V5IHRoYXQgbmV2ZXIgbGVhdmVzIQ==")
NO_HUB = (Code.HUB_NOT_A_HUB, "redirect_to")
ANSWERS = {
    "301 Moved Permanently": NO_HUB,
    "302 Found": NO_HUB,
    "307 Temporary Redirect": NO_HUB,
    "308 Permanent Redirect": NO_HUB,
    "407 Proxy Authentication Required": (Code.HUB_PROXY, "in_between"),
}


@pytest.mark.parametrize("transport", [Transport.AMQP_WEBSOCKET, Transport.MQTT_WEBSOCKET])
@pytest.mark.parametrize("status", ANSWERS)
async def test_it_is_told_and_not_followed(
    tmp_path: Path, status: str, transport: Transport
) -> None:
    asked: list[bytes] = []
    elsewhere: list[object] = []

    def refuse(connection: socket.socket) -> None:
        asked.append(connection.recv(65536))
        with serve(elsewhere.append) as other:
            target = f"Location: wss://127.0.0.1:{other}/$iothub/websocket"
            head = [f"HTTP/1.1 {status}", target, "Proxy-Authenticate: Basic realm=x"]
            head += ["Content-Length: 0", "Connection: close"]
            connection.sendall("\r\n".join([*head, "", ""]).encode())
            while more := connection.recv(65536):
                asked.append(more)

    authority = Authority("Plant CA")
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    with serve(over_tls(authority.server_context(tmp_path), refuse)) as port:
        probe = NetworkProbe(Network(tmp_path / "ca.pem"))
        address = HubAddress(f"127.0.0.1:{port}")
        with pytest.raises(SetupError) as caught:
            await probe.connect(address, "cam-01", MODULE_ID, KEY, transport=transport)
    assert (caught.value.code, caught.value.variant) == ANSWERS[status]
    assert "127.0.0.1" in text_of(caught.value.problem).cause
    assert elsewhere == []
    (request,) = asked
    assert request.startswith(b"GET /$iothub/websocket")
    assert b"SharedAccess" not in request
    assert b"uthorization" not in request
