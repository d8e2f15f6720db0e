"""An agent's folder on another computer: what the file says, and where it is written here.

`OtherComputer` is what the answers say of it; `TargetFolder` translates between the paths there and
those here. Files that are prepared for another computer say so themselves: beside them lies
`TARGET_FILE`, so that a later check, or another process, reads them as the agent will.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.secret import Secret

TARGET_FILE: Final = "target.json"
"""Beside files that are written for another computer: whose folder they are for."""


class TargetSystem(StrEnum):
    """The operating system of the computer that the agent runs on."""

    LINUX = "linux"
    WINDOWS = "windows"

    def path(self, text: str) -> PurePath:
        """A path as this system spells it."""
        return PureWindowsPath(text) if self is TargetSystem.WINDOWS else PurePosixPath(text)


THIS_SYSTEM: Final = TargetSystem.WINDOWS if sys.platform == "win32" else TargetSystem.LINUX


class TargetKind(StrEnum):
    """How the files come to the agent: written on this computer, packed, or sent over SSH."""

    COMPUTER = "computer"
    BUNDLE = "bundle"
    SSH = "ssh"


_SSH_NAME: Final = re.compile(r"[^\s-]\S*")


def is_ssh_name(text: str) -> bool:
    """Whether the ssh program can be given this: what begins with a hyphen would be an option."""
    return _SSH_NAME.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class OtherComputer:
    """The computer that the agent runs on, where it is not this one.

    ``directory`` is the agent's folder there. A ``COMPUTER`` gets its files by whatever copies
    them from where they are staged; ``bundle`` is the zip file of a ``BUNDLE``, ``ssh`` what the
    ssh program is given to connect to: ``[user@]host``, or a name of its configuration.
    """

    directory: PurePath
    system: TargetSystem
    kind: TargetKind = TargetKind.COMPUTER
    bundle: Path | None = None
    ssh: str = ""
    passphrase: Secret | None = None
    """Encrypts the bundle."""


@dataclass(frozen=True, slots=True)
class TargetFolder:
    """``path`` is the agent's folder on its own computer, of ``system``; ``written`` where its
    files are written here."""

    path: PurePath
    system: TargetSystem
    written: Path

    @classmethod
    def here(cls, directory: Path) -> TargetFolder:
        """A folder of this computer: written where the agent reads it."""
        return cls(directory, THIS_SYSTEM, directory)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the agent will read its files in another place than they are written to."""
        return self.system is not THIS_SYSTEM or str(self.path) != str(self.written)

    def on_target(self, name: str) -> str:
        """What the configuration says of a file; ``name`` is a path there, relative or not."""
        return str(self.path / self.system.path(name))

    def local(self, path: str) -> Path:
        """Where a file that the agent opens as ``path`` is written here.

        Within the agent's folder it keeps its place; one from outside lies beside the others, by
        its name.
        """
        if not self.is_elsewhere:
            return self.written / path
        there = self.path / self.system.path(path)
        if ".." not in there.parts and there.is_relative_to(self.path):
            return self.written.joinpath(*there.relative_to(self.path).parts)
        return self.written / there.name

    def described(self) -> bytes:
        """The content of `TARGET_FILE`."""
        found = {"directory": str(self.path), "os": self.system.value}
        return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()


def target_folder(directory: Path, described: bytes | None) -> TargetFolder:
    """What ``described``, the content of `TARGET_FILE` in ``directory``, says; None: nothing.

    Raises FilesError ``files.unreadable``, variant ``target``.
    """
    if described is None:
        return TargetFolder.here(directory)
    try:
        found = json.loads(described.decode("utf-8-sig"))
        system = TargetSystem(found["os"])
        path = system.path(found["directory"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _not_understood(directory) from None
    if not path.is_absolute() or ".." in path.parts:
        raise _not_understood(directory)
    return TargetFolder(path, system, directory)


def _not_understood(directory: Path) -> FilesError:
    return FilesError(
        Code.FILES_UNREADABLE, "target", path=str(directory / TARGET_FILE), name=TARGET_FILE
    )
