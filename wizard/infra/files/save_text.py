"""Writing a file that a user asked for: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from wizard.domain.errors import AnswersError, Code


def check_savable(path: Path, key: str) -> None:
    """Raise now what `save_text` would raise, as far as it can be known. Leaves no trace."""
    target = path.resolve()
    if target.is_dir():
        raise AnswersError(Code.ANSWERS_INVALID, "report_folder", key=key, path=str(path))
    try:
        draft = _draft(target)
        with draft.open("xb"):
            pass
        draft.unlink()
    except OSError as error:
        raise _refusal(path, key, _reason(error)) from None


def save_text(path: Path, text: str, key: str) -> None:
    """Write ``text`` in UTF-8, in place of what may be there, atomically.

    Raises AnswersError ``answers.invalid``, ``report_folder`` or ``report_unwritable``; ``key`` is
    the option or field that named the file.
    """
    target = path.resolve()
    try:
        draft = _draft(target)
        try:
            with draft.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise
    except OSError as error:
        raise _refusal(path, key, _reason(error)) from None


def _draft(target: Path) -> Path:
    """In the same folder, for only there a rename is atomic."""
    return target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.tmp")


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _refusal(path: Path, key: str, detail: str) -> AnswersError:
    return AnswersError(
        Code.ANSWERS_INVALID, "report_unwritable", key=key, path=str(path), detail=detail
    )
