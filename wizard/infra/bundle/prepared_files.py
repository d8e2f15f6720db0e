"""An agent's folder in memory: what a run has written for another computer, until it goes there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.domain.agent.prepared_files import folder_reader, local_assessment, local_repair
from wizard.domain.agent.target_folder import TARGET_FILE, TargetFolder, target_folder
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileResult, FileWrite
from wizard.domain.ports.files import WriteUnit

if TYPE_CHECKING:
    from wizard.domain.agent.assessment import Assessment, RepairPlan
    from wizard.domain.ports.agent import Agent


class PreparedFiles:
    """`AgentFiles` of a computer that is not this one. A subclass says where the files go.

    ``existing`` are files of the agent's folder as they are there, where that is known: they are
    edited in place. Nobody else works in a folder in memory, and no account is kept from it.
    """

    def __init__(self, existing: Mapping[Path, bytes] | None = None) -> None:
        self._contents: dict[Path, bytes] = dict(existing or {})

    async def read(self, path: Path) -> bytes | None:
        """The file's bytes; None where there is none."""
        return self._contents.get(path)

    async def read_many(self, paths: Sequence[Path]) -> Mapping[Path, bytes | None]:
        """The bytes of each file."""
        return {path: self._contents.get(path) for path in paths}

    async def look_alikes(self, _directory: Path) -> tuple[Path, ...]:
        """None are known."""
        return ()

    async def names(self, directory: Path) -> tuple[str, ...]:
        """The names of the files in the folder."""
        return tuple(path.name for path in self._contents if path.parent == directory)

    async def is_there(self, _directory: Path) -> bool:
        """It is, once something is written to it."""
        return True

    async def assess(self, directory: Path, agent: Agent, *, backup: str = "") -> Assessment:
        """What the agent would do at start with these files."""
        folder = self._folder(directory)
        read = folder_reader(folder, self._contents.get, agent.file_names[0], backup)
        return local_assessment(agent, folder, read)

    async def repair(
        self, directory: Path, agent: Agent, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """How to set right what can be."""
        folder = self._folder(directory)
        reader = folder_reader(folder, self._contents.get)
        return local_repair(agent, folder, reader, new_agent_id, transport)

    async def access_barrier(self, _path: Path, _account: str) -> Path | None:
        """Nothing that is known here."""
        return None

    async def recover(self, _directory: Path) -> bool:
        """Nothing is left over in memory."""
        return False

    async def check_writable(self, paths: Sequence[Path]) -> None:
        """Raise now what writing would raise."""
        raise NotImplementedError

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> WriteUnit:
        """Hold the files for reading; the unit's commit lets them go where they belong."""
        self._contents |= {write.path: write.content for write in writes}
        return await self._deliver(directory, writes)

    async def _deliver(self, directory: Path, writes: Sequence[FileWrite]) -> WriteUnit:
        raise NotImplementedError

    async def undo(self, directory: Path) -> tuple[FileResult, ...]:
        """Raises FilesError ``files.nothing_to_undo``: that is done where the agent runs."""
        raise FilesError(Code.FILES_NOTHING_TO_UNDO, directory=str(directory))

    def _folder(self, directory: Path) -> TargetFolder:
        return target_folder(directory, self._contents.get(directory / TARGET_FILE))
