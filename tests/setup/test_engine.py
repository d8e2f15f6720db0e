"""A run with the fakes: the order of things, and what it leaves when all goes well."""

from __future__ import annotations

import pytest

from tests.fakes.world import AGENT, DEVICE, World, run, statuses, warnings_of
from wizard.domain.agent.model import Identity
from wizard.domain.errors import CheckError, Code, Exit, HubError
from wizard.domain.files import Change
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.report import (
    Event,
    Result,
    StepDone,
    StepId,
    StepStarted,
    StepStatus,
    StepWaiting,
)
from wizard.domain.state import SecretsChoice, SetupState
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.engine import SetupRun
from wizard.setup.keyring_entries import agent_ref, hub_ref, saved_hub

KEY_FILE = AGENT / "azureiotsecurity.key"


async def test_events_tell_each_step_in_its_order() -> None:
    world, events = World(has_module=False), list[Event]()
    state = world.state(Identity.DEVICE, create_module=True)
    report = await SetupRun(state, world.ports(), events.append).run()
    assert report.result is Result.OK
    told = [(type(event), event.step) for event in events]
    planned = [step for step in StepId if step.is_always_reported]
    clock = [(kind, StepId.CHECK_CLOCK) for kind in (StepStarted, StepDone)]
    assert [one for one in told if one in clock] == clock, "told when the hub's answer is there"
    assert [one for one in told if one not in clock] == [
        (kind, step)
        for step in planned
        for kind in (StepStarted, StepDone)
        if step is not StepId.CHECK_CLOCK
    ]
    done = {event.step: event for event in events if isinstance(event, StepDone)}
    assert [done[step] for step in planned] == list(report.steps)


async def test_steps_that_are_not_needed_are_skipped_and_told() -> None:
    world, events = World(), list[Event]()
    state = world.state(secrets=SecretsChoice(keep_hub=False, keep_agent_key=False))
    report = await SetupRun(state, world.ports(), events.append).run()
    skipped = {step for step, status in statuses(report).items() if status is StepStatus.SKIPPED}
    assert skipped == {
        StepId.MODULE_CREATE,
        StepId.SECRETS_STORE,
        StepId.CHECK_CLOCK,
        StepId.CHECK_HUB_REST,
    }
    assert skipped == {
        event.step
        for event in events
        if isinstance(event, StepDone) and event.status is StepStatus.SKIPPED
    }
    assert not world.secrets.calls


@pytest.mark.parametrize("identity", [Identity.SECURITY_MODULE, Identity.DEVICE])
@pytest.mark.parametrize("was_set_up", [False, True])
async def test_what_a_good_run_leaves(identity: Identity, was_set_up: bool) -> None:
    world = World(was_set_up=was_set_up)
    state = world.state(identity)
    report = await run(world, state)
    assert (report.result, report.exit_code, report.error) == (Result.OK, Exit.OK, None)
    owner = world.device if identity is Identity.DEVICE else world.hub.modules[DEVICE, MODULE_ID]
    assert owner.primary_key is not None
    assert world.secrets.kept[agent_ref(state)] == owner.primary_key
    assert state.credentials is not None
    assert world.secrets.kept[hub_ref(saved_hub(state))] == state.credentials.connection_string()
    assert world.book.hubs[0] == saved_hub(state)
    key_file = state.secret_path()
    assert key_file is not None
    assert world.files.contents[key_file].decode() == owner.primary_key.reveal() + "\n"
    assert {file.path for file in report.files} == {AGENT / "LocalConfiguration.json", key_file}
    assert all(file.change is not Change.UNCHANGED for file in report.files)


async def test_waiting_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.runs.retry._PAUSES", (0.0,))
    world, events = World(), list[Event]()
    world.hub.fail("device", HubError(Code.HUB_SERVER_ERROR, retryable=True))
    await SetupRun(world.state(), world.ports(), events.append).run()
    waits = [event for event in events if isinstance(event, StepWaiting)]
    assert [(wait.step, wait.problem.code) for wait in waits] == [
        (StepId.DEVICE_READ, Code.HUB_SERVER_ERROR)
    ]


@pytest.mark.parametrize("policy", ["iothubowner", "registryRead"])
@pytest.mark.parametrize("create_module", [False, True])
async def test_more_rights_than_needed_are_a_warning(policy: str, create_module: bool) -> None:
    world = World()
    state = world.state(credentials=world.hub.credentials(policy), create_module=create_module)
    report = await run(world, state)
    found = [(warning.code, warning.variant) for warning in warnings_of(report)]
    expected = (Code.HUB_TOO_MANY_RIGHTS, "write" if create_module else "read")
    assert found == ([expected] if policy == "iothubowner" else [])


@pytest.mark.parametrize("was_set_up", [False, True])
@pytest.mark.parametrize("has_module", [False, True])
async def test_a_dry_run_only_looks(has_module: bool, was_set_up: bool) -> None:
    world = World(has_module=has_module, was_set_up=was_set_up)
    setup = SetupRun(world.state(create_module=True), world.ports(), lambda _: None, dry_run=True)
    report = await setup.run()
    assert report.result is Result.OK
    assert world.snapshot() == world.before
    assert set(world.files.calls) == {"read"}
    assert not world.secrets.calls
    assert not any(call.startswith("book.") for call in world.calls)
    assert not world.made_module()
    assert "link" not in world.hub.calls
    expected = Change.UPDATED if was_set_up else Change.CREATED
    assert {file.change for file in report.files} == {expected}
    shown = "".join(preview.diff for preview in setup.previews)
    assert DEVICE in shown
    assert not any(key.reveal() in shown for key in world.all_keys())


async def test_a_dry_run_of_a_broken_file_says_where_it_would_stop() -> None:
    world = World()
    world.files.contents[AGENT / "LocalConfiguration.json"] = b"{"
    report = await run(world, dry_run=True)
    assert (report.failed_step, report.exit_code) == (StepId.CONFIG_WRITE, Exit.FILES)


@pytest.mark.parametrize("call", ["link", "twin"])
async def test_a_failed_check_keeps_what_was_written(call: str) -> None:
    world = World()
    logged = "Remote Configuration / Timeout"
    world.hub.fail(call, CheckError(Code.CHECK_UNAVAILABLE, agent_error=logged))
    report = await run(world)
    assert (report.result, report.exit_code) == (Result.FAILED, Exit.CHECK)
    assert KEY_FILE in world.files.contents
    assert world.secrets.kept
    assert report.files


async def test_a_hub_that_fails_after_the_commit_is_a_failed_check() -> None:
    world = World()
    world.hub.fail("link", HubError(Code.HUB_TLS_EXPIRED, host="h"))
    report = await run(world)
    assert report.exit_code is Exit.CHECK


async def test_a_listener_with_a_bug_does_not_harm_the_run() -> None:
    def emit(_event: Event) -> None:
        raise ValueError("in the window")

    world = World()
    report = await SetupRun(world.state(), world.ports(), emit).run()
    assert report.result is Result.OK


async def test_an_incomplete_state_is_the_callers_fault() -> None:
    with pytest.raises(IncompleteStateError):
        SetupRun(SetupState(), World().ports(), lambda _: None)
