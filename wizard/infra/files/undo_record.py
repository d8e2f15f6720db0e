"""What a run leaves so that it can be undone: which files, and how they were.

No content and no secret is in it: a file's former content lies in its backup, of which a key has a
single one. It lies where the journal does: see `records`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.lazy_pattern import LazyPattern
from wizard.infra.files.permissions.access import Access
from wizard.infra.files.records import FORMER_RECORD, RunRecords

_VERSION: Final = 2
_STAMP: Final = LazyPattern(r"\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Restorable:
    """A file of the run. ``former`` is the access that it had; None where there was no file.

    ``stamp`` names its backup; "" where only the access was changed. ``kept`` is the digest of its
    former content, ``written`` that of what the run wrote: by these a later change is noticed.
    """

    path: Path
    secret: bool
    former: Access | None
    stamp: str
    kept: str
    written: str

    @property
    def backup(self) -> Path | None:
        """Where the former content is kept; None where there is none to put back."""
        return backup_of(self.path, self.stamp) if self.stamp else None


@dataclass(frozen=True, slots=True)
class UndoRecord:
    """A run's files, and ``made``: the folders it made, the outermost first."""

    files: tuple[Restorable, ...]
    made: tuple[Path, ...] = ()

    def as_json(self, folder: Path) -> dict[str, object]:
        """For the record's own file, and for the journal that will write it."""
        return {
            "version": _VERSION,
            "made": [shortened(path, folder) for path in self.made],
            "files": [asdict(file) | {"path": shortened(file.path, folder)} for file in self.files],
        }

    def save(self, records: RunRecords) -> None:
        """Put the record on the disk in one step. Raises OSError."""
        content = json.dumps(self.as_json(records.folder), indent=1).encode()
        records.save(records.undo, content)


def parsed_record(data: dict[str, Any], folder: Path) -> UndoRecord:
    """Raises ValueError, KeyError or TypeError for what is no record."""
    if data["version"] != _VERSION:
        raise ValueError
    files = tuple(
        Restorable(
            path=checked_path(folder, file["path"]),
            secret=bool(file["secret"]),
            former=Access(**file["former"]) if file["former"] is not None else None,
            stamp=checked_stamp(file["stamp"]),
            kept=str(file["kept"]),
            written=str(file["written"]),
        )
        for file in data["files"]
    )
    return UndoRecord(files, tuple(checked_path(folder, path) for path in data["made"]))


def load_record(records: RunRecords) -> UndoRecord | None:
    """What the last run left; None where there is nothing.

    Raises OSError, and FilesError ``files.nothing_to_undo`` (``record``) for what is not to be
    trusted or not to be understood: one that lies in the folder itself, too.
    """
    path = records.undo
    try:
        text = records.read(path)
        if text is not None:
            return parsed_record(json.loads(text), records.folder)
    except (FilesError, ValueError, KeyError, TypeError) as error:
        raise FilesError(Code.FILES_NOTHING_TO_UNDO, "record", path=str(path)) from error
    if (former := records.former(FORMER_RECORD)) is not None:
        raise FilesError(Code.FILES_NOTHING_TO_UNDO, "former_record", path=str(former))
    return None


def merged(
    earlier: UndoRecord | None, changed: Sequence[Restorable], made: Sequence[Path]
) -> UndoRecord:
    """The record of a run that went on with the work of an ``earlier`` one.

    What the earlier one had written first goes back to how it was before that.
    """
    before = {file.path: file for file in earlier.files} if earlier else {}
    files = before | {file.path: file for file in changed}
    return UndoRecord(tuple(files.values()), (*(earlier.made if earlier else ()), *made))


def backup_of(path: Path, stamp: str) -> Path:
    """The name of a backup."""
    return path.with_name(f"{path.name}.{stamp}.bak")


def shortened(path: Path, folder: Path) -> str:
    """Relative in the agent's folder, which may be mounted elsewhere next time."""
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def checked_path(folder: Path, name: str) -> Path:
    """What `shortened` gave, whole again: in the folder, or where the run wrote a key elsewhere.

    Raises ValueError for what leads out of where it starts.
    """
    if not name or ".." in Path(name).parts or "\0" in name:
        raise ValueError(name)
    return folder / name


def checked_stamp(text: str) -> str:
    """A stamp, or none: it becomes a part of names. Raises ValueError for anything else."""
    if text and not _STAMP.fullmatch(text):
        raise ValueError
    return text
