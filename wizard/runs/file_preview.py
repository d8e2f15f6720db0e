"""What writing files would change, as diffs in which secrets are masked."""

from __future__ import annotations

import codecs
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.domain.files import Change, FileWrite
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.ports.files import AgentFiles
from wizard.domain.secret import MASK

_SECRET_PARTS: Final = LazyPattern(
    r"(?i)(SharedAccessKey=|SharedAccessSignature=|\bsig=)[^;&\"'\s<]+"
)


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file of the run. ``diff`` has no secret in it; it is empty where nothing changes."""

    path: Path
    change: Change
    diff: str
    secret: bool = False


async def preview_writes(writes: Sequence[FileWrite], files: AgentFiles) -> tuple[FilePreview, ...]:
    """What writing these files would change."""
    former = await files.read_many([write.path for write in writes])
    return tuple(
        preview_file(write.path, former[write.path], write.content, secret=write.secret)
        for write in writes
    )


def preview_file(path: Path, former: bytes | None, content: bytes, *, secret: bool) -> FilePreview:
    """One file, with its ``former`` content (None: there is none) and the new."""
    if former == content:
        return FilePreview(path, Change.UNCHANGED, "", secret)
    change = Change.CREATED if former is None else Change.UPDATED
    old, new = ([MASK], [MASK]) if secret else (_lines(former or b""), _lines(content))
    diff = list(difflib.unified_diff([] if former is None else old, new, lineterm="", n=3))
    if secret and former is not None:
        diff = ["", "", "@@ -1 +1 @@", f"-{MASK}", f"+{MASK}"]
    return FilePreview(path, change, "\n".join(diff[2:]), secret)


def _lines(content: bytes) -> list[str]:
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if utf_16 else "utf-8-sig", errors="replace")
    return [_SECRET_PARTS.sub(rf"\1{MASK}", line) for line in text.splitlines()]
