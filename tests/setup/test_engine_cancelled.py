"""A run that is cancelled, wherever it is: the report says so, and it is as it was, or done."""

from __future__ import annotations

import asyncio
from typing import Unpack

import pytest

from tests.fakes.world import AGENT, DEVICE, World, tells_of_module, warnings_of
from wizard.check.run import CheckRun
from wizard.domain.agent.model import Identity
from wizard.domain.errors import Code, Exit, FilesError, HubError
from wizard.domain.hub.model import Network
from wizard.domain.report import Event, Report, Result, StepDone, StepId, StepStatus, StepWaiting
from wizard.domain.state import SetupState
from wizard.setup.engine import SetupRun
from wizard.setup.hub import verified_write as careful_write
from wizard.setup.state_changes import StateChanges

SCENARIOS = [
    pytest.param(Identity.SECURITY_MODULE, True, False, id="module"),
    pytest.param(Identity.DEVICE, False, False, id="device, module made"),
    pytest.param(Identity.DEVICE, True, True, id="device, set up before"),
]


async def cancelled_after(
    turns: int, task: asyncio.Task[Report], *, insistent: bool = False
) -> Report | None:
    """Cancel after so many turns of the loop; None: the task was done before."""
    for _ in range(turns):
        await asyncio.sleep(0)
        if task.done():
            return None
    task.cancel()
    while insistent and not task.done():
        await asyncio.sleep(0)
        task.cancel()
    return await task


def is_interrupted(step: StepDone) -> bool:
    return step.problem is not None and step.problem.code is Code.CANCELLED


@pytest.mark.parametrize("insistent", [False, True], ids=["once", "again and again"])
@pytest.mark.parametrize(("identity", "has_module", "was_set_up"), SCENARIOS)
async def test_cancelled_at_every_turn(
    identity: Identity, has_module: bool, was_set_up: bool, insistent: bool
) -> None:
    interrupted = set()
    for turns in range(1, 1000):
        world = World(has_module=has_module, was_set_up=was_set_up)
        state = world.state(identity, create_module=not has_module)
        task = asyncio.create_task(SetupRun(state, world.ports(), lambda _: None).run())
        report = await cancelled_after(turns, task, insistent=insistent)
        if report is None:
            break
        assert (report.result, report.exit_code) == (Result.CANCELLED, Exit.CANCELLED)
        assert world.nothing_is_open(), f"after {turns} turns"
        assert tells_of_module(report) == world.made_module()
        assert bool(report.files) == (world.snapshot() != world.before), f"after {turns} turns"
        assert not warnings_of(report)
        failed = [step for step in report.steps if step.status is StepStatus.FAILED]
        assert failed == [step for step in report.steps if is_interrupted(step)]
        assert report.failed_step is (failed[0].step if failed else None)
        assert len(failed) <= 1
        interrupted |= {step.step for step in failed}
        if not report.files:
            assert all(step.status is StepStatus.SKIPPED for step in report.steps[-4:])
        assert not task.cancelling(), "whoever awaits the report is not cancelled by it"
    assert report is None, "it never ended by itself"
    at_once = {StepId.CHECK_SECRET, StepId.CHECK_CLOCK}
    left_out = at_once | {StepId.MODULE_CREATE} if has_module else at_once
    left_out |= {StepId.CHECK_HUB_REST} if identity is Identity.SECURITY_MODULE else set()
    assert interrupted == {step for step in StepId if step.is_always_reported} - left_out


async def test_cancelled_before_its_first_turn_nothing_has_happened() -> None:
    world = World()
    task = asyncio.create_task(SetupRun(world.state(), world.ports(), lambda _: None).run())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not world.calls


async def test_a_check_is_cancelled_at_every_turn() -> None:
    world = World()
    state = world.state(Identity.DEVICE)
    await SetupRun(state, world.ports(), lambda _: None).run()
    for turns in range(1, 1000):
        check = CheckRun(AGENT, world.ports(), Network(), lambda _: None)
        report = await cancelled_after(turns, asyncio.create_task(check.run()))
        if report is None:
            return
        assert (report.result, report.exit_code) == (Result.CANCELLED, Exit.CANCELLED)
        assert world.nothing_is_open()
    pytest.fail("it never ended by itself")


async def test_cancelled_while_it_waits_to_try_again() -> None:
    world = World()
    world.hub.fail("connect", HubError(Code.HUB_THROTTLED, retryable=True, retry_after=11))
    waiting = asyncio.Event()

    def tell(event: Event) -> None:
        if isinstance(event, StepWaiting):
            waiting.set()

    task = asyncio.create_task(SetupRun(world.state(), world.ports(), tell).run())
    await waiting.wait()
    task.cancel()
    report = await task
    assert (report.failed_step, report.exit_code) == (StepId.HUB_CONNECT, Exit.CANCELLED)


async def test_cancelled_while_a_failure_is_taken_back() -> None:
    """The failure was first, and all of it is taken back."""
    turns = 0
    while True:
        world = World(was_set_up=True)
        world.files.failing["write"] = FilesError(Code.FILES_BUSY, path="p")
        task = asyncio.create_task(SetupRun(world.state(), world.ports(), lambda _: None).run())
        for _ in range(1000):
            await asyncio.sleep(0)
            if "files.write" in world.calls:
                break
        report = await cancelled_after(turns, task)
        if report is None:
            return
        assert report.result in (Result.FAILED, Result.CANCELLED)
        assert world.snapshot() == world.before
        assert world.nothing_is_open()
        turns += 1


class SlowHub(World):
    """A hub that carries out the creation and then keeps its answer back."""

    def __init__(self, *, answers_reads: bool = True) -> None:
        super().__init__(has_module=False)
        self.asked = asyncio.Event()
        self.answers_reads = answers_reads

    def state(
        self, identity: Identity = Identity.DEVICE, **changes: Unpack[StateChanges]
    ) -> SetupState:
        creating: StateChanges = {"create_module": True}
        return super().state(identity, **(changes | creating))

    async def slowly(self, call: str) -> None:
        await super().slowly(call)
        if call == "registry.create_module":
            self.hub.calls.append("create_module")
            self.hub.add_module(DEVICE)
            self.asked.set()
            await asyncio.Event().wait()
        if self.asked.is_set() and call == "registry.module" and not self.answers_reads:
            await asyncio.Event().wait()


@pytest.mark.parametrize("answers_reads", [True, False])
async def test_a_creation_without_an_answer_is_looked_for(
    answers_reads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(careful_write, "GRACE", 0.05)
    if not answers_reads:
        monkeypatch.setattr(careful_write, "LOOKING", 0.05)
    world = SlowHub(answers_reads=answers_reads)
    task = asyncio.create_task(SetupRun(world.state(), world.ports(), lambda _: None).run())
    await world.asked.wait()
    task.cancel()
    report = await task
    assert report.result is Result.CANCELLED
    assert world.snapshot() == world.before
    assert world.nothing_is_open()
    assert tells_of_module(report) == answers_reads
    unknown = [(warning.code, warning.variant) for warning in warnings_of(report)]
    assert unknown == ([] if answers_reads else [(Code.HUB_TIMEOUT, "module_created_unknown")])
