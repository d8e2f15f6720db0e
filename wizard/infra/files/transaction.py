"""The files of one run as a unit: written all or not at all, also by a process that is killed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wizard.domain.errors import FilesError
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.infra.files.disk import Disk, missing_folders, remove_folders
from wizard.infra.files.errors import reading, writing
from wizard.infra.files.folder_lock import FolderLock
from wizard.infra.files.journal import Entry, Journal, State, load, remove_unborn, sync_folders
from wizard.infra.files.permissions.access import access_of
from wizard.infra.files.permissions.readers import readers_of
from wizard.infra.files.session_history import History, SessionHistory
from wizard.infra.files.targets import Target, free_stamp, look
from wizard.infra.files.undo_record import backup_of
from wizard.infra.threads import run_to_end


class DiskWriteUnit:
    """Files that are written and wait for `commit` or `roll_back`; holds the folder's lock.

    Made by `start`; `abandon` takes back whatever has been done until then.
    """

    def __init__(
        self, folder: Path, disk: Disk, now: Callable[[], datetime], earlier: SessionHistory
    ) -> None:
        self._folder: Final = folder
        self._disk: Final = disk
        self._now: Final = now
        self._earlier: Final = earlier
        self._lock: Final = FolderLock(folder, disk)
        self._made: list[Path] = []
        self._journal: Journal | None = None
        self._targets: Sequence[Target] = ()
        self._results: tuple[FileResult, ...] = ()

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
        try:
            with writing(self._folder):
                for path in missing_folders(self._folder):
                    self._disk.make_folder(path)
                    self._made.append(path)
                self._lock.acquire()
                self._made.extend(settle(self._folder, self._disk) or ())
            self._write(look(writes))
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
            self._lock.release()  # and the folders stay, with the journal in them
            raise
        self._lock.release()
        remove_folders(self._disk, self._made)
        self._made.clear()

    def _commit(self) -> None:
        journal, self._journal = self._journal, None
        try:
            if journal is not None:
                with writing(self._folder):
                    self._finish(journal)
        finally:
            self._lock.release()
        self._earlier.note(self._targets, self._results)

    def _finish(self, journal: Journal) -> None:
        try:
            final = journal.moved_on(State.COMMITTING, self._disk)
        except OSError:
            self._journal = journal
            self.abandon()
            raise
        with contextlib.suppress(OSError):  # the files are final; the next run tidies up
            final.finish(self._disk)

    def _write(self, targets: list[Target]) -> None:
        self._targets = targets
        self._history = History(self._folder, self._earlier, targets)
        changing = [target for target in targets if target.change is not Change.UNCHANGED]
        entries = tuple(
            Entry(
                target.path,
                target.write.secret,
                target.access,
                # What this session wrote itself, or what stays as it is, needs no second copy.
                keep_backup=not (target.same_content or self._history.result_of(target)),
            )
            for target in changing
        )
        stamp = free_stamp(entries, self._now())
        if entries:
            self._replace(stamp, entries, changing)
        self._results = tuple(
            _result(target, stamp, self._history.result_of(target)) for target in targets
        )

    def _replace(self, stamp: str, entries: tuple[Entry, ...], targets: list[Target]) -> None:
        for entry in entries:
            with writing(entry.path):
                missing = missing_folders(entry.path.parent)
            self._made.extend(path for path in missing if path not in self._made)
        record = self._history.record(stamp, targets, self._made)
        self._journal = Journal(self._folder, stamp, entries, tuple(self._made), record)
        with writing(self._folder):
            self._journal.save(self._disk)
        for entry, target in zip(entries, targets, strict=True):
            with writing(entry.path):
                for folder in missing_folders(entry.path.parent):
                    self._disk.make_folder(folder)
                self._prepare(stamp, entry, target)
        with writing(self._folder):
            sync_folders(self._disk, entries)
            self._journal = self._journal.moved_on(State.REPLACING, self._disk)
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


def settle(folder: Path, disk: Disk) -> tuple[Path, ...] | None:
    """Finish or take back what a killed run left; the lock is held. None: there was nothing.

    Returns the folders that should go too, with the lock, if nothing comes into them: those that a
    run made which is taken back, or was undone. Raises OSError and FilesError.
    """
    journal = load(folder)
    if journal is None:
        remove_unborn(folder, disk)
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


def _result(target: Target, stamp: str, earlier: FileResult | None) -> FileResult:
    path, readers = target.write.path, _readers(target)
    if target.change is Change.UNCHANGED:
        return FileResult(path, Change.UNCHANGED, None, readers)
    if earlier is not None:
        return FileResult(path, earlier.change, earlier.backup, readers)
    if target.former is None or target.same_content:
        return FileResult(path, target.change, None, readers)
    return FileResult(path, Change.UPDATED, backup_of(target.path, stamp), readers)


def _readers(target: Target) -> tuple[str, ...]:
    """Read back: what the file has come to, whatever was asked for."""
    if not target.write.secret:
        return ()
    with reading(target.path):
        return readers_of(access_of(target.path))
