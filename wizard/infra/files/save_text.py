"""Writing a file that a user asked for: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import Final

from wizard.domain.errors import AnswersError, Code
from wizard.infra.files.disk import Disk
from wizard.infra.files.real_paths import UntrustedLinkError, real_folder

_USUAL: Final = 0o644


def check_savable(path: Path, key: str) -> None:
    """Raise now what `save_text` would raise, as far as it can be known. Leaves no trace."""
    try:
        with Disk() as disk:
            target = _target(path, key, disk)
            with tempfile.TemporaryFile(dir=target.parent):
                pass
    except OSError as error:
        raise _refusal(path, key, error) from None


def save_text(path: Path, text: str, key: str) -> None:
    """Write ``text`` in UTF-8, in place of what may be there, atomically.

    It is owner-only until it is whole. Raises AnswersError ``answers.invalid``: ``report_folder``,
    ``report_link`` for a link, which could lead to any file, or ``report_unwritable``; ``key`` is
    the option or field that named the file.
    """
    try:
        with Disk() as disk:
            target = _target(path, key, disk)
            disk.save(target, text.encode(), private=True, mode=_mode(target, disk))
    except OSError as error:
        raise _refusal(path, key, error) from None


def _target(path: Path, key: str, disk: Disk) -> Path:
    """Where the file lies, behind the links on the way to its folder."""
    whole = path.absolute()
    target = real_folder(whole.parent) / whole.name
    found = disk.folders.status(target)
    if whole == whole.parent or (found is not None and stat.S_ISDIR(found.st_mode)):
        raise AnswersError(Code.ANSWERS_INVALID, "report_folder", key=key, path=str(path))
    if found is not None and not stat.S_ISREG(found.st_mode):
        link = str(target)
        raise AnswersError(Code.ANSWERS_INVALID, "report_link", key=key, path=str(path), link=link)
    return target


def _mode(target: Path, disk: Disk) -> int:
    """The mode that the file has, or that a new one would have."""
    found = disk.folders.status(target)
    if found is not None:
        return stat.S_IMODE(found.st_mode) & 0o777
    if sys.platform == "linux":  # the umask can elsewhere be asked for only by changing it
        with contextlib.suppress(OSError, ValueError, IndexError):
            status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
            return 0o666 & ~int(status.split("\nUmask:")[1].split()[0], 8)
    return _USUAL


def _refusal(path: Path, key: str, error: OSError) -> AnswersError:
    if isinstance(error, UntrustedLinkError):
        link = str(error.filename)
        return AnswersError(Code.ANSWERS_INVALID, "report_link", key=key, path=str(path), link=link)
    detail = error.strerror or (os.strerror(error.errno) if error.errno else type(error).__name__)
    return AnswersError(
        Code.ANSWERS_INVALID, "report_unwritable", key=key, path=str(path), detail=detail
    )
