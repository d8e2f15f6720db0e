"""Writing a file that a user asked for: whole, or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from wizard.domain.errors import AnswersError, Code
from wizard.infra.files.disk import Disk


def check_savable(path: Path, key: str) -> None:
    """Raise now what `save_text` would raise, as far as it can be known. Leaves no trace."""
    target = path.resolve()
    if target.is_dir():
        raise AnswersError(Code.ANSWERS_INVALID, "report_folder", key=key, path=str(path))
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise _refusal(path, key, _reason(error)) from None


def save_text(path: Path, text: str, key: str) -> None:
    """Write ``text`` in UTF-8, in place of what may be there, atomically.

    Raises AnswersError ``answers.invalid``, ``report_folder`` or ``report_unwritable``; ``key`` is
    the option or field that named the file.
    """
    try:
        Disk().save(path.resolve(), text.encode(), private=False)
    except OSError as error:
        raise _refusal(path, key, _reason(error)) from None


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _refusal(path: Path, key: str, detail: str) -> AnswersError:
    return AnswersError(
        Code.ANSWERS_INVALID, "report_unwritable", key=key, path=str(path), detail=detail
    )
