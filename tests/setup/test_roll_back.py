"""A failure, whatever and wherever it is: everything on this computer is as it was before."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.fakes.registry import new_key
from tests.fakes.world import AGENT, World, run, statuses, tells_of_module, warnings_of
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.domain.agent.assessment import Assessment, Verdict
from wizard.domain.agent.model import Identity
from wizard.domain.errors import Code, Exit, FilesError, KeyringError
from wizard.domain.report import StepId, StepStatus
from wizard.domain.state import SetupState
from wizard.infra.logging import RedactingFormatter


class Judging:
    """A format whose strict reader finds something else than was written."""

    def __init__(self, assessment: Callable[[Assessment], Assessment]) -> None:
        self._real = AGENTS[C]
        self._assessment = assessment

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def assess(self, directory: str, read: Any) -> Assessment:
        return self._assessment(self._real.assess(directory, read))


def rejects(_found: Assessment) -> Assessment:
    return Assessment(Verdict.REJECTED)


def reads_another_key(found: Assessment) -> Assessment:
    return replace(found, secret=new_key())


@pytest.mark.parametrize("was_set_up", [False, True])
@pytest.mark.parametrize("assessment", [rejects, reads_another_key])
async def test_a_configuration_that_the_agent_would_reject_is_taken_back(
    assessment: Callable[[Assessment], Assessment], was_set_up: bool
) -> None:
    world = World(was_set_up=was_set_up)
    world.agents[C] = Judging(assessment)
    report = await run(world)
    assert report.error is not None
    assert (report.error.code, report.exit_code) == (Code.FILES_REJECTED, Exit.FILES)
    assert report.failed_step is StepId.CONFIG_VERIFY
    assert report.files == ()
    assert world.snapshot() == world.before


@pytest.mark.parametrize("was_set_up", [False, True])
@pytest.mark.parametrize("method", ["check_writable", "recover", "write", "commit"])
async def test_files_that_fail_take_the_keyring_along(method: str, was_set_up: bool) -> None:
    world = World(was_set_up=was_set_up)
    error = FilesError(Code.FILES_NOT_WRITABLE, "disk_full", path="p", reason="r")
    world.files.failing[method] = error
    report = await run(world)
    assert report.error is not None
    assert (report.error.code, report.exit_code) == (Code.FILES_NOT_WRITABLE, Exit.FILES)
    at = StepId.CONFIG_VERIFY if method == "commit" else StepId.CONFIG_WRITE
    assert report.failed_step is at
    assert report.files == ()
    assert world.snapshot() == world.before


async def test_what_can_be_known_before_is_known_before_the_hub_is_changed() -> None:
    world = World(has_module=False)
    world.files.contents[AGENT / "LocalConfiguration.json"] = b'{"Configuration" : '
    report = await run(world, world.state(create_module=True))
    assert report.error is not None
    assert report.error.code is Code.FILES_UNREADABLE
    assert (report.failed_step, report.exit_code) == (StepId.CONFIG_WRITE, Exit.FILES)
    assert not world.made_module()


KEYRING_CALLS = ["secrets.get", "secrets.put", "book.load", "book.add"]


@pytest.mark.parametrize("was_set_up", [False, True])
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("call", KEYRING_CALLS)
async def test_a_keyring_that_fails_keeps_nothing(call: str, number: int, was_set_up: bool) -> None:
    dry = World(was_set_up=was_set_up)
    await run(dry)
    places = [at for at, made in enumerate(dry.calls, 1) if made == call]
    if len(places) < number:
        return
    world = World(was_set_up=was_set_up)
    world.break_at[places[number - 1]] = KeyringError(Code.KEYRING_LOCKED)
    report = await run(world)
    assert (report.failed_step, report.exit_code) == (StepId.SECRETS_STORE, Exit.KEYRING)
    assert report.files == ()
    assert world.snapshot() == world.before


async def test_a_locked_keyring_is_told_before_rights_are_asked_for() -> None:
    world = World()
    world.secrets.failing["get"] = KeyringError(Code.KEYRING_LOCKED)
    report = await run(world)
    assert (report.failed_step, report.exit_code) == (StepId.SECRETS_STORE, Exit.KEYRING)
    assert "check_writable" not in world.files.calls


async def test_what_cannot_be_taken_back_is_a_warning() -> None:
    world = World(was_set_up=True)
    world.agents[C] = Judging(rejects)
    world.files.failing["roll_back"] = FilesError(Code.FILES_BUSY, path="p")
    world.secrets.failing["forget"] = KeyringError(Code.KEYRING_LOCKED)
    report = await run(world)
    assert report.error is not None
    assert report.error.code is Code.FILES_REJECTED
    assert [warning.code for warning in warnings_of(report)] == [Code.FILES_BUSY]
    assert world.secrets.kept == world.before[1], "the keyring is taken back all the same"


SCENARIOS = [
    pytest.param(Identity.SECURITY_MODULE, True, False, id="module"),
    pytest.param(Identity.DEVICE, False, False, id="device, module made"),
    pytest.param(Identity.DEVICE, True, True, id="device, set up before"),
]


@pytest.mark.parametrize(("identity", "has_module", "was_set_up"), SCENARIOS)
async def test_a_bug_anywhere_is_ours_and_is_taken_back(
    identity: Identity,
    has_module: bool,
    was_set_up: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error that nobody foresaw, in every single call that the engine makes."""

    def world_and_state() -> tuple[World, SetupState]:
        world = World(has_module=has_module, was_set_up=was_set_up)
        return world, world.state(identity, create_module=not has_module)

    good, state = world_and_state()
    await run(good, state)
    assert len(good.calls) > 15
    caplog.handler.setFormatter(RedactingFormatter("%(message)s"))
    caplog.set_level(logging.DEBUG)
    for number, call in enumerate(good.calls, 1):
        if call in ("unit.commit", "link.read_twin"):
            continue  # these two promise more: see above
        world, state = world_and_state()
        keys = [key.reveal() for key in world.all_keys()]
        world.break_at[number] = RuntimeError(f"a bug at {keys}")
        report = await run(world, state)
        assert report.error is not None, call
        assert report.error.params == (("type", "RuntimeError"),)
        assert (report.error.code, report.exit_code) == (Code.INTERNAL, Exit.OURS)
        is_final = statuses(report)[StepId.CONFIG_VERIFY] is StepStatus.OK
        assert is_final or world.snapshot() == world.before, call
        assert is_final == bool(report.files)
        assert tells_of_module(report) == world.made_module()
        assert not any(key in caplog.text for key in keys)
        assert "RuntimeError" in caplog.text
        caplog.clear()
