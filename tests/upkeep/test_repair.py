"""Repairing with fakes: what is written, what is taken back, and how it ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.agents.builders import KEY, c_config
from tests.fakes.world import AGENT, World
from wizard.agents.c.facts import C
from wizard.domain.agent.assessment import Verdict
from wizard.domain.errors import Code, Exit, FilesError
from wizard.domain.report import Event, Result
from wizard.upkeep.offline_check import judge_offline
from wizard.upkeep.repair import RepairOutcome, plan_repair, run_repair

CONFIG, KEY_FILE = AGENT / "LocalConfiguration.json", AGENT / "k.key"


def quiet(_event: Event) -> None:
    """Nobody watches."""


@pytest.fixture
def world() -> World:
    """A C agent with a key that Windows has saved."""
    world = World()
    changes = {"Authentication.FilePath": str(KEY_FILE), "AgentId": ""}
    world.files.contents = {CONFIG: c_config(changes), KEY_FILE: f"{KEY}\r\n".encode()}
    world.before = world.snapshot()
    return world


async def repair(world: World, *, dry_run: bool = False) -> RepairOutcome:
    outcome = await run_repair(AGENT, world.ports(), quiet, dry_run=dry_run)
    assert world.nothing_is_open()
    return outcome


async def test_a_whole_repair(world: World) -> None:
    outcome = await repair(world)
    assert (outcome.report.result, outcome.report.exit_code) == (Result.OK, Exit.OK)
    assert {file.path for file in outcome.report.files} == {CONFIG, KEY_FILE}
    assert {finding.rule for finding in outcome.fixed} == {"key.crlf", "setting.empty"}
    assert outcome.assessment is not None
    assert outcome.assessment.verdict is Verdict.ACCEPTED
    assert world.files.contents[KEY_FILE] == f"{KEY}\n".encode()
    assert outcome.report.device == "dev1"


async def test_planning_and_a_dry_run_touch_nothing(world: World) -> None:
    found = await plan_repair(AGENT, world.ports())
    assert found.flavour is C
    assert found.before.verdict is Verdict.REJECTED
    assert found.plan.after.verdict is Verdict.ACCEPTED
    outcome = await repair(world, dry_run=True)
    assert [preview.secret for preview in outcome.previews] == [False, True]
    assert KEY not in repr(outcome) + repr(found)
    assert world.snapshot() == world.before
    assert not {"files.write", "files.recover"}.intersection(world.calls)


async def test_what_an_interrupted_run_left_is_settled_first(world: World) -> None:
    world.files.left_over = True
    await repair(world)
    assert world.calls[0] == "files.recover"


@pytest.mark.parametrize("method", ["write", "commit"])
async def test_a_file_error_leaves_everything(world: World, method: str) -> None:
    world.files.failing[method] = FilesError(Code.FILES_NOT_WRITABLE, path="p", reason="r")
    outcome = await repair(world)
    assert outcome.report.exit_code is Exit.FILES
    assert (outcome.report.files, outcome.fixed) == ((), ())
    assert outcome.assessment is not None
    assert outcome.assessment.verdict is Verdict.REJECTED
    assert world.snapshot() == world.before


async def test_a_file_that_changes_meanwhile_takes_it_back(world: World) -> None:
    write = world.files.write

    async def write_and_meddle(directory: Path, writes: object) -> object:
        unit = await write(directory, writes)  # type: ignore[arg-type]
        world.files.contents[CONFIG] = b"{}"
        return unit

    world.files.write = write_and_meddle  # type: ignore[method-assign,assignment]
    outcome = await repair(world)
    assert outcome.report.error is not None
    assert (outcome.report.error.code, outcome.report.error.variant) == (
        *(Code.FILES_REJECTED, "differs"),
    )
    assert world.snapshot() == world.before


async def test_cancelled_at_every_turn(world: World) -> None:
    contents = dict(world.files.contents)
    for turns in range(1, 1000):
        world = World()
        world.files.contents = dict(contents)
        before = world.snapshot()
        task = asyncio.create_task(run_repair(AGENT, world.ports(), quiet))
        for _ in range(turns):
            await asyncio.sleep(0)
        if task.done():
            return
        task.cancel()
        outcome = await task
        assert outcome.report.result is Result.CANCELLED
        assert world.nothing_is_open(), f"after {turns} turns"
        assert bool(outcome.report.files) == (world.snapshot() != before), f"after {turns} turns"
        assert bool(outcome.fixed) == bool(outcome.report.files)
    pytest.fail("it never ended by itself")


async def test_no_agent_and_two_agents(world: World) -> None:
    for content in ({}, {CONFIG: b"{}", AGENT / "General.config": b"<General/>"}):
        world.files.contents = dict(content)
        for outcome in (
            await repair(world),
            await judge_offline(AGENT, world.ports(), quiet),
        ):
            assert outcome.report.exit_code is Exit.FILES
            assert outcome.report.error is not None
            assert outcome.report.error.code is Code.FILES_NO_AGENT
            assert outcome.assessment is None


async def test_a_fault_of_ours_is_reported(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def assess(*_: object) -> None:
        raise ZeroDivisionError

    world.files.assess = assess  # type: ignore[method-assign,assignment]
    for outcome in (await repair(world), await judge_offline(AGENT, world.ports(), quiet)):
        assert outcome.report.exit_code is Exit.OURS
    assert "unexpectedly" in caplog.text
