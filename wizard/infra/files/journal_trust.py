"""Which journals may be believed.

Undoing a journal removes and replaces files, often as root, and the C# agent's folder belongs to
the agent's own unprivileged account: a journal that this account laid there must not be obeyed.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError

_MAX_BYTES: Final = 1 << 20
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_own(path: Path) -> bytes | None:
    """The content of a regular file that this user or root wrote; None where there is none.

    Raises OSError, and FilesError ``files.not_writable`` (``journal``) for somebody else's.
    """
    try:
        file = os.open(path, _FLAGS | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(file, "rb") as stream:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or not _is_own(found):
            raise FilesError(
                Code.FILES_NOT_WRITABLE, "journal", path=str(path), reason=f"uid {found.st_uid}"
            )
        return stream.read(_MAX_BYTES)


def _is_own(found: os.stat_result) -> bool:
    if sys.platform == "win32":
        return True
    return found.st_uid in (0, os.geteuid()) and not found.st_mode & 0o022
