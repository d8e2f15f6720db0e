"""Who asks the same hub with the same key shares one connection, thread and SDK."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.ports import PortsOfTest
from tests.infra.leftovers import nothing_left
from tests.infra.plant import DEVICE, credentials, network
from tests.patience import HANG_LIMIT, NEVER, until_then
from wizard.agents.c.facts import C
from wizard.demo.faults.faults import Silent
from wizard.demo.hub import DemoHub
from wizard.domain.agent.model import AgentTarget
from wizard.domain.hub.model import MODULE_ID, DeviceQuery
from wizard.domain.report import Result
from wizard.infra.registry import client
from wizard.setup.engine import SetupRun
from wizard.setup.session import Session


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    with DemoHub() as running:
        yield running


async def test_one_that_is_closed_leaves_the_connection_to_the_others(
    hub: DemoHub, tmp_path: Path
) -> None:
    ports = PortsOfTest(tmp_path, ())
    async with nothing_left():
        first = ports.open_registry(credentials(hub), network(hub))
        second = ports.open_registry(credentials(hub), network(hub))
        await first.connect()
        await second.connect()
        assert hub.connections == 1
        await first.close()
        assert (await second.device(DEVICE)).id == DEVICE
        await second.close()
        await until_then(lambda: hub.connections == 0)


async def test_a_close_that_is_cancelled_leaves_nothing_open(hub: DemoHub) -> None:
    """The thread is still busy when the close is given up: it closes the connection after that."""
    go_on = threading.Event()
    async with nothing_left():
        asked = client.RegistryClient(credentials(hub), network(hub))
        await asked.ask(lambda sdk: sdk.get_device(DEVICE))
        busy = asyncio.ensure_future(asked._worker.run(lambda: go_on.wait(HANG_LIMIT)))
        closing = asyncio.ensure_future(asked.close())
        for _ in range(3):
            await asyncio.sleep(0)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        go_on.set()
        assert await busy
        await until_then(lambda: hub.connections == 0)


async def test_another_policy_has_a_connection_of_its_own(hub: DemoHub, tmp_path: Path) -> None:
    ports = PortsOfTest(tmp_path, ())
    async with nothing_left():
        narrow = ports.open_registry(credentials(hub, "registryRead"), network(hub))
        wide = ports.open_registry(credentials(hub), network(hub))
        await narrow.connect()
        await wide.connect()
        assert hub.connections == 2
        await narrow.close()
        await wide.close()


async def test_a_run_uses_the_connection_of_the_session(
    hub: DemoHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[client.RegistryClient]()

    class Noted(client.RegistryClient):
        def __init__(self, *how: object) -> None:
            super().__init__(*how)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr(client, "RegistryClient", Noted)
    ports = PortsOfTest(tmp_path, ())
    async with nothing_left():
        session = Session(ports)
        await session.connect(hub.connection_string(), network(hub))
        agent = AgentTarget(C, tmp_path / "agent")
        chosen = replace(session.state, device_id=DEVICE, agent=agent)
        report = await SetupRun(chosen, ports, lambda _: None, dry_run=True).run()
        assert report.result is Result.OK
        await session.close()
    assert len(made) == 1


async def test_the_device_list_does_not_wait_for_the_modules(
    hub: DemoHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.infra.net.faults.LIMIT", NEVER)
    ports = PortsOfTest(tmp_path, ())
    async with nothing_left():
        registry = ports.open_registry(credentials(hub), network(hub))
        await registry.connect()
        silence = hub.faults.rest.add(Silent(), path="query", times=1)
        looking = asyncio.ensure_future(registry.having_module([DEVICE], MODULE_ID))
        await until_then(lambda: silence.hits > 0)
        assert (await registry.devices(DeviceQuery())).devices
        assert not looking.done()

        looking.cancel()
        assert await registry.having_module([DEVICE], MODULE_ID) == {DEVICE}
        await registry.close()
        await until_then(lambda: hub.connections == 0)
