"""Undoing the last run in a folder: a unit as that run was, safe against being killed."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import Change, FileResult
from wizard.infra.files.disk import Disk, remove_folders
from wizard.infra.files.errors import reading, writing
from wizard.infra.files.folder_lock import FolderLock
from wizard.infra.files.journal import Entry, Journal, State, sync_folders
from wizard.infra.files.permissions.access import Access, access_of
from wizard.infra.files.targets import free_stamp
from wizard.infra.files.transaction import settle
from wizard.infra.files.undo_record import Restorable, UndoRecord, digest, load_record

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


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

    def __init__(self, folder: Path, disk: Disk, now: Callable[[], datetime]) -> None:
        self._folder: Final = folder
        self._disk: Final = disk
        self._now: Final = now
        self._journal: Journal | None = None

    def run(self) -> tuple[FileResult, ...]:
        """Put back the last run's files, or leave everything.

        Raises FilesError ``files.nothing_to_undo``, ``files.busy``, ``files.not_writable`` and
        ``files.unreadable``.
        """
        if not self._folder.is_dir():
            raise FilesError(Code.FILES_NOTHING_TO_UNDO, directory=str(self._folder))
        lock = FolderLock(self._folder, self._disk)
        lock.acquire()
        try:
            with writing(self._folder):
                made = [*(settle(self._folder, self._disk) or ())]
            record = self._record()
            results = self._undo(record)
            made += record.made
        finally:
            self._take_back()
            lock.release()
        remove_folders(self._disk, made)
        return results

    def _record(self) -> UndoRecord:
        with reading(self._folder):
            record = load_record(self._folder)
        if record is None:
            raise FilesError(Code.FILES_NOTHING_TO_UNDO, directory=str(self._folder))
        return record

    def _undo(self, record: UndoRecord) -> tuple[FileResult, ...]:
        ways = [_look_at(file) for file in record.files]
        entries = tuple(way.entry for way in ways if way.entry)
        stamp = free_stamp(entries, self._now())
        self._journal = Journal(self._folder, stamp, entries, record.made)
        with writing(self._folder):
            self._journal.save(self._disk)
        for way in ways:
            with writing(way.file.path):
                self._prepare(way, stamp)
        with writing(self._folder):
            sync_folders(self._disk, entries)
            self._journal = self._journal.moved_on(State.REPLACING, self._disk)
        for entry in entries:
            with writing(entry.path):
                self._replace(entry, stamp)
        with writing(self._folder):
            sync_folders(self._disk, entries)
            final = self._journal.moved_on(State.COMMITTING, self._disk)
        self._journal = None
        with contextlib.suppress(OSError):  # the files are final; the next run tidies up
            final.finish(self._disk)
        return tuple(_result(way, stamp) for way in ways)

    def _prepare(self, way: _Direction, stamp: str) -> None:
        """Keep the present file until the end, and lay the former one beside it."""
        entry = way.entry
        if entry is None or entry.removes or way.content is None:
            return
        if way.current is not None:
            rights = None if entry.secret else entry.former
            self._disk.store(entry.backup(stamp), way.current, private=True, rights=rights)
        self._disk.store(entry.temporary(stamp), way.content, private=True, rights=way.file.former)

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


def _look_at(file: Restorable) -> _Direction:
    """What is to be done about one file. A newer content is kept as a backup, never lost."""
    current, access = _regular(file.path)
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
    content = current if file.backup is None else _from_backup(file, file.backup)
    keep = not is_ours and current != content
    entry = Entry(file.path, file.secret, access, keep_backup=keep, spent=file.stamp)
    return _Direction(file, Change.RESTORED, entry, current, content)


def _from_backup(file: Restorable, backup: Path) -> bytes:
    content, _ = _regular(backup)
    if content is None:
        raise FilesError(
            *(Code.FILES_NOTHING_TO_UNDO, "backup_gone"), path=str(file.path), backup=str(backup)
        )
    return content


def _regular(path: Path) -> tuple[bytes | None, Access | None]:
    """A file that is no link, and has no other name: the folder may be another account's, which
    could make a file of root's its backup."""
    with reading(path):
        try:
            handle = os.open(path, _FLAGS)
        except FileNotFoundError:
            return None, None
        with os.fdopen(handle, "rb") as stream:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise FilesError(Code.FILES_NOT_WRITABLE, "not_a_file", path=str(path))
            if found.st_nlink > 1:
                raise FilesError(Code.FILES_NOT_WRITABLE, "link", path=str(path), reason="")
            return stream.read(), access_of(path)


def _result(way: _Direction, stamp: str) -> FileResult:
    kept = way.entry.backup(stamp) if way.entry and way.entry.keep_backup else None
    return FileResult(way.file.path, way.change, kept)
