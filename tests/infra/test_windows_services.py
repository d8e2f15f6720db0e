"""An agent's service on Windows: where its program lies, how it is, and restarting it.

No agent is installed here: another service of Windows stands for it.
"""

from __future__ import annotations

import dataclasses
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, ServiceError
from wizard.domain.ports.service import ServiceState
from wizard.infra.installed_agents import folder_in_command

on_windows = pytest.mark.skipif(sys.platform != "win32", reason="these services are Windows'")
winreg: Any = importlib.import_module("winreg") if sys.platform == "win32" else None
service: Any = importlib.import_module("wizard.infra.service.windows")
agents: Any = importlib.import_module("wizard.infra.installed_agents")


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        (r"C:\agent\ASCIoTAgent.exe", r"C:\agent"),
        (r'"C:\Program Files\The Agent\ASCIoTAgent.exe" --service', r"C:\Program Files\The Agent"),
        (r"C:\Program Files\The Agent\ASCIoTAgent.EXE -k x.exe", r"C:\Program Files\The Agent"),
        (r"C:\agent.executable\a.exe", r"C:\agent.executable"),
        ("ASCIoTAgent.exe", None),
        (r"\SystemRoot\System32\drivers\x.sys", None),
        ('"', None),
        ("", None),
    ],
)
def test_the_folder_is_that_of_the_services_program(command: str, folder: str | None) -> None:
    found = folder_in_command(command)
    assert (found and PureWindowsPath(found)) == (folder and PureWindowsPath(folder))


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[AgentFlavour]:
    """An agent that is installed as a service under another name, unpacked in ``tmp_path``."""
    name = "iot-agent-setup test"
    path = rf"SYSTEM\CurrentControlSet\Services\{name}"
    (tmp_path / "Authentication.config").write_bytes(b"")
    kind = winreg.REG_EXPAND_SZ
    root = winreg.HKEY_LOCAL_MACHINE
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AGENTS", str(tmp_path))
        with winreg.CreateKey(root, path) as key:
            winreg.SetValueEx(key, "ImagePath", 0, kind, '"%AGENTS%\\a.exe"')
        try:
            yield of_service(name)
        finally:
            winreg.DeleteKey(root, path)


def of_service(name: str) -> AgentFlavour:
    assert CSHARP.windows is not None
    return dataclasses.replace(CSHARP, windows=dataclasses.replace(CSHARP.windows, service=name))


@on_windows
def test_a_service_says_where_the_agent_is_and_the_usual_folder_is_a_choice_too(
    installed: AgentFlavour, tmp_path: Path
) -> None:
    assert installed.windows is not None
    found = agents.agent_folders(installed)
    assert found == (tmp_path, installed.windows.folder)
    marker = {installed: "Authentication.config"}
    usual = tmp_path / "usual"
    usual.mkdir()
    (usual / "Authentication.config").write_bytes(b"")
    both = agents.find_agents(marker, lambda _: (tmp_path, usual))
    assert [(one.directory, one.installed) for one in both] == [(tmp_path, True), (usual, True)]


@on_windows
async def test_a_service_is_restarted_and_tells_how_it_is() -> None:
    flavour = of_service("Spooler")
    system = service.WindowsService()
    await system.restart(flavour)
    status = await system.status(flavour)
    assert status.state is ServiceState.RUNNING
    await system.restart(flavour)
    assert (await system.status(flavour)).state is ServiceState.RUNNING


@on_windows
async def test_one_that_is_not_installed() -> None:
    flavour = of_service("iot-agent-setup none")
    system = service.WindowsService()
    assert (await system.status(flavour)).state is ServiceState.NOT_INSTALLED
    with pytest.raises(ServiceError) as caught:
        await system.restart(flavour)
    assert caught.value.code is Code.AGENT_RESTART_FAILED
    assert caught.value.params["words"]
