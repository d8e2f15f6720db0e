"""Looking around on the network: what is seen, and that nothing is said or left behind."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from pathlib import Path

import pytest

from tests.infra.leftovers import nothing_left
from tests.infra.servers import Authority, answer, closed_port, over_tls, serve, swallow
from tests.patience import HANG_LIMIT
from wizard.demo.faults import faults
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.hub.network_survey import Presented
from wizard.infra.net import survey
from wizard.infra.net.survey import SystemNetworkSurvey

PAGE = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "_LIMIT", 0.3)


async def seen(context: ssl.SSLContext, host: str = "127.0.0.1") -> Presented:
    with serve(over_tls(context, swallow)) as port:
        found = await SystemNetworkSurvey().presented(host, port)
    assert found is not None
    return found


async def test_a_certificate_that_nobody_trusts_is_read(tmp_path: Path) -> None:
    async with nothing_left():
        found = await seen(Authority("Contoso Proxy CA").server_context(tmp_path))
    assert (found.issuer, found.names, found.fits) == ("CN=Contoso Proxy CA", ("127.0.0.1",), True)
    assert found.not_before < found.not_after


@pytest.mark.parametrize(
    ("name", "host", "fits"),
    [
        ("127.0.0.2", "127.0.0.1", False),
        ("LOCALHOST", "localhost", True),
        ("*.localhost", "localhost", False),
        ("*.azure-devices.net", "127.0.0.1", False),
    ],
)
async def test_for_whom_it_is(tmp_path: Path, name: str, host: str, fits: bool) -> None:
    context = Authority("CA").server_context(tmp_path, address=name)
    assert (await seen(context, host)).fits is fits


async def test_a_name_from_a_stranger_is_made_fit_for_a_terminal(tmp_path: Path) -> None:
    context = Authority("\x1b]0;owned\x07" + "x" * 40).server_context(tmp_path)
    assert "\x1b" not in (found := await seen(context)).issuer
    assert found.issuer.startswith("CN=?]0\\;owned?")


async def test_not_a_byte_is_sent_to_who_is_not_trusted(tmp_path: Path) -> None:
    received: list[bytes] = []
    ended = threading.Event()

    def listen(stream: socket.socket) -> None:
        try:
            received.append(stream.recv(4096))
        except OSError:
            received.append(b"")
        ended.set()

    context = Authority("CA").server_context(tmp_path)
    with serve(over_tls(context, listen)) as port:
        await SystemNetworkSurvey().presented("127.0.0.1", port)
        assert ended.wait(HANG_LIMIT)
    assert received == [b""]


@pytest.mark.usefixtures("quick")
async def test_where_no_certificate_is_shown() -> None:
    look = SystemNetworkSurvey()
    async with nothing_left():
        with serve(swallow) as silent, serve(answer("HTTP/1.1 400 No\r\n\r\n")) as plain:
            for port in (silent, plain, closed_port()):
                assert await look.presented("127.0.0.1", port) is None
    assert await look.presented("no-such.invalid", 443) is None


async def test_a_look_can_be_given_up() -> None:
    async with nothing_left():
        with serve(swallow) as port:
            look = SystemNetworkSurvey().presented("127.0.0.1", port)
            task = asyncio.create_task(look)
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


async def test_names() -> None:
    look = SystemNetworkSurvey()
    assert await look.knows_name("localhost")
    assert not await look.knows_name("no-such.invalid")
    assert not await look.knows_name("a..b")


async def test_a_hub_is_met_without_credentials() -> None:
    with DemoHub() as hub:
        network = Network(hub.ca_file)
        async with nothing_left():
            met = await SystemNetworkSurvey().meet(HubAddress(hub.host_name), network)
        assert (met.is_hub, met.told) == (True, None)
        [request] = hub.requests
        assert (request.who, request.status) == ("", 401)
        hub.faults.clock_offset = 7200
        met = await SystemNetworkSurvey().meet(HubAddress(hub.host_name), network)
        assert met.told is not None
        assert (met.told.code, met.told.variant) == (Code.HUB_CLOCK_SKEW, "behind")


@pytest.mark.parametrize(
    ("status", "is_hub", "code"),
    [
        (403, True, Code.HUB_UNAUTHORIZED),
        (429, True, Code.HUB_THROTTLED),
        (503, True, Code.HUB_SERVER_ERROR),
    ],
)
async def test_a_hub_that_has_something_to_say(status: int, is_hub: bool, code: Code) -> None:
    with DemoHub() as hub:
        hub.faults.rest.add(faults.Status(status))
        met = await SystemNetworkSurvey().meet(HubAddress(hub.host_name), Network(hub.ca_file))
    assert met.told is not None
    assert (met.is_hub, met.told.code) == (is_hub, code)


async def test_something_else_is_met(tmp_path: Path) -> None:
    authority = Authority("Hotel")
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(authority.pem)
    with serve(over_tls(authority.server_context(tmp_path), answer(PAGE))) as port:
        met = await SystemNetworkSurvey().meet(HubAddress(f"127.0.0.1:{port}"), Network(ca_file))
        assert (met.is_hub, met.told) == (False, None)
        with pytest.raises(HubError) as caught:
            await SystemNetworkSurvey().meet(HubAddress(f"127.0.0.1:{port}"), Network())
    assert caught.value.code is Code.HUB_TLS_UNTRUSTED
