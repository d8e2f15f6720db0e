"""What this session has written before: writing again keeps the first backup.

"Back to fix it" and a second write replace this program's own work. A backup of that would be of
no use, and of a key it would push out the one backup that is kept: the key from before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from wizard.adapters.write_plan import Target
from wizard.core.model import Change, FileResult


class EarlierWrites:
    """The files that this session wrote, by the digest of what it wrote into them."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[bytes, FileResult]] = {}

    def result_of(self, target: Target) -> FileResult | None:
        """What the session did to the file, if it is still as the session left it."""
        digest, result = self._known.get(target.path, (b"", None))
        if target.former is None or digest != _digest(target.former):
            return None
        return result

    def note(self, targets: Sequence[Target], results: Sequence[FileResult]) -> None:
        """Remember what was written for good."""
        for target, result in zip(targets, results, strict=True):
            if result.change is not Change.UNCHANGED:
                self._known[target.path] = (_digest(target.write.content), result)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
