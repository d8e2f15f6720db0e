"""Looking for installed agents in the usual places (agents.md, "Where things are")."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from wizard.domain.agent.facts import LINUX_FOLDER, WINDOWS_SERVICE, FoundAgent
from wizard.domain.agent.model import AgentFlavour


def find_agents(
    marker: Mapping[AgentFlavour, str], folder_of: Callable[[AgentFlavour], Path]
) -> tuple[FoundAgent, ...]:
    """One place for each flavour. ``marker`` is the file that shows that an agent is there."""
    found = []
    for flavour, name in marker.items():
        directory = folder_of(flavour)
        found.append(FoundAgent(flavour, directory, _exists(directory / name)))
    return tuple(sorted(found, key=lambda agent: not agent.installed))


def usual_folder(flavour: AgentFlavour) -> Path:
    """Where this agent is, or would be, on this computer."""
    if sys.platform != "win32":
        return LINUX_FOLDER
    from_service = _windows_service_folder() if flavour is AgentFlavour.CSHARP else None
    return from_service or Path("C:\\ASCIoTAgent")


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _windows_service_folder() -> Path | None:
    """The folder of the installed service's program; the C# agent runs where it was unzipped."""
    if sys.platform != "win32":
        return None
    import winreg

    key = rf"SYSTEM\CurrentControlSet\Services\{WINDOWS_SERVICE}"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as service:
            command, _ = winreg.QueryValueEx(service, "ImagePath")
    except OSError:
        return None
    program = command.split('"')[1] if command.startswith('"') else command.partition(".exe")[0]
    return Path(program).parent
