"""Cancelling a call on the network: at once, at any moment, and nothing is left."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.registry import new_key
from tests.infra.leftovers import nothing_left
from tests.infra.plant import fetch, key, network, registry, twin
from tests.infra.servers import Authority, full_house, over_tls, serve, swallow
from tests.patience import HANG_LIMIT, until_then
from wizard.demo.faults import faults as demo
from wizard.demo.hub import DemoHub
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import MODULE_ID, DeviceQuery, Network, PolicyAccess
from wizard.domain.hub.transport import Transport
from wizard.infra.probe.probe import NetworkProbe
from wizard.infra.registry.azure_registry import AzureRegistry

Work = Callable[[HubAddress, Network], Awaitable[object]]


async def read_registry(address: HubAddress, way: Network) -> None:
    opened = AzureRegistry(PolicyAccess(address, "registryRead", new_key()), way)
    try:
        await opened.connect()
    finally:
        await opened.close()


async def fetch_key(address: HubAddress, way: Network) -> None:
    await NetworkProbe(way).fetch_module_key(address, "d", MODULE_ID, new_key())


async def link(address: HubAddress, way: Network) -> None:
    await NetworkProbe(way).connect(address, "d", MODULE_ID, new_key())


EVERY_WORK = pytest.mark.parametrize("work", [read_registry, fetch_key, link])


@pytest.fixture
def running() -> Iterator[DemoHub]:
    with DemoHub() as hub:
        yield hub


async def cancel(task: asyncio.Task[object]) -> None:
    """The limits are lifted: what does not end by this hangs."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(HANG_LIMIT):
            await task


@EVERY_WORK
async def test_while_tls_is_being_agreed_on(work: Work) -> None:
    async with nothing_left():
        with serve(swallow) as port:
            await cancel_when_connected(work, port, Network(None, {Transport.AMQP: port}))


@EVERY_WORK
async def test_while_the_answer_is_awaited(work: Work, tmp_path: Path) -> None:
    authority = Authority("CA")
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(authority.pem)
    async with nothing_left():
        with serve(over_tls(authority.server_context(tmp_path), swallow)) as port:
            await cancel_when_connected(work, port, Network(ca_file, {Transport.AMQP: port}))


async def cancel_when_connected(work: Work, port: int, way: Network) -> None:
    address = HubAddress(f"127.0.0.1:{port}")
    for pause in (0.0, 0.005, 0.05):
        task = asyncio.ensure_future(work(address, way))
        await asyncio.sleep(pause)
        await cancel(task)


@pytest.mark.skipif(sys.platform != "linux", reason="a full queue refuses elsewhere")
@EVERY_WORK
async def test_while_packets_are_swallowed(work: Work) -> None:
    async with nothing_left():
        with full_house() as port:
            await cancel_when_connected(work, port, Network(None, {Transport.AMQP: port}))


async def test_at_every_turn_of_the_event_loop(running: DemoHub) -> None:
    """Every await of the live check is cancelled once, until one check gets through."""

    async def check() -> None:
        await fetch(running)
        await twin(running)

    turns = 0
    async with nothing_left():
        while True:
            task = asyncio.ensure_future(check())
            for _ in range(turns):
                await asyncio.sleep(0)
            if task.done():
                break
            await cancel(task)
            turns = turns + 1 if turns < 20 else turns * 2
        assert task.exception() is None
    assert turns > 3


async def test_a_link_whose_twin_does_not_come(running: DemoHub) -> None:
    running.faults.amqp.add(demo.TwinSilent())
    async with nothing_left():
        probe, module_key = NetworkProbe(network(running)), key(running, MODULE_ID)
        opened = await probe.connect(HubAddress(running.host_name), "cam-01", MODULE_ID, module_key)
        task = asyncio.ensure_future(opened.read_twin())
        await asyncio.sleep(0.02)
        await cancel(task)
        await opened.close()


async def test_a_cancelled_call_does_not_spoil_the_next(running: DemoHub) -> None:
    silent = running.faults.rest.add(demo.Silent(), path="query")
    async with nothing_left(), registry(running) as opened:
        await opened.connect()
        first = asyncio.ensure_future(opened.devices(DeviceQuery(prefix="c")))
        second = asyncio.ensure_future(opened.device("cam-01"))
        await until_then(lambda: silent.hits > 0)
        await cancel(first)
        assert (await second).id == "cam-01"
        assert (await opened.device("cam-02")).id == "cam-02"


async def test_a_call_that_cannot_be_ended_does_not_hold_up_the_next(
    running: DemoHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, release, asked = socket.getaddrinfo, threading.Event(), threading.Event()

    def hang_once(*args: object, **options: object) -> object:
        monkeypatch.setattr(socket, "getaddrinfo", real)
        asked.set()
        release.wait(HANG_LIMIT)
        return real(*args, **options)  # type: ignore[arg-type]

    async with nothing_left(), registry(running) as opened:
        monkeypatch.setattr(socket, "getaddrinfo", hang_once)
        task = asyncio.ensure_future(opened.connect())
        await until_then(asked.is_set)
        await cancel(task)
        await opened.connect()
        release.set()


async def test_closing_ends_a_call_that_is_under_way(running: DemoHub) -> None:
    silent = running.faults.rest.add(demo.Silent())
    async with nothing_left():
        async with registry(running) as opened:
            task = asyncio.ensure_future(opened.connect())
            await until_then(lambda: silent.hits > 0)
        await asyncio.wait({task})
        assert task.exception() is not None
