"""What a run is about to do to its files, on the disk before it does it.

A killed run leaves its journal, and the next one takes it back or finishes it:

    preparing    no file of the agent has been touched: remove the new ones and the backups
    replacing    all backups are complete: put them back
    committing   all files are new and verified: leave the record for undoing, remove what is not
                 to be kept

The journal says no secret: which files, who may do what with them, and times. The names of
temporary files and backups follow from these, so that a journal can name no others.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from wizard.domain.errors import Code, FilesError
from wizard.infra.files.disk import Disk, digest
from wizard.infra.files.found_file import find_file
from wizard.infra.files.kept_backups import superfluous
from wizard.infra.files.permissions.access import Access
from wizard.infra.files.records import FORMER_JOURNAL, RunRecords
from wizard.infra.files.undo_record import (
    UndoRecord,
    backup_of,
    checked_path,
    checked_stamp,
    parsed_record,
    shortened,
)

_VERSION: Final = 3


class State(StrEnum):
    """How far the run has come."""

    PREPARING = "preparing"
    REPLACING = "replacing"
    COMMITTING = "committing"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that changes. ``former`` is the access it had; None where there was no file.

    ``keep_backup``: whether the backup outlives the run, or was needed for roll-back only.
    ``removes``: the file is moved to its backup's place and nothing comes into its own. ``spent``
    is the stamp of another backup that goes in the end, because its content was put back.
    ``kept`` and ``written`` are the digests of the old content and the new: nothing else is put
    back, or removed.
    """

    path: Path
    secret: bool
    former: Access | None
    keep_backup: bool = True
    removes: bool = False
    spent: str = ""
    kept: str = ""
    written: str = ""

    def temporary(self, stamp: str) -> Path:
        """Where the new content waits."""
        return self.path.with_name(f".{self.path.name}.{stamp}.tmp")

    def backup(self, stamp: str) -> Path:
        """Where the old content is kept."""
        return backup_of(self.path, stamp)

    def other_backups(self, stamp: str, disk: Disk) -> list[Path]:
        """The backups of the same file by other runs, the oldest first."""
        pattern = re.compile(re.escape(self.path.name) + r"\.\d{8}T\d{6}Z\.bak")
        found = sorted(filter(pattern.fullmatch, disk.folders.names(self.path.parent)))
        paths = [self.path.with_name(name) for name in found]
        return [path for path in paths if path != self.backup(stamp)]


@dataclass(frozen=True, slots=True)
class Journal:
    """The run's files, and ``made``: the folders it made, the outermost first.

    ``record`` is left for undoing the run. None: the run undoes another, whose record and folders
    go in the end.
    """

    records: RunRecords
    stamp: str
    entries: tuple[Entry, ...]
    made: tuple[Path, ...] = ()
    record: UndoRecord | None = None
    state: State = field(default=State.PREPARING)

    def save(self) -> None:
        """Put the journal on the disk in one step. Raises OSError."""
        self.records.save(self.records.journal, json.dumps(self._as_json()).encode())

    def moved_on(self, state: State) -> Journal:
        """The same journal in another state, on the disk. Raises OSError."""
        journal = replace(self, state=state)
        journal.save()
        return journal

    def undo(self, disk: Disk) -> None:
        """Put everything back as it was.

        Raises OSError or FilesError after doing all that can be done; the rest can be done later.
        """
        errors: list[OSError | FilesError] = []
        for entry in self.entries:
            try:
                self._undo(entry, disk)
            except (OSError, FilesError) as error:
                errors.append(error)
        if errors:
            raise errors[0]
        self._close(disk)

    def finish(self, disk: Disk) -> None:
        """Leave what undoing needs; remove the backups that are not to be kept: of a key, all but
        the last, of another file those between the first and the last five."""
        if self.record is not None:
            self.record.save(self.records)
        else:
            self.records.remove(self.records.undo)
        for entry in self.entries:
            for path in self._surplus(entry, disk):
                with contextlib.suppress(OSError):  # the key's next change tries again
                    disk.remove(path)
        self._close(disk)

    def _undo(self, entry: Entry, disk: Disk) -> None:
        temporary, backup = entry.temporary(self.stamp), entry.backup(self.stamp)
        if entry.removes:
            if not _is_there(entry.path, disk) and _is_there(backup, disk):
                disk.replace(backup, entry.path)
            return
        # The new content has taken its place if it is no longer where it waited.
        if self.state is State.REPLACING and not _is_there(temporary, disk):
            if entry.former is None:
                if _has_content(entry.path, entry.written, disk):
                    disk.remove(entry.path)
            elif _is_there(backup, disk):  # or this was interrupted after the file was put back
                disk.restore(backup, entry.path, entry.former, entry.kept)
        if entry.former is not None:
            disk.remove(backup)
        disk.remove(temporary)

    def _surplus(self, entry: Entry, disk: Disk) -> list[Path]:
        mine = [entry.backup(self.stamp)] if entry.former is not None else []
        spent = [backup_of(entry.path, entry.spent)] if entry.spent else []
        others = entry.other_backups(self.stamp, disk)
        is_mine_kept = bool(mine) and entry.keep_backup
        surplus = superfluous(others, secret=entry.secret, has_new=is_mine_kept)
        return [*([] if is_mine_kept else mine), *spent, *self._not_needed(surplus)]

    def _not_needed(self, backups: Sequence[Path]) -> list[Path]:
        """Those that undoing this run does not put back: with a clock that goes wrong, the latest
        name need not be the last backup."""
        files = self.record.files if self.record is not None else ()
        return [path for path in backups if path not in {file.backup for file in files}]

    def _close(self, disk: Disk) -> None:
        sync_folders(disk, self.entries)
        self.records.remove(self.records.journal)
        disk.sync_folder(self.records.journal.parent)

    def _as_json(self) -> dict[str, object]:
        folder = self.records.folder
        return {
            "version": _VERSION,
            "state": self.state,
            "stamp": self.stamp,
            "made": [shortened(path, folder) for path in self.made],
            "record": self.record.as_json(folder) if self.record else None,
            "files": [
                asdict(entry) | {"path": shortened(entry.path, folder)} for entry in self.entries
            ],
        }


def load(records: RunRecords) -> Journal | None:
    """The journal that a killed run left; None where there is none.

    Raises OSError, and FilesError ``files.not_writable``: ``journal`` for one that is not to be
    understood, ``former_journal`` for one that lies in the folder itself, and ``state_folder``.
    """
    if (former := records.former(FORMER_JOURNAL)) is not None:
        raise FilesError(Code.FILES_NOT_WRITABLE, "former_journal", path=str(former))
    text = records.read(records.journal)
    if text is None:
        return None
    try:
        return _parsed(json.loads(text), records)
    except (ValueError, KeyError, TypeError) as error:
        raise FilesError(Code.FILES_NOT_WRITABLE, "journal", path=str(records.journal)) from error


def sync_folders(disk: Disk, entries: Sequence[Entry]) -> None:
    """Wait until the folders of these files are on the disk; one that was not made is none."""
    for folder in dict.fromkeys(entry.path.parent for entry in entries):
        with contextlib.suppress(FileNotFoundError):
            disk.sync_folder(folder)


def _is_there(path: Path, disk: Disk) -> bool:
    return disk.folders.status(path) is not None


def _has_content(path: Path, content: str, disk: Disk) -> bool:
    """Whether the file at ``path`` has the content of this digest."""
    try:
        found = find_file(disk.folders, path)
    except FilesError:  # it was exchanged for something else
        return False
    return found is not None and digest(found.content) == content


def _parsed(data: dict[str, Any], records: RunRecords) -> Journal:
    folder = records.folder
    if data["version"] != _VERSION:
        raise ValueError
    entries = tuple(
        Entry(
            path=checked_path(folder, entry["path"]),
            secret=bool(entry["secret"]),
            former=Access(**entry["former"]) if entry["former"] is not None else None,
            keep_backup=bool(entry["keep_backup"]),
            removes=bool(entry["removes"]),
            spent=checked_stamp(entry["spent"]),
            kept=str(entry["kept"]),
            written=str(entry["written"]),
        )
        for entry in data["files"]
    )
    made = tuple(checked_path(folder, path) for path in data["made"])
    record = parsed_record(data["record"], folder) if data["record"] is not None else None
    stamp = checked_stamp(data["stamp"])
    return Journal(records, stamp, entries, made, record, State(data["state"]))
