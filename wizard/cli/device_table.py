"""The table of ``apply --each``: from a file, or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from wizard.domain.errors import AnswersError, Code
from wizard.domain.limited_file import (
    TABLE_LIMIT,
    NotRegularError,
    TooLargeError,
    read_limited,
)

STANDARD_INPUT: Final = "-"
_KEY: Final = "--each"


def table_name(name: str) -> str:
    """What people call it."""
    return "<stdin>" if name == STANDARD_INPUT else name


def read_table(name: str) -> str:
    """The text of the table. Raises AnswersError."""
    path = table_name(name)
    try:
        text = _read(name).decode("utf-8-sig")
    except NotRegularError:
        raise AnswersError(Code.ANSWERS_INVALID, "each_file_kind", key=_KEY, path=path) from None
    except TooLargeError as error:
        raise AnswersError(
            Code.ANSWERS_INVALID, "each_file_size", key=_KEY, path=path, limit=error.limit
        ) from None
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise AnswersError(
            Code.ANSWERS_INVALID, "each_file", key=_KEY, path=path, detail=detail
        ) from None
    except UnicodeDecodeError:
        raise AnswersError(Code.ANSWERS_INVALID, "each_utf8", key=_KEY, path=path) from None
    if "\0" in text:  # UTF-16 without a mark
        raise AnswersError(Code.ANSWERS_INVALID, "each_utf8", key=_KEY, path=path)
    return text


def _read(name: str) -> bytes:
    if name != STANDARD_INPUT:
        return read_limited(Path(name), TABLE_LIMIT)
    if sys.stdin is None:
        return b""
    content = sys.stdin.buffer.read(TABLE_LIMIT + 1)
    if len(content) > TABLE_LIMIT:
        raise TooLargeError(name, TABLE_LIMIT)
    return content
