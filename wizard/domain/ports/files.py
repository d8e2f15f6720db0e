"""The port to an agent's folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from wizard.domain.files import FileResult, FileWrite

T = TypeVar("T")


class WriteUnit(Protocol):
    """The files of one run, written and not yet final: exactly one of its methods is called."""

    @property
    def results(self) -> tuple[FileResult, ...]:
        """What was done to each file, in the order asked."""
        ...

    async def commit(self) -> None:
        """Make it final: the journal is removed, the lock released, old key backups deleted."""
        ...

    async def roll_back(self) -> None:
        """Put every file back as it was, byte for byte, and release the lock."""
        ...


class AgentFiles(Protocol):
    """The agent's folder. Methods raise FilesError ``files.not_writable|unreadable|busy``."""

    async def read(self, path: Path) -> bytes | None:
        """The file's bytes; None where there is none."""
        ...

    async def names(self, directory: Path) -> tuple[str, ...]:
        """The names of the files in the folder; none where there is no folder."""
        ...

    async def examine(self, directory: Path, look: Callable[[FileReader], T]) -> T:
        """What ``look`` says, called beside the event loop with a reader for ``directory``.

        A relative path is resolved against ``directory``, the working directory of both services.
        """
        ...

    async def shut_out(self, path: Path, account: str) -> Path | None:
        """What keeps ``account`` from reading ``path``: a folder on the way, or the file itself.

        None where nothing does, and where it cannot be told: on Windows, or where there is no such
        account. Never raises.
        """
        ...

    async def recover(self, directory: Path) -> bool:
        """Finish or take back what a killed run left in the folder; True if there was any."""
        ...

    async def check_writable(self, paths: Sequence[Path]) -> None:
        """Raise now what writing these files would raise, without leaving a trace."""
        ...

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> WriteUnit:
        """Write all or nothing. A file whose content is the same is left alone."""
        ...

    async def undo(self, directory: Path) -> tuple[FileResult, ...]:
        """Put back what the last run in the folder changed, all or nothing: content, owner, mode.

        Files that it made are removed; what was changed since is kept as a backup. Raises
        FilesError ``files.nothing_to_undo`` where no run is on record, or its backups are gone.
        """
        ...


class FileReader(Protocol):
    """How the strict reader gets at the files that the agent would open."""

    def __call__(self, path: str) -> bytes | None:
        """The bytes at ``path`` as the agent would resolve it; None where there is no file.

        Raises FilesError ``files.unreadable`` where it is there and cannot be read.
        """
        ...
