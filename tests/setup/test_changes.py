"""The changes on this computer, one by one: what is kept, what is refused, what is put back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes.registry import new_key
from tests.fakes.world import AGENT, DEVICE, World, new_run
from wizard.agents.c.facts import C
from wizard.domain.agent.model import AgentTarget, Identity
from wizard.domain.errors import Code, FilesError, KeyringError
from wizard.domain.hub.model import MODULE_ID, SavedHub
from wizard.domain.state import SecretsChoice, SetupState
from wizard.setup.agent_config import IncompleteStateError, agent_key, key_file
from wizard.setup.changes import FileChanges, SecretChanges
from wizard.setup.keyring_entries import agent_ref, hub_ref, saved_hub

KEY_NAME = "azureiotsecurity.key"


def complete(world: World, secrets: SecretsChoice | None = None) -> SetupState:
    """A state with what a run has read."""
    module = world.hub.modules[DEVICE, MODULE_ID]
    state = world.state(device=world.device, module=module)
    return replace(state, secrets=secrets or SecretsChoice())


def keeping(world: World) -> SecretChanges:
    return new_run(world, complete(world)).secrets


def writing(world: World, state: SetupState | None = None) -> FileChanges:
    return new_run(world, state or complete(world)).files


@pytest.mark.parametrize("keep_hub", [False, True])
@pytest.mark.parametrize("keep_agent_key", [False, True])
async def test_what_the_user_wants_is_kept_and_nothing_else(
    keep_hub: bool, keep_agent_key: bool
) -> None:
    world = World()
    state = complete(world, SecretsChoice(keep_hub, keep_agent_key))
    changes = keeping(world)
    await changes.check_available(state)
    asked = {ref for _, ref in world.secrets.calls}
    await changes.store(state)
    expected = {}
    if keep_hub:
        assert state.credentials is not None
        expected[hub_ref(saved_hub(state))] = state.credentials.connection_string()
    if keep_agent_key:
        key = agent_key(state)
        assert key is not None
        expected[agent_ref(state)] = key
    assert world.secrets.kept == expected
    assert asked == set(expected)
    assert (saved_hub(state) in world.book.hubs) is keep_hub


async def test_what_is_kept_already_is_not_written_again() -> None:
    world = World()
    state = complete(world)
    await keeping(world).store(state)
    world.secrets.calls.clear()
    again = keeping(world)
    await again.store(state)
    assert {method for method, _ in world.secrets.calls} == {"get"}
    await again.roll_back()
    assert world.secrets.kept[agent_ref(state)] == agent_key(state)


async def test_a_key_that_is_not_there_yet_cannot_be_kept() -> None:
    world = World()
    state = replace(complete(world), module=None)
    with pytest.raises(IncompleteStateError):
        await keeping(world).store(state)


@pytest.mark.parametrize("place", [0, 1, None], ids=["first", "second", "not listed"])
async def test_the_list_of_hubs_is_put_back(place: int | None) -> None:
    world = World()
    state = complete(world)
    world.book.hubs.append(SavedHub("third.azure-devices.net", "registryRead"))
    if place is not None:
        world.book.hubs.insert(place, saved_hub(state))
    world.secrets.kept[agent_ref(state)] = new_key()
    before = world.snapshot()
    changes = keeping(world)
    await changes.store(state)
    assert world.book.hubs[0] == saved_hub(state)
    assert world.snapshot() != before
    await changes.roll_back()
    assert world.snapshot() == before


async def test_one_entry_that_stays_does_not_keep_the_others() -> None:
    world = World()
    state = complete(world)
    world.secrets.kept[hub_ref(saved_hub(state))] = new_key()
    before = dict(world.secrets.kept)
    changes = keeping(world)
    await changes.store(state)
    world.secrets.failing["forget"] = KeyringError(Code.KEYRING_LOCKED)
    with pytest.raises(KeyringError):
        await changes.roll_back()
    key = agent_key(state)
    assert key is not None
    assert world.secrets.kept == before | {agent_ref(state): key}
    assert saved_hub(state) not in world.book.hubs


@pytest.mark.parametrize("name", ["LocalConfiguration.json", "x/../LocalConfiguration.json"])
async def test_a_key_file_in_the_place_of_the_configuration(name: str) -> None:
    world = World()
    agent = AgentTarget(C, AGENT, key_file=name)
    with pytest.raises(FilesError) as caught:
        await writing(world, replace(complete(world), agent=agent)).check_writable()
    problem = caught.value.problem
    assert (problem.code, problem.variant) == (Code.FILES_NOT_WRITABLE, "twice")
    assert problem.params == (("path", str(AGENT / name)),)
    assert "check_writable" not in world.files.calls


async def test_all_files_are_tried_before() -> None:
    world = World()
    await writing(world).check_writable()
    assert world.files.calls == ["check_writable", "read"], "rights are asked for before reading"
    assert world.files.tried == [AGENT / "LocalConfiguration.json", AGENT / KEY_NAME]


async def test_files_are_final_when_they_are_committed() -> None:
    world, noted = World(), list[str]()
    state = complete(world)
    changes = writing(world)
    key = agent_key(state)
    assert key is not None
    await changes.commit(lambda: noted.append("too early"))
    await changes.write(key_file(state, key))
    await changes.verify(key)
    assert not noted
    await changes.commit(lambda: noted.append("final"))
    assert noted == ["final"]
    results = changes.results
    assert [result.path.name for result in results] == ["LocalConfiguration.json", KEY_NAME]
    await changes.commit(lambda: noted.append("again"))
    assert noted == ["final"]


async def test_files_are_put_back() -> None:
    world = World(was_set_up=True)
    state = complete(world)
    changes = writing(world)
    key = agent_key(state)
    assert key is not None
    await changes.write(key_file(state, key))
    assert world.snapshot() != world.before
    await changes.roll_back()
    assert world.snapshot() == world.before
    assert changes.results == ()
    await changes.roll_back()


async def test_what_is_read_back_must_be_what_was_meant() -> None:
    world = World()
    state = complete(world)
    changes = writing(world)
    key = agent_key(state)
    assert key is not None
    await changes.write(key_file(state, key))
    with pytest.raises(FilesError) as caught:
        await changes.verify(new_key())
    problem = caught.value.problem
    assert (problem.code, problem.variant) == (Code.FILES_REJECTED, "differs")
    assert problem.params == (("directory", str(AGENT)),)
    with pytest.raises(FilesError):
        await writing(world, replace(state, device_id="another")).verify(key)


def test_without_an_agent_there_are_no_files() -> None:
    world = World()
    ports = world.ports()
    state = replace(complete(world), agent=None)
    with pytest.raises(IncompleteStateError):
        FileChanges(ports.files, ports.agents[C], state)
    assert agent_key(world.state(Identity.DEVICE)) is None
