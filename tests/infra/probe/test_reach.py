"""Looking whether a port can be reached and trusted, without a word to who listens there."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path

import pytest

from tests.infra.leftovers import nothing_left
from tests.infra.servers import Authority, closed_port, over_tls, serve, swallow
from tests.patience import LoopClock, longer_and_longer, until_then
from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import Connected, ConnectionEvent, Phase, PhaseStarted
from wizard.domain.hub.model import Network
from wizard.domain.hub.transport import Transport
from wizard.infra.net import faults
from wizard.infra.probe.probe import NetworkProbe

EVERY_WAY = pytest.mark.parametrize("transport", list(Transport))


@pytest.fixture
def authority() -> Authority:
    return Authority("user's CA")


@pytest.fixture
def ca_file(authority: Authority, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    file.write_bytes(authority.pem)
    return file


class Look:
    """A look at a port of this computer, as the door of a hub for one of the transports."""

    def __init__(self, ca_file: Path | None) -> None:
        self._ca_file = ca_file
        self.signs: list[ConnectionEvent] = []

    async def at(self, transport: Transport, port: int) -> None:
        probe = NetworkProbe(Network(self._ca_file, {Transport.AMQP: port, Transport.MQTT: port}))
        await probe.reach(HubAddress(f"127.0.0.1:{port}"), transport, self.signs.append)


@pytest.fixture
def look(ca_file: Path) -> Look:
    return Look(ca_file)


@EVERY_WAY
async def test_a_port_that_can_be_used(
    transport: Transport, look: Look, authority: Authority, tmp_path: Path
) -> None:
    heard, ended = list[bytes](), threading.Event()

    def listen(connection: socket.socket) -> None:
        try:
            heard.append(connection.recv(100))
        except OSError:  # a client that leaves the session tickets unread resets, without a word
            heard.append(b"")
        ended.set()

    async with nothing_left():
        with serve(over_tls(authority.server_context(tmp_path), listen)) as port:
            await look.at(transport, port)
            await until_then(ended.is_set)
    assert heard == [b""], "not a word"
    assert Connected("127.0.0.1", port) in look.signs


@EVERY_WAY
async def test_a_port_that_is_closed(transport: Transport, look: Look) -> None:
    async with nothing_left():
        with pytest.raises(SetupError) as caught:
            await look.at(transport, closed_port())
    assert (caught.value.code, caught.value.variant) == (Code.CHECK_UNREACHABLE, "refused")
    assert look.signs[-2:-1] == [one for one in look.signs if isinstance(one, PhaseStarted)][-1:]


@EVERY_WAY
async def test_a_server_that_nobody_trusts(
    transport: Transport, look: Look, tmp_path: Path
) -> None:
    async with nothing_left():
        context = Authority("stranger").server_context(tmp_path)
        with serve(over_tls(context, swallow)) as port, pytest.raises(SetupError) as caught:
            await look.at(transport, port)
    assert caught.value.code is Code.HUB_TLS_UNTRUSTED
    begun = look.signs[-1]
    assert isinstance(begun, PhaseStarted)
    assert begun.phase is Phase.TLS


@EVERY_WAY
async def test_giving_up_leaves_nothing(transport: Transport, look: Look) -> None:
    async with nothing_left():
        with serve(swallow) as port:
            task = asyncio.create_task(look.at(transport, port))
            await until_then(lambda: any(isinstance(sign, Connected) for sign in look.signs))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


@EVERY_WAY
async def test_silence_ends(
    transport: Transport, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = (Code.CHECK_TIMEOUT, "tls")
    for seconds in longer_and_longer():
        monkeypatch.setattr(faults, "LIMIT", seconds)
        async with nothing_left():
            with serve(swallow) as port, pytest.raises(SetupError) as caught:
                await look.at(transport, port)
        found = (caught.value.code, caught.value.variant)
        if found == expected:
            break
    assert found == expected


async def test_a_name_server_that_never_answers(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, asked, answer = LoopClock(monkeypatch), threading.Event(), threading.Event()

    def resolve(*_: object, **__: object) -> list[object]:
        asked.set()
        answer.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    try:
        looking = asyncio.create_task(look.at(Transport.MQTT, 1))
        await until_then(asked.is_set)
        clock.run_out()
        with pytest.raises(SetupError) as caught:
            await looking
    finally:
        answer.set()
    found = (caught.value.code, caught.value.variant)
    assert found == (Code.HUB_NAME_NOT_RESOLVED, "no_name_server")
