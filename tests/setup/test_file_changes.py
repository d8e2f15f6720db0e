"""The agent's files in a run: what belongs to them, in which order, and what is judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from tests.fakes.world import AGENT, World
from tests.setup.test_changes import KEY_NAME, complete, keeping, writing
from wizard.agents.c.facts import C
from wizard.domain.agent.model import AgentTarget
from wizard.domain.agent.target_folder import TARGET_FILE, OtherComputer, TargetSystem
from wizard.domain.errors import CheckError, Code, KeyringError
from wizard.domain.files import FileWrite
from wizard.domain.state import SetupState
from wizard.setup.agent_config import IncompleteStateError, agent_key, key_file
from wizard.setup.keyring_entries import entries_to_keep

CONFIGURATION = "LocalConfiguration.json"


def secret(state: SetupState) -> FileWrite:
    key = agent_key(state)
    assert key is not None
    return key_file(state, key)


def staged(world: World) -> SetupState:
    there = OtherComputer(PurePosixPath("/var/ASCIoTAgent"), TargetSystem.LINUX)
    return replace(complete(world), agent=AgentTarget(C, AGENT, elsewhere=there))


async def test_what_a_killed_run_left_is_finished_before_anything_is_written() -> None:
    world = World()
    state = complete(world)
    await writing(world, state).write(secret(state))
    assert world.files.calls.index("recover") < world.files.calls.index("write")


async def test_files_for_another_computer_say_where_they_belong() -> None:
    world = World()
    state = staged(world)
    changes = writing(world, state)
    await changes.check_writable()
    assert AGENT / TARGET_FILE in world.files.tried
    await changes.write(secret(state))
    names = [result.path.name for result in changes.results]
    assert names == [CONFIGURATION, TARGET_FILE, KEY_NAME]
    assert b"/var/ASCIoTAgent" in world.files.contents[AGENT / TARGET_FILE]


async def test_what_the_agent_would_refuse_is_told() -> None:
    world = World()
    state = complete(world)
    changes = writing(world, state)
    await changes.write(secret(state))
    world.files.contents[AGENT / CONFIGURATION] = b"{}"
    with pytest.raises(CheckError) as caught:
        await changes.verify(agent_key(state))
    problem = caught.value.problem
    assert problem.code is Code.FILES_REJECTED
    assert problem.variant != "differs"


async def test_written_files_are_known_again_by_names_and_contents() -> None:
    digests = []
    for name in ("", "other.key"):
        world = World()
        state = complete(world)
        state = replace(state, agent=AgentTarget(C, AGENT, key_file=name))
        changes = writing(world, state)
        assert changes.digest == ""
        await changes.write(secret(state))
        first = changes.digest
        await changes.commit(lambda: None)
        again = writing(world, state)
        await again.write(secret(state))
        assert again.digest == first, "the same files"
        await again.commit(lambda: None)
        other = writing(world, state)
        write = secret(state)
        await other.write(replace(write, content=write.content[::-1]))
        assert len(first) == 64
        digests += [first, other.digest]
    assert len({*digests}) == len(digests)


async def test_a_keyring_that_is_not_there_is_told_first() -> None:
    world = World()
    changes = keeping(world)
    await changes.require_keyring()
    world.secrets.failing["require"] = KeyringError(Code.KEYRING_UNAVAILABLE)
    with pytest.raises(KeyringError):
        await changes.require_keyring()


async def test_no_hub_is_kept_without_access_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    with_hub = complete(world)
    entries = tuple(
        entry for entry in entries_to_keep(with_hub) if "hub" in entry.kind.name.lower()
    )
    assert entries
    monkeypatch.setattr("wizard.setup.changes.entries_to_keep", lambda _state: entries)
    with pytest.raises(IncompleteStateError):
        await keeping(world).store(replace(with_hub, credentials=None))
