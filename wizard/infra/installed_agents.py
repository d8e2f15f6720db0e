"""Installed agents: where they are (agents.md, "Where things are"), and whether they run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import Final

from wizard.domain.agent.facts import FoundAgent
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import AnswersError, Code
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.state import SetupState
from wizard.infra.service.unit_files import program_folders

_SECONDS: Final = 2.0
"""How long the service manager may take to answer."""

_SYSTEMD: Final = Path("/run/systemd/system")
_RUNNING: Final = LazyPattern(rb":\s*4\s")
"""The state's number in what ``sc query`` prints; the word behind it may be translated."""

_PROGRAM: Final = LazyPattern(r'\s*(?:"([^"]+)"|(.+?\.exe)(?:\s|$))', re.IGNORECASE)

_NEEDED: Final = ("PATH", "SYSTEMROOT")
"""All that the child gets of our environment, in which users keep secrets."""


def find_agents(
    marker: Mapping[AgentFlavour, str],
    folders_of: Callable[[AgentFlavour], tuple[Path, ...]],
) -> tuple[FoundAgent, ...]:
    """Each place where an agent is, the service's own first; for a flavour that is nowhere, where
    it would be. ``marker`` is the file that shows that an agent is there."""
    found: list[FoundAgent] = []
    for flavour, name in marker.items():
        places = [FoundAgent(flavour, at, _exists(at / name)) for at in folders_of(flavour)]
        found += [place for place in places if place.installed] or places[:1]
    return tuple(sorted(found, key=lambda agent: not agent.installed))


def usual_folder(flavour: AgentFlavour) -> Path:
    """Where this agent is, or would be, on this computer."""
    if sys.platform != "win32":
        found = program_folders(flavour.linux.service) if sys.platform == "linux" else ()
        return found[0] if found else flavour.linux.folder
    if flavour.windows is None:
        return Path("C:\\", flavour.linux.folder.name)
    return windows_service_folder(flavour.windows.service) or flavour.windows.folder


def agent_folders(flavour: AgentFlavour) -> tuple[Path, ...]:
    """Where this agent is, or would be: by its services first, then the usual folder."""
    if sys.platform == "win32":
        usual = flavour.windows.folder if flavour.windows else usual_folder(flavour)
        return tuple(dict.fromkeys((usual_folder(flavour), usual)))
    found = program_folders(flavour.linux.service) if sys.platform == "linux" else ()
    return tuple(dict.fromkeys((*found, flavour.linux.folder)))


def refuse_usual_folders(state: SetupState, flavours: Iterable[AgentFlavour]) -> None:
    """Refuse a folder where one of these agents is, or would be. Raises AnswersError."""
    agent = state.agent if state.agent and state.agent.elsewhere is None else None
    directory = agent.directory if agent else None
    if directory in {usual_folder(flavour) for flavour in flavours}:
        raise AnswersError(
            Code.ANSWERS_INVALID, "demo_installed", key="agent.directory", value=str(directory)
        )


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def windows_service_folder(name: str) -> Path | None:
    """The folder of the installed service's program; an agent runs where it was unzipped."""
    if sys.platform != "win32":
        return None
    import winreg

    key = rf"SYSTEM\CurrentControlSet\Services\{name}"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as service:
            command, _ = winreg.QueryValueEx(service, "ImagePath")
    except OSError:
        return None
    return folder_in_command(winreg.ExpandEnvironmentStrings(command))


def folder_in_command(command: str) -> Path | None:
    """The folder of the program that a Windows service's ``ImagePath`` starts; None where no whole
    path is there. Arguments may follow, and a path with blanks need not be quoted."""
    found = _PROGRAM.match(command)
    folder = PureWindowsPath(found[1] or found[2]).parent if found else None
    return Path(folder) if folder is not None and folder.is_absolute() else None


async def is_agent_running(
    flavours: Iterable[AgentFlavour],
    usual_folder: Callable[[AgentFlavour], Path],
    directory: Path,
) -> bool:
    """Whether an agent's service runs and ``directory`` is where that agent is. Never raises."""
    from wizard.infra.threads import run_blocking

    def look() -> bool:
        services = {
            flavour.installation(windows=sys.platform == "win32").service
            for flavour in flavours
            if _is_same(usual_folder(flavour), directory)
        }
        return any(_runs(service) for service in services)

    return await run_blocking(look)


def _is_same(one: Path, other: Path) -> bool:
    first, second = (os.path.normcase(os.path.realpath(path)) for path in (one, other))
    return first == second


def _runs(service: str) -> bool:
    if sys.platform == "win32":
        return _RUNNING.search(_output("sc.exe", "query", service)) is not None
    if not _SYSTEMD.is_dir():
        return False
    return _output("systemctl", "is-active", service).strip() == b"active"


def _output(program: str, *arguments: str) -> bytes:
    """What the program prints; nothing where it is not there or does not end in time."""
    found = shutil.which(program)
    return _run((found, *arguments)) if found else b""


def _run(command: Sequence[str]) -> bytes:
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603 - what is started is written above
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return ended.stdout
