"""What this session has written before: writing again keeps the first backup.

"Back to fix it" and a second write replace this program's own work. A backup of that would be of
no use, and of a key it would push out the one backup that is kept: the key from before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wizard.domain.errors import FilesError
from wizard.domain.files import Change, FileResult
from wizard.infra.files.disk import digest
from wizard.infra.files.records import RunRecords
from wizard.infra.files.targets import Target
from wizard.infra.files.undo_record import Restorable, UndoRecord, load_record, merged


class SessionHistory:
    """The files that this session wrote, by the digest of what it wrote into them."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[str, FileResult]] = {}

    @property
    def has_written(self) -> bool:
        """Whether there is anything to go on with."""
        return bool(self._known)

    def result_of(self, target: Target) -> FileResult | None:
        """What the session did to the file, if it is still as the session left it."""
        written, result = self._known.get(target.path, ("", None))
        if target.former is None or written != digest(target.former):
            return None
        return result

    def wrote(self, record: UndoRecord) -> bool:
        """Whether the run that this record is of was one of the session's."""
        written = {path: content for path, (content, _) in self._known.items()}
        return any(written.get(file.path) == file.written for file in record.files)

    def note(self, targets: Sequence[Target], results: Sequence[FileResult]) -> None:
        """Remember what was written for good."""
        for target, result in zip(targets, results, strict=True):
            if result.change is not Change.UNCHANGED:
                self._known[target.path] = (digest(target.write.content), result)


class History:
    """What the session wrote before in the folder, and the record of it: one run to the user, who
    undoes it as one."""

    def __init__(
        self, records: RunRecords, earlier: SessionHistory, targets: Sequence[Target]
    ) -> None:
        self._results = {
            target.path: result for target in targets if (result := earlier.result_of(target))
        }
        self._record: UndoRecord | None = None
        with contextlib.suppress(OSError, FilesError):  # without it this is a run of its own
            found = load_record(records) if earlier.has_written else None
            if found is not None and (self._results or earlier.wrote(found)):
                self._record = found
        self._known = {file.path: file for file in self._record.files} if self._record else {}

    def result_of(self, target: Target) -> FileResult | None:
        """What the session did to the file, if it is still so and the backup is on record."""
        return self._results.get(target.path) if target.path in self._known else None

    def record(self, stamp: str, targets: Sequence[Target], made: Sequence[Path]) -> UndoRecord:
        """What to leave for undoing once these targets have been written."""
        changed = []
        for target in targets:
            written = digest(target.write.content)
            if self.result_of(target) is not None:
                changed.append(replace(self._known[target.path], written=written))
                continue
            has_backup = target.former is not None and not target.same_content
            changed.append(
                Restorable(
                    target.path,
                    target.write.secret,
                    target.access,
                    stamp if has_backup else "",
                    digest(target.former) if target.former is not None else "",
                    written,
                )
            )
        return merged(self._record, changed, made)
