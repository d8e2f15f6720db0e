"""The files of one run as a unit: written all or not at all, also by a process that is killed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wizard.domain.errors import FilesError
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.infra.files.disk import Disk, digest, missing_folders, remove_folders
from wizard.infra.files.errors import writing
from wizard.infra.files.folder_lock import FolderLock
from wizard.infra.files.found_file import find_file
from wizard.infra.files.journal import Entry, Journal, State, load, sync_folders
from wizard.infra.files.permissions.readers import readers_of
from wizard.infra.files.real_paths import real_folder
from wizard.infra.files.records import RunRecords
from wizard.infra.files.session_history import History, SessionHistory
from wizard.infra.files.targets import Target, free_stamp, look
from wizard.infra.files.undo_record import backup_of
from wizard.infra.threads import run_to_end


class DiskWriteUnit:
    """Files that are written and wait for `commit` or `roll_back`; holds the folder's lock.

    Made by `start`; `abandon` takes back whatever has been done until then.
    """

    def __init__(
        self,
        folder: Path,
        disk: Disk,
        state: Path,
        now: Callable[[], datetime],
        earlier: SessionHistory,
    ) -> None:
        """``folder`` is the agent's, ``state`` the program's own."""
        self._folder = folder
        self._disk: Final = disk
        self._state: Final = state
        self._now: Final = now
        self._earlier: Final = earlier
        self._lock: FolderLock | None = None
        self._made: list[Path] = []
        self._journal: Journal | None = None
        self._targets: Sequence[Target] = ()
        self._results: tuple[FileResult, ...] = ()
        self._is_closed = False

    @property
    def results(self) -> tuple[FileResult, ...]:
        """What was done to each file, in the order asked."""
        return self._results

    async def commit(self) -> None:
        """Make it final. Raises FilesError; then everything has been put back."""
        await run_to_end(self._commit)

    async def roll_back(self) -> None:
        """Put everything back. Raises FilesError; then the next run in the folder does it."""
        await run_to_end(self.abandon)

    def start(self, writes: Sequence[FileWrite]) -> DiskWriteUnit:
        """Write the files. Raises FilesError; then nothing has changed."""
        self._disk.folders.hold()
        try:
            with writing(self._folder):
                self._folder = real_folder(self._folder)
                for path in missing_folders(self._folder):
                    self._disk.make_folder(path)
                    self._made.append(path)
                self._lock = FolderLock(self._folder, self._disk)
                self._lock.acquire()
                records = RunRecords(self._folder, self._state, self._disk)
                self._made.extend(settle(records, self._disk) or ())
            self._write(look(writes, self._disk.folders), records)
        except BaseException:
            with contextlib.suppress(FilesError):  # the first error says more
                self.abandon()
            raise
        return self

    def abandon(self) -> None:
        """Take back what has been done so far, if anything. Raises FilesError."""
        journal, self._journal = self._journal, None
        try:
            if journal is not None:
                with writing(self._folder):
                    journal.undo(self._disk)
        except FilesError:
            self._close()  # and the folders stay: the journal names them
            raise
        self._close(self._made)
        self._made.clear()

    def _close(self, superfluous: Sequence[Path] = ()) -> None:
        """Let go of everything; once."""
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()
        remove_folders(self._disk, superfluous)
        if not self._is_closed:
            self._is_closed = True
            self._disk.folders.release()

    def _commit(self) -> None:
        journal, self._journal = self._journal, None
        try:
            if journal is not None:
                with writing(self._folder):
                    self._finish(journal)
        finally:
            self._close()
        self._earlier.note(self._targets, self._results)

    def _finish(self, journal: Journal) -> None:
        try:
            final = journal.moved_on(State.COMMITTING)
        except OSError:
            self._journal = journal
            self.abandon()
            raise
        with contextlib.suppress(OSError):  # the files are final; the next run tidies up
            final.finish(self._disk)

    def _write(self, targets: list[Target], records: RunRecords) -> None:
        self._targets = targets
        self._history = History(records, self._earlier, targets)
        changing = [target for target in targets if target.change is not Change.UNCHANGED]
        entries = tuple(
            Entry(
                target.path,
                target.write.secret,
                target.access,
                # What this session wrote itself, or what stays as it is, needs no second copy.
                keep_backup=not (target.same_content or self._history.result_of(target)),
                kept=digest(target.former) if target.former is not None else "",
                written=digest(target.write.content),
            )
            for target in changing
        )
        stamp = free_stamp(entries, self._now(), self._disk.folders)
        if entries:
            records.prepare()
            self._replace(records, stamp, entries, changing)
        self._results = tuple(
            self._result(target, stamp, self._history.result_of(target)) for target in targets
        )

    def _replace(
        self,
        records: RunRecords,
        stamp: str,
        entries: tuple[Entry, ...],
        targets: list[Target],
    ) -> None:
        for entry in entries:
            with writing(entry.path):
                missing = missing_folders(entry.path.parent)
            self._made.extend(path for path in missing if path not in self._made)
        record = self._history.record(stamp, targets, self._made)
        self._journal = Journal(records, stamp, entries, tuple(self._made), record)
        with writing(self._folder):
            self._journal.save()
        for entry, target in zip(entries, targets, strict=True):
            with writing(entry.path):
                for folder in missing_folders(entry.path.parent):
                    self._disk.make_folder(folder)
                self._prepare(stamp, entry, target)
        with writing(self._folder):
            sync_folders(self._disk, entries)
            self._journal = self._journal.moved_on(State.REPLACING)
        for entry in entries:
            with writing(entry.path):
                self._disk.replace(entry.temporary(stamp), entry.path)
        with writing(self._folder):
            sync_folders(self._disk, entries)

    def _prepare(self, stamp: str, entry: Entry, target: Target) -> None:
        """Make the backup and the new file beside the old one."""
        if target.former is not None:
            rights = None if entry.secret else entry.former  # a key's backup is owner-only
            self._disk.store(entry.backup(stamp), target.former, private=True, rights=rights)
        self._disk.store(
            entry.temporary(stamp),
            target.write.content,
            private=entry.secret or entry.former is not None,
            rights=target.new_access,
        )

    def _result(self, target: Target, stamp: str, earlier: FileResult | None) -> FileResult:
        path, readers = target.write.path, self._readers(target)
        if target.change is Change.UNCHANGED:
            return FileResult(path, Change.UNCHANGED, None, readers)
        if earlier is not None:
            return FileResult(path, earlier.change, earlier.backup, readers)
        if target.former is None or target.same_content:
            return FileResult(path, target.change, None, readers)
        return FileResult(path, Change.UPDATED, backup_of(target.path, stamp), readers)

    def _readers(self, target: Target) -> tuple[str, ...]:
        """Read back: what the file has come to, whatever was asked for."""
        if not target.write.secret:
            return ()
        found = find_file(self._disk.folders, target.path)
        return () if found is None else readers_of(found.access)


def settle(records: RunRecords, disk: Disk) -> tuple[Path, ...] | None:
    """Finish or take back what a killed run left; the lock is held. None: there was nothing.

    Returns the folders that should go too, with the lock, if nothing comes into them: those that a
    run made which is taken back, or was undone. Raises OSError and FilesError.
    """
    journal = load(records)
    if journal is None:
        return None
    if journal.state is State.COMMITTING:
        journal.finish(disk)
        return journal.made if journal.record is None else ()
    journal.undo(disk)
    remove_folders(disk, journal.made)
    return journal.made


def utc_now() -> datetime:
    """The time for names of backups."""
    return datetime.now(UTC)
