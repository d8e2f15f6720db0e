"""Reading a request: every value is looked at before it is used."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Never

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite

_LONGEST_TEXT: Final = 1024
_MOST_ITEMS: Final = 16
_WRITE_KEYS: Final = frozenset({"path", "content", "secret", "reader_group"})
_LATEST: Final = 4e9
"""Seconds since 1970: the year 2096."""


def refuse_plan(variant: str, path: str = "") -> Never:
    """Refuse the whole request. Raises FilesError ``files.plan_refused``."""
    raise FilesError(Code.FILES_PLAN_REFUSED, variant, path=path[:_LONGEST_TEXT])


class Request:
    """One request; its methods raise FilesError ``files.plan_refused`` (``request``)."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content: Final = content

    @property
    def call(self) -> str:
        """What is asked for."""
        return self.text("call")

    def require_keys(self, *names: str) -> None:
        """Refuse a request that says more, or less."""
        if self._content.keys() != {"call", *names}:
            refuse_plan("request")

    def text(self, name: str) -> str:
        """A text of a length that can be meant, without control characters."""
        return _text(self._content.get(name))

    def path(self, name: str) -> Path:
        """An absolute path in its shortest spelling."""
        return _path(self._content.get(name))

    def paths(self, name: str) -> tuple[Path, ...]:
        """A few of them."""
        return tuple(_path(one) for one in _items(self._content.get(name)))

    def writes(self, name: str) -> tuple[FileWrite, ...]:
        """A plan: files with their whole contents."""
        return tuple(_write(one) for one in _items(self._content.get(name)))

    def time(self, name: str) -> datetime:
        """A time in seconds since 1970."""
        value = self._content.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            refuse_plan("request")
        if not 0 <= value < _LATEST:
            refuse_plan("request")
        return datetime.fromtimestamp(value, UTC)


def _items(value: object) -> list[Any]:
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_ITEMS:
        refuse_plan("request")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not value.isprintable():
        refuse_plan("request")
    return value


def _path(value: object) -> Path:
    text = _text(value)
    path = Path(text)
    # "..", ".", "//" and a slash behind have another spelling than the path that they lead to.
    if not path.is_absolute() or ".." in path.parts or str(path) != text:
        refuse_plan("path", text)
    return path


def _write(value: object) -> FileWrite:
    if not isinstance(value, dict) or value.keys() != _WRITE_KEYS:
        refuse_plan("request")
    secret = value["secret"]
    if not isinstance(secret, bool):
        refuse_plan("request")
    return FileWrite(
        _path(value["path"]), _bytes(value["content"]), secret, _text(value["reader_group"])
    )


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        refuse_plan("request")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        refuse_plan("request")
