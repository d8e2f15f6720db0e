"""In which folders the writer works: those of installed agents, and those that were confirmed."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.lazy_pattern import LazyPattern
from wizard.infra.installed_agents import agent_folders
from wizard.writer.requests import refuse_plan

_SYSTEM: Final = tuple(
    Path(name)
    for name in (
        *("/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/root", "/run"),
        *("/sbin", "/sys", "/usr/bin", "/usr/include", "/usr/lib", "/usr/lib32", "/usr/lib64"),
        *("/usr/libexec", "/usr/sbin", "/usr/share", "/usr/src", "/var/cache", "/var/lib/dpkg"),
        *("/var/lib/iot-agent-setup", "/var/lib/systemd", "/var/log", "/var/mail", "/var/spool"),
    )
)
"""Folders in which the system, or root, believes what it finds: no agent is there."""
_FEWEST_PARTS: Final = 2 if sys.platform == "win32" else 3
"""A folder right below the root is the system's on Linux; on Windows an agent may be there."""


class Folders:
    """``confirmed`` are those that were named when the rights were asked for: on the command line
    of the writer, which polkit and sudo show."""

    def __init__(self, flavours: Iterable[AgentFlavour], confirmed: Iterable[Path]) -> None:
        installed = (folder for flavour in flavours for folder in agent_folders(flavour))
        self._known: Final = frozenset((*installed, *confirmed))

    def require(self, folder: Path) -> None:
        """Refuse a folder in which this program has no business, or that is not what it seems.

        Raises FilesError ``files.plan_refused``.
        """
        text = str(folder)
        if sys.platform == "win32" and not _ON_A_DISK.fullmatch(folder.drive):
            refuse_plan("folder", text)
        if folder not in self._known:
            refuse_plan("folder", text)
        if len(folder.parts) < _FEWEST_PARTS or any(
            _is_in(folder, one) for one in _system_folders()
        ):
            refuse_plan("system_folder", text)
        if os.path.normcase(os.path.realpath(folder)) != os.path.normcase(text):
            refuse_plan("link", text)
        if os.path.lexists(folder) and not stat.S_ISDIR(folder.lstat().st_mode):
            refuse_plan("folder", text)


_ON_A_DISK: Final = LazyPattern("[A-Za-z]:")
"""On Windows: another computer's folder would be told our password, in its way."""


def _is_in(folder: Path, other: Path) -> bool:
    return folder == other or other in folder.parents


def _system_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        from wizard.infra.own_folders import state_folder
        from wizard.infra.windows_folders import windows_folder

        return (windows_folder(), state_folder(), Path(sys.executable).parent)
    return _SYSTEM
