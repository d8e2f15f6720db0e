"""The agent's folder on this computer's disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.domain.agent.prepared_files import folder_reader, local_assessment, local_repair
from wizard.domain.agent.target_folder import TARGET_FILE, TargetFolder, target_folder
from wizard.domain.files import FileResult, FileWrite
from wizard.infra.files.disk import Disk, remove_folders
from wizard.infra.files.errors import writing
from wizard.infra.files.folder_lock import LOCK_NAME, FolderLock
from wizard.infra.files.found_file import file_names, is_there, read_file
from wizard.infra.files.journal import load
from wizard.infra.files.look_alikes import look_alikes
from wizard.infra.files.permissions.account import access_barrier
from wizard.infra.files.real_paths import real_folder
from wizard.infra.files.records import RunRecords, check_state
from wizard.infra.files.session_history import SessionHistory
from wizard.infra.files.targets import check_writable
from wizard.infra.files.transaction import DiskWriteUnit, settle, utc_now
from wizard.infra.files.undo import UndoUnit
from wizard.infra.own_folders import state_folder
from wizard.infra.threads import run_blocking, run_to_end

if TYPE_CHECKING:
    from wizard.domain.agent.assessment import Assessment, RepairPlan
    from wizard.domain.ports.agent import Agent


class DiskFiles:
    """`AgentFiles` on a disk: atomic, durable, one run at a time in a folder.

    A file that is a link, or has other names, is refused: see `found_file`.
    """

    def __init__(
        self,
        disk: Disk | None = None,
        now: Callable[[], datetime] = utc_now,
        state: Path | None = None,
    ) -> None:
        """``state`` is the program's own folder, for journals; None: the usual one."""
        self._disk: Final = disk or Disk()
        self._state: Final = state or state_folder()
        self._now: Final = now
        self._earlier: Final = SessionHistory()

    async def read(self, path: Path) -> bytes | None:
        """The file's bytes; None where there is none. Raises FilesError ``files.unreadable``."""
        return await run_blocking(lambda: read_file(path))

    async def read_many(self, paths: Sequence[Path]) -> Mapping[Path, bytes | None]:
        """The bytes of each file; None where there is none. Raises FilesError as `read`."""
        return await run_blocking(lambda: {path: read_file(path) for path in paths})

    async def look_alikes(self, directory: Path) -> tuple[Path, ...]:
        """The folders beside it whose names differ in capitals alone; none that cannot be seen."""
        return await run_blocking(lambda: look_alikes(directory))

    async def names(self, directory: Path) -> tuple[str, ...]:
        """The names of the files in the folder; none where there is no folder.

        Raises FilesError ``files.unreadable``.
        """
        return await run_blocking(lambda: file_names(directory))

    async def is_there(self, directory: Path) -> bool:
        """Whether anything is at this path; what cannot be seen counts as there."""
        return await run_blocking(lambda: is_there(directory))

    async def assess(self, directory: Path, agent: Agent, *, backup: str = "") -> Assessment:
        """What the agent would do at start; ``backup`` is read as its main configuration file."""

        def assess() -> Assessment:
            folder = _target_folder(directory)
            read = folder_reader(folder, read_file, agent.file_names[0], backup)
            return local_assessment(agent, folder, read)

        return await run_blocking(assess)

    async def repair(
        self, directory: Path, agent: Agent, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """How to set right what can be; nothing is written."""

        def repair() -> RepairPlan:
            folder = _target_folder(directory)
            reader = folder_reader(folder, read_file)
            return local_repair(agent, folder, reader, new_agent_id, transport)

        return await run_blocking(repair)

    async def access_barrier(self, path: Path, account: str) -> Path | None:
        """What keeps ``account`` from reading ``path``; None where nothing does. Linux only."""
        return await run_blocking(lambda: access_barrier(path, account))

    async def recover(self, directory: Path) -> bool:
        """Finish or take back what a killed run left in the folder; True if there was any.

        Raises FilesError ``files.busy`` where a run is under way there, ``files.not_writable``.
        """
        return await run_to_end(lambda: self._recover(directory))

    async def check_writable(self, paths: Sequence[Path]) -> None:
        """Raise now what writing these files would raise, without leaving a trace."""

        def check() -> None:
            with self._disk:
                for path in paths:
                    check_writable(path, self._disk)
                check_state(self._state, self._disk)

        await run_blocking(check)

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> DiskWriteUnit:
        """Write all or nothing. A file whose content is the same is left alone.

        Raises FilesError ``files.not_writable|unreadable|busy``.
        """
        unit = DiskWriteUnit(directory, self._disk, self._state, self._now, self._earlier)
        try:
            return await run_to_end(lambda: unit.start(writes))
        except asyncio.CancelledError:
            await run_to_end(unit.abandon)
            raise

    async def undo(self, directory: Path) -> tuple[FileResult, ...]:
        """Put the last run's files back, byte for byte, owner and mode too.

        What was changed since is kept as a backup. Raises FilesError ``files.nothing_to_undo``,
        ``files.not_writable|unreadable|busy``; then nothing has changed.
        """
        return await run_to_end(UndoUnit(directory, self._disk, self._state, self._now).run)

    def _recover(self, directory: Path) -> bool:
        with self._disk, writing(directory):
            folder = real_folder(directory)
            if not folder.is_dir():
                return False
            records = RunRecords(folder, self._state, self._disk)
            has_lock = self._disk.folders.status(folder / LOCK_NAME) is not None
            if load(records) is None and not has_lock:
                return False
            lock = FolderLock(folder, self._disk)
            lock.acquire()
            try:
                made = settle(records, self._disk)
            finally:
                lock.release()
            remove_folders(self._disk, made or ())
            return made is not None


def _target_folder(directory: Path) -> TargetFolder:
    """What the folder says of whose it is."""
    return target_folder(directory, read_file(directory / TARGET_FILE))
