"""The port to an agent's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wizard.domain.files import FileResult, FileWrite

if TYPE_CHECKING:
    # Not before they are needed: the window's first page is painted without them.
    from wizard.domain.agent.assessment import Assessment, RepairPlan
    from wizard.domain.ports.agent import Agent


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
    """The agent's folder. Methods raise FilesError ``files.not_writable|unreadable|busy``.

    All that goes in and comes out is data, so that another process, with other rights or on another
    computer, can do it. Such a process knows an agent by its flavour.
    """

    async def read(self, path: Path) -> bytes | None:
        """The file's bytes; None where there is none."""
        ...

    async def read_many(self, paths: Sequence[Path]) -> Mapping[Path, bytes | None]:
        """The bytes of each file, as `read` gives them. Raises for the first that is unreadable."""
        ...

    async def look_alikes(self, directory: Path) -> tuple[Path, ...]:
        """The folders beside ``directory`` whose names differ from its own in capitals alone."""
        ...

    async def names(self, directory: Path) -> tuple[str, ...]:
        """The names of the files in the folder; none where there is no folder."""
        ...

    async def is_there(self, directory: Path) -> bool:
        """Whether anything is at this path, as far as the account can see."""
        ...

    async def assess(self, directory: Path, agent: Agent, *, backup: str = "") -> Assessment:
        """What the agent would do at start with the files in ``directory``.

        A relative path in them is resolved against ``directory``, the working directory of both
        services. ``backup`` names a file there that is read in the place of the agent's main
        configuration file.
        """
        ...

    async def repair(
        self, directory: Path, agent: Agent, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """How to set right what can be; nothing is written. See `Agent.repair`."""
        ...

    async def access_barrier(self, path: Path, account: str) -> Path | None:
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
