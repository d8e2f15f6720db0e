"""An agent's folder as the window sees it."""

from __future__ import annotations

import pytest

from tests.agents.builders import KEY, authentication, c_config
from tests.fakes.world import AGENT, World
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, FilesError
from wizard.domain.report import Result
from wizard.setup.session import Session

C_FILE = AGENT / "LocalConfiguration.json"
CSHARP_FILE = AGENT / "Authentication.config"
KEY_FILE = AGENT / "k.key"


@pytest.fixture
def world() -> World:
    """A C agent with a key that Windows has saved."""
    world = World()
    changes = {"Authentication.FilePath": str(KEY_FILE)}
    world.files.contents = {C_FILE: c_config(changes), KEY_FILE: f"{KEY}\r\n".encode()}
    return world


async def test_an_empty_folder_is_no_error() -> None:
    assert await Session(World().ports()).folder(AGENT).look() is None


async def test_the_files_tell_the_agent_whichever_was_named(world: World) -> None:
    found = await Session(world.ports()).folder(AGENT, CSHARP).look()
    assert found is not None
    assert found.flavour is C
    assert found.before.verdict is Verdict.UNAUTHENTICABLE
    assert found.plan.after.settings is not None


@pytest.mark.parametrize("flavour", list(AGENTS))
async def test_of_two_agents_the_named_one_is_looked_at(
    world: World, flavour: AgentFlavour
) -> None:
    world.files.contents[CSHARP_FILE] = authentication({"filePath": str(KEY_FILE)})
    found = await Session(world.ports()).folder(AGENT, flavour).look()
    assert found is not None
    assert found.flavour is flavour


async def test_of_two_agents_none_is_looked_at_unless_one_is_named(world: World) -> None:
    world.files.contents[CSHARP_FILE] = authentication({"filePath": str(KEY_FILE)})
    assert await Session(world.ports()).folder(AGENT).look() is None


async def test_what_cannot_be_read_is_an_error(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deny(*_what: object, **_how: object) -> None:
        raise FilesError(Code.FILES_UNREADABLE, path=str(AGENT))

    monkeypatch.setattr(world.files, "assess", deny)
    with pytest.raises(FilesError):
        await Session(world.ports()).folder(AGENT).look()


async def test_looking_repairing_and_undoing(world: World) -> None:
    folder = Session(world.ports()).folder(AGENT)
    before = dict(world.files.contents)
    preview = await folder.preview_repair()
    assert [file.path for file in preview.previews] == [KEY_FILE]
    assert world.files.contents == before, "looking is not writing"
    repaired = await folder.repair()
    assert repaired.report.result is Result.OK
    assert world.files.contents[KEY_FILE] == f"{KEY}\n".encode()
    undone = await folder.undo()
    assert undone.result is Result.OK
    assert world.files.contents == before
