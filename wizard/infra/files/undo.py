"""Undoing the last run in a folder: a unit as that run was, safe against being killed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import Change, FileResult
from wizard.infra.files.disk import Disk, digest, remove_folders
from wizard.infra.files.errors import reading, writing
from wizard.infra.files.folder_lock import FolderLock
from wizard.infra.files.folders import OpenFolders
from wizard.infra.files.found_file import find_file
from wizard.infra.files.journal import Entry, Journal, State, sync_folders
from wizard.infra.files.real_paths import real_folder
from wizard.infra.files.records import RunRecords
from wizard.infra.files.targets import free_stamp
from wizard.infra.files.transaction import settle
from wizard.infra.files.undo_record import Restorable, UndoRecord, load_record


@dataclass(frozen=True, slots=True)
class _Direction:
    """How one file goes back. ``content`` None: it is removed. ``entry`` None: it stays."""

    file: Restorable
    change: Change
    entry: Entry | None = None
    current: bytes | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)


class UndoUnit:
    """One undoing of one folder."""

    def __init__(self, folder: Path, disk: Disk, state: Path, now: Callable[[], datetime]) -> None:
        """``folder`` is the agent's, ``state`` the program's own."""
        self._folder = folder
        self._disk: Final = disk
        self._state: Final = state
        self._now: Final = now
        self._journal: Journal | None = None

    def run(self) -> tuple[FileResult, ...]:
        """Put back the last run's files, or leave everything.

        Raises FilesError ``files.nothing_to_undo``, ``files.busy``, ``files.not_writable`` and
        ``files.unreadable``.
        """
        with self._disk:
            with writing(self._folder):
                if self._folder.is_file():
                    raise self._nothing("file")
                self._folder = real_folder(self._folder)
            if not self._folder.is_dir():
                raise self._nothing("no_folder")
            return self._run(FolderLock(self._folder, self._disk))

    def _run(self, lock: FolderLock) -> tuple[FileResult, ...]:
        lock.acquire()
        try:
            with writing(self._folder):
                records = RunRecords(self._folder, self._state, self._disk)
                made = [*(settle(records, self._disk) or ())]
            record = self._record(records)
            results = self._undo(record, records)
            made += record.made
        finally:
            self._take_back()
            lock.release()
        remove_folders(self._disk, made)
        return results

    def _record(self, records: RunRecords) -> UndoRecord:
        with reading(self._folder):
            record = load_record(records)
        if record is None:
            raise self._nothing("bundle" if _is_unpacked_bundle(self._folder) else "")
        return record

    def _nothing(self, variant: str) -> FilesError:
        return FilesError(Code.FILES_NOTHING_TO_UNDO, variant, directory=str(self._folder))

    def _undo(self, record: UndoRecord, records: RunRecords) -> tuple[FileResult, ...]:
        steps = [_look_at(file, self._disk.folders) for file in record.files]
        entries = tuple(step.entry for step in steps if step.entry)
        stamp = free_stamp(entries, self._now(), self._disk.folders)
        self._journal = Journal(records, stamp, entries, record.made)
        with writing(self._folder):
            self._journal.save()
        for step in steps:
            with writing(step.file.path):
                self._prepare(step, stamp)
        with writing(self._folder):
            sync_folders(self._disk, entries)
            self._journal = self._journal.moved_on(State.REPLACING)
        for entry in entries:
            with writing(entry.path):
                self._replace(entry, stamp)
        with writing(self._folder):
            sync_folders(self._disk, entries)
            final = self._journal.moved_on(State.COMMITTING)
        self._journal = None
        with contextlib.suppress(OSError):  # the files are final; the next run tidies up
            final.finish(self._disk)
        return tuple(_result(step, stamp) for step in steps)

    def _prepare(self, step: _Direction, stamp: str) -> None:
        """Keep the present file until the end, and lay the former one beside it."""
        entry = step.entry
        if entry is None or entry.removes or step.content is None:
            return
        if step.current is not None:
            rights = None if entry.secret else entry.former
            self._disk.store(entry.backup(stamp), step.current, private=True, rights=rights)
        self._disk.store(
            entry.temporary(stamp), step.content, private=True, rights=step.file.former
        )

    def _replace(self, entry: Entry, stamp: str) -> None:
        if entry.removes:
            self._disk.replace(entry.path, entry.backup(stamp))
        else:
            self._disk.replace(entry.temporary(stamp), entry.path)

    def _take_back(self) -> None:
        journal, self._journal = self._journal, None
        if journal is not None:
            with contextlib.suppress(FilesError), writing(self._folder):  # the first error counts
                journal.undo(self._disk)


def _is_unpacked_bundle(folder: Path) -> bool:
    from wizard.infra.bundle.contents import MANIFEST, SCRIPTS

    with reading(folder):
        names = {path.name for path in folder.iterdir()}
    return MANIFEST in names and not names.isdisjoint(SCRIPTS.values())


def _look_at(file: Restorable, folders: OpenFolders) -> _Direction:
    """What is to be done about one file. A newer content is kept as a backup, never lost."""
    found = find_file(folders, file.path)
    current, access = (found.content, found.access) if found else (None, None)
    is_ours = current is not None and digest(current) == file.written
    if file.former is None:
        if current is None:
            return _Direction(file, Change.UNCHANGED)
        entry = Entry(file.path, file.secret, access, keep_backup=not is_ours, removes=True)
        return _Direction(file, Change.REMOVED, entry)
    if file.backup is None and not is_ours:
        return _Direction(
            file, Change.UNCHANGED
        )  # the run changed its access only, and it is replaced
    content = current if file.backup is None else _from_backup(file, file.backup, folders)
    entry = Entry(
        file.path,
        file.secret,
        access,
        keep_backup=not is_ours and current != content,
        spent=file.stamp,
        kept=digest(current) if current is not None else "",
        written=digest(content) if content is not None else "",
    )
    return _Direction(file, Change.RESTORED, entry, current, content)


def _from_backup(file: Restorable, backup: Path, folders: OpenFolders) -> bytes:
    found = find_file(folders, backup)
    if found is not None and digest(found.content) == file.kept:
        return found.content
    variant = "backup_gone" if found is None else "backup_changed"
    raise FilesError(
        *(Code.FILES_NOTHING_TO_UNDO, variant), path=str(file.path), backup=str(backup)
    )


def _result(step: _Direction, stamp: str) -> FileResult:
    kept = step.entry.backup(stamp) if step.entry and step.entry.keep_backup else None
    return FileResult(step.file.path, step.change, kept)
