"""A fleet with the fakes: whose modules are created together, and what a cancellation leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.world import World
from wizard.agents.c.facts import C
from wizard.domain.agent.model import AgentTarget
from wizard.domain.errors import AnswersError, Code, Exit, HubError, Problem
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.report import HubChangeKind, Report, Result
from wizard.domain.state import CheckWhen, SecretsChoice, SetupState
from wizard.setup.fleet import run
from wizard.setup.fleet.device import FleetDevice, Outcome
from wizard.setup.fleet.run import Fleet

MADE = HubChangeKind.MODULE_CREATED


class Plant(World):
    """A hub with some devices, none of which has the module."""

    def __init__(self, count: int = 4) -> None:
        super().__init__()
        self.names = [f"cam-{number:03}" for number in range(count)]
        for name in self.names:
            self.hub.add_device(name)
        self.told: list[Outcome] = []
        self.tell: Callable[[Outcome], None] = self.told.append

    def row(self, name: str, *, create: bool = True) -> FleetDevice:
        agent = AgentTarget(C, Path(f"/out/{name}").absolute())
        state = replace(
            self.state(secrets=SecretsChoice(keep_hub=False, keep_agent_key=False)),
            device_id=name,
            agent=agent,
            create_module=create,
            check=CheckWhen.NEVER,
        )

        async def load() -> SetupState:
            return state

        return FleetDevice(2, name, replace(state, credentials=None), load)

    async def run(self, devices: Sequence[FleetDevice] = (), **options: object) -> None:
        fleet = Fleet(self.ports(), lambda one: self.tell(one), at_once=1, **options)  # type: ignore[arg-type]
        await fleet.run(devices or [self.row(name) for name in self.names])

    def failing_after(self, call: str, error: HubError) -> Callable[[Outcome], None]:
        """After each device that is told, the next such call fails."""

        def tell(one: Outcome) -> None:
            self.told.append(one)
            self.hub.fail(call, error)

        return tell

    def report(self, name: str) -> Report:
        (found,) = (one.report for one in self.told if one.name == name)
        assert found is not None
        return found

    def changes(self, name: str) -> list[HubChangeKind]:
        return [change.kind for change in self.report(name).hub_changes]


def told_as_unknown(report: Report) -> list[Problem]:
    return [one for one in report.warnings if one.variant == "module_created_unknown"]


async def test_the_first_creates_its_own_and_the_others_share_a_request() -> None:
    plant = Plant()
    await plant.run()
    assert {name: plant.report(name).result for name in plant.names} == dict.fromkeys(
        plant.names, Result.OK
    )
    assert [plant.changes(name) for name in plant.names] == [[MADE]] * 4
    calls = [call for call in plant.hub.calls if "create" in call or "having" in call]
    assert calls == ["create_module", "having_module", "create_modules"]


async def test_no_request_is_for_more_than_the_hub_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST_IN_BULK", 3)
    plant = Plant(8)
    await plant.run()
    assert {one.report.result for one in plant.told if one.report} == {Result.OK}
    assert plant.hub.calls.count("create_modules") == 2
    assert plant.hub.calls.count("create_module") == 2, "the first, and the one that is left over"


async def test_nothing_is_created_where_modules_are_there_or_not_wanted() -> None:
    plant = Plant()
    await plant.run([plant.row(name, create=False) for name in plant.names])
    errors = [plant.report(name).error for name in plant.names]
    assert {error.code for error in errors if error} == {Code.MODULE_MISSING}
    assert "having_module" not in plant.hub.calls
    plant.told.clear()
    await plant.run()
    plant.hub.calls.clear()
    plant.told.clear()
    await plant.run()
    assert "create_modules" not in plant.hub.calls
    assert [plant.changes(name) for name in plant.names] == [[]] * 4


async def test_none_is_created_in_stock_where_the_first_got_nowhere() -> None:
    plant = Plant()
    del plant.hub.devices[plant.names[0]]
    await plant.run()
    assert plant.report(plant.names[0]).error is not None
    assert "create_modules" not in plant.hub.calls
    assert [plant.changes(name) for name in plant.names[1:]] == [[MADE]] * 3


REFUSED = (Code.HUB_UNAUTHORIZED, Code.HUB_NAME_NOT_RESOLVED, Code.HUB_UNREACHABLE)


@pytest.mark.parametrize("code", [*REFUSED, Code.HUB_TIMEOUT])
async def test_a_hub_that_refuses_is_asked_once(code: Code) -> None:
    plant = Plant()
    plant.hub.fail("connect", HubError(code))
    await plant.run()
    assert plant.hub.calls.count("connect") == 1
    assert not {"device", "create_modules", "create_module"} & {*plant.hub.calls}
    assert [one.is_tried for one in plant.told] == [True, False, False, False]
    errors = [plant.report(name).error for name in plant.names]
    assert {error.code for error in errors if error} == {code} and all(errors)
    assert {plant.report(name).exit_code for name in plant.names} == {Exit.HUB}


@pytest.mark.parametrize("code", [Code.HUB_THROTTLED, Code.HUB_SERVER_ERROR])
async def test_a_hub_that_is_busy_is_asked_for_the_next_one(code: Code) -> None:
    plant = Plant()
    plant.hub.fail("connect", HubError(code))
    await plant.run()
    assert [one.is_tried for one in plant.told] == [True] * 4
    assert [plant.report(name).result for name in plant.names[1:]] == [Result.OK] * 3


@pytest.mark.parametrize("code", REFUSED)
async def test_a_hub_that_refuses_in_between_is_not_asked_again(code: Code) -> None:
    plant = Plant()
    devices = [plant.row(name, create=False) for name in plant.names]
    for name in plant.names:
        plant.hub.add_module(name)
    plant.tell = plant.failing_after("device", HubError(code))
    await plant.run(devices)
    assert [one.is_tried for one in plant.told] == [True, True, False, False]
    assert plant.hub.calls.count("device") == 2
    assert plant.report(plant.names[0]).result is Result.OK


async def test_another_login_and_another_network_are_tried() -> None:
    plant = Plant(3)
    first, other, alike = (plant.row(name) for name in plant.names)
    state = await other.load()

    async def load() -> SetupState:
        return replace(state, network=replace(state.network, ca_file=Path("/ca.pem")))

    plant.hub.fail("connect", HubError(Code.HUB_TLS_UNTRUSTED))
    await plant.run([first, replace(other, load=load), alike])
    assert [one.is_tried for one in plant.told] == [True, True, False]
    assert plant.report(plant.names[1]).result is Result.OK


async def test_a_module_that_was_created_for_a_device_that_is_not_tried_is_told() -> None:
    plant = Plant()
    plant.tell = plant.failing_after("device", HubError(Code.HUB_UNAUTHORIZED))
    await plant.run()
    assert [one.is_tried for one in plant.told] == [True, True, False, False]
    assert [plant.changes(name) for name in plant.names] == [[MADE]] * 4


async def test_a_dry_run_creates_none() -> None:
    plant = Plant()
    await plant.run(dry_run=True)
    assert not {"create_module", "create_modules", "having_module"} & {*plant.hub.calls}


async def test_what_an_earlier_run_has_done_is_not_the_first() -> None:
    plant = Plant()
    done = frozenset({plant.names[0]})
    await plant.run(done=done)
    calls = [call for call in plant.hub.calls if call.startswith("create")]
    assert calls == ["create_module", "create_modules"]


@pytest.mark.parametrize("call", ["having_module", "create_modules"])
async def test_what_is_refused_together_each_device_does_itself(call: str) -> None:
    plant = Plant()
    plant.hub.fail(call, HubError(Code.HUB_UNAUTHORIZED, "query"))
    await plant.run()
    assert plant.hub.calls.count("create_module") == 4
    assert [plant.report(name).result for name in plant.names] == [Result.OK] * 4
    assert not [one for name in plant.names for one in told_as_unknown(plant.report(name))]


async def test_a_throttled_request_is_repeated() -> None:
    plant = Plant()
    throttled = HubError(Code.HUB_THROTTLED, retryable=True, retry_after=0.0)
    plant.hub.fail("create_modules", throttled, throttled)
    await plant.run()
    assert plant.hub.calls.count("create_modules") == 3
    assert plant.hub.calls.count("create_module") == 1
    assert [plant.changes(name) for name in plant.names] == [[MADE]] * 4


async def test_a_lost_answer_is_told_and_not_asked_for_again() -> None:
    plant = Plant()
    plant.hub.fail("create_modules", HubError(Code.HUB_CONNECTION_LOST, retryable=True))
    await plant.run()
    assert plant.hub.calls.count("create_modules") == 1
    for name in plant.names[1:]:
        report = plant.report(name)
        assert report.result is Result.OK
        (warning,) = told_as_unknown(report)
        assert dict(warning.params)["device"] == name


async def test_what_the_hub_refuses_of_one_is_that_devices_failure() -> None:
    plant = Plant()
    del plant.hub.devices[plant.names[2]]
    await plant.run()
    results = [plant.report(name).result for name in plant.names]
    assert results == [Result.OK, Result.OK, Result.FAILED, Result.OK]
    error = plant.report(plant.names[2]).error
    assert error is not None and error.code is Code.DEVICE_NOT_FOUND
    assert plant.changes(plant.names[2]) == []


async def test_a_row_whose_secret_is_missing_keeps_no_other_from_its_module() -> None:
    plant = Plant()
    devices = [plant.row(name) for name in plant.names]

    async def fail() -> SetupState:
        raise AnswersError(Code.ANSWERS_INVALID, "keyring", key="hub", where="x")

    devices[2] = replace(devices[2], load=fail)
    await plant.run(devices)
    assert plant.hub.calls.count("create_module") == 1
    assert [plant.changes(name) for name in plant.names] == [[MADE], [MADE], [], [MADE]]


async def test_cancelled_at_every_turn() -> None:
    """Every device has an outcome, and no module that was made goes untold."""
    cancelled_with_change = 0
    for turns in range(1, 2000):
        plant = Plant(3)
        task = asyncio.create_task(plant.run())
        for _ in range(turns):
            await asyncio.sleep(0)
        if task.done():
            break
        task.cancel()
        await task
        assert sorted(one.name for one in plant.told) == plant.names
        results = [plant.report(name).result for name in plant.names]
        assert results[-1] is Result.CANCELLED or set(results) == {Result.OK}
        for name in plant.names:
            report = plant.report(name)
            told = [change.kind for change in report.hub_changes] == [MADE]
            unknown = bool(told_as_unknown(report))
            is_there = (name, MODULE_ID) in plant.hub.modules
            assert told or unknown or not is_there, (turns, name)
            assert is_there or not told
            cancelled_with_change += told and report.result is Result.CANCELLED
        assert plant.hub.links == 0
        assert all(registry.closed for registry in plant.registries)
    else:
        pytest.fail("it never ended")
    assert cancelled_with_change
