"""Windows: plans that this program never makes, by the names and paths that only Windows has.

The other kinds, which need another account, are in test_forged_plans.py.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.writer.test_forged_plans import KEY, PLAN_REFUSED, rendered, write_of
from wizard.agents import AGENTS
from wizard.agents.csharp.facts import CSHARP
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.own_folders import state_folder
from wizard.infra.service.no_service import NoService
from wizard.writer.folders import Folders
from wizard.writer.judge import Judge
from wizard.writer.server import Server

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="paths of Windows")
Request = dict[str, Any]


@pytest.fixture
def agent(tmp_path: Path) -> Path:
    folder = Path(os.path.realpath(tmp_path)) / "Agent"
    folder.mkdir()
    return folder


def good(folder: Path) -> Request:
    writes = [
        write_of(folder / name, data, secret=False)
        for name, data in rendered(CSHARP, folder).items()
    ]
    writes.append(write_of(folder / "azureiotsecurity.key", KEY, secret=True))
    return {"call": "write", "directory": str(folder), "writes": writes}


def elsewhere(place: str) -> Callable[[Path], Request]:
    """The whole plan for another folder; ``{}`` is the agent's, ``{name}`` its last part."""

    def request(agent: Path) -> Request:
        folder = place.format(agent, parent=agent.parent, name=agent.name, drive=agent.drive)
        plan = good(agent)
        plan["directory"] = folder
        for write in plan["writes"]:
            write["path"] = f"{folder}\\{Path(write['path']).name}"
        return plan

    return request


def key_named(name: str) -> Callable[[Path], Request]:
    def request(agent: Path) -> Request:
        settings = rendered(CSHARP, agent, key=name)
        plan = good(agent)
        plan["writes"] = [write_of(agent / one, data, False) for one, data in settings.items()]
        path = f"{agent}\\{name}"
        content = base64.b64encode(KEY).decode()
        key = {"path": path, "content": content, "secret": True, "reader_group": ""}
        plan["writes"].append(key)
        return plan

    return request


FORGED: dict[str, tuple[Callable[[Path], Request], tuple[str, ...]]] = {
    "another computer's folder": (elsewhere(r"\\other\share\{name}"), ("folder",)),
    "by its device": (elsewhere(r"\\?\{}"), ("folder", "path")),
    "by a device's other spelling": (elsewhere(r"\\.\{}"), ("folder", "path")),
    "a pipe": (elsewhere(r"\\.\pipe\agent"), ("folder", "path")),
    "a drive's current folder": (elsewhere(r"{drive}Agent"), ("path",)),
    "no drive": (elsewhere(r"\Agent"), ("path",)),
    "slashes": (elsewhere("{drive}/Agent"), ("path",)),
    "dot dot": (elsewhere(r"{}\..\Agent"), ("path",)),
    "a dot behind": (elsewhere("{}."), ("folder", "link")),
    "a blank behind": (elsewhere("{} "), ("folder", "link")),
    "a stream": (elsewhere("{}:stream"), ("folder",)),
    "Windows": (elsewhere(r"C:\Windows\System32"), ("folder", "system_folder")),
    "another folder": (elsewhere(r"{parent}"), ("folder",)),
    "a device as key": (key_named("con.key"), ("name",)),
    "a device with two endings": (key_named("NUL.x.pem"), ("name",)),
    "a port": (key_named("com1.txt"), ("name",)),
    "a stream of the configuration": (key_named("Authentication.config:x.key"), ("name",)),
    "a program": (key_named("ASCIoTAgent.exe"), ("name",)),
    "a library": (key_named("version.dll"), ("name",)),
    "a key in a folder below": (key_named(r"sub\a.key"), ("place",)),
    "the configuration in other capitals": (key_named("AUTHENTICATION.CONFIG"), ("twice",)),
}


async def ask(request: Request, agent: Path) -> Request:
    folders = (agent, Path(r"C:\Windows\System32"), Path(r"\\other\share\Agent"))
    judge = Judge(AGENTS, Folders(AGENTS, folders))
    return await Server(judge, DiskFiles(), NoService()).answer(request)


async def test_the_plan_that_is_forged_is_a_good_one(agent: Path) -> None:
    assert "result" in await ask(good(agent), agent)


async def test_capitals_make_no_other_folder(agent: Path) -> None:
    assert "result" in await ask(good(Path(str(agent).upper())), agent)


@pytest.mark.parametrize("name", FORGED)
async def test_is_refused_whole_with_a_reason(agent: Path, name: str) -> None:
    request, variants = FORGED[name]

    answer = await ask(request(agent), agent)

    assert "error" in answer, answer
    assert answer["error"]["code"] == PLAN_REFUSED
    assert answer["error"]["variant"] in variants
    assert not list(agent.iterdir())


@pytest.mark.parametrize("find", [lambda: Path(sys.executable).parent, state_folder])
async def test_neither_the_program_nor_its_records_are_an_agents_folder(
    find: Callable[[], Path],
) -> None:
    place = find()
    judge = Judge(AGENTS, Folders(AGENTS, [place]))
    server = Server(judge, DiskFiles(), NoService())
    answer = await server.answer({"call": "undo", "directory": str(place)})
    assert answer["error"]["variant"] == "system_folder"
