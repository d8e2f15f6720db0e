"""JSON as Newtonsoft.Json reads it, which is more than JSON.

Single quotes, names without quotes, comments, a comma before a closing bracket and ``undefined``
all pass (agents.md, "store JSON").
"""

from __future__ import annotations

import re
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

_BLANKS: Final = LazyPattern(r"(?:\s+|/\*.*?\*/|//[^\r\n]*)*", re.DOTALL)
_STRING: Final = LazyPattern(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'', re.DOTALL)
_NAME: Final = LazyPattern(r"[\w$]+")
_NUMBER: Final = LazyPattern(
    r"[+-]?(?:0[xX][0-9A-Fa-f]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)", re.ASCII
)
_WORD: Final = LazyPattern(r"(?:true|false|null|undefined|NaN|-?Infinity)(?![\w$])")
_ESCAPE: Final = LazyPattern(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_PLAIN: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
_KEPT: Final = "\\/\"'"
_WORDS: Final[dict[str, object]] = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "NaN": float("nan"),
}
_DEEPEST: Final = 64


def read_json(text: str) -> object:
    """The value. Raises ValueError for what this reader refuses too."""
    reader = _Reader(text)
    value = reader.value(0)
    if not reader.is_at_end():
        raise ValueError("something behind the value")
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def is_at_end(self) -> bool:
        self._skip()
        return self._at >= len(self._text)

    def value(self, depth: int) -> object:
        self._skip()
        if depth > _DEEPEST:
            raise ValueError("too deep")
        if self._take("{"):
            return self._object(depth)
        if self._take("["):
            return self._array(depth)
        if match := self._match(_STRING):
            return _unescaped(match)
        if match := self._match(_WORD):
            return _WORDS.get(match[0], float("inf"))
        if match := self._match(_NUMBER):
            return _number(match[0])
        raise ValueError("no value")

    def _object(self, depth: int) -> dict[str, object]:
        members: dict[str, object] = {}
        while not self._take("}"):
            name = self._match(_STRING)
            bare = None if name else self._match(_NAME)
            if name is None and bare is None:
                raise ValueError("no name")
            key = _unescaped(name) if name else bare[0] if bare else ""
            if not self._take(":"):
                raise ValueError("no colon")
            members[key] = self.value(depth + 1)
            if not self._take(",") and not self._is_next("}"):
                raise ValueError("no comma")
        return members

    def _array(self, depth: int) -> list[object]:
        items: list[object] = []
        while not self._take("]"):
            items.append(self.value(depth + 1))
            if not self._take(",") and not self._is_next("]"):
                raise ValueError("no comma")
        return items

    def _take(self, mark: str) -> bool:
        found = self._is_next(mark)
        self._at += len(mark) if found else 0
        return found

    def _is_next(self, mark: str) -> bool:
        self._skip()
        return self._text.startswith(mark, self._at)

    def _match(self, pattern: LazyPattern[str]) -> re.Match[str] | None:
        self._skip()
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return match

    def _skip(self) -> None:
        match = _BLANKS.match(self._text, self._at)
        self._at = match.end() if match else self._at


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPE.sub(_character, match[1] if match[1] is not None else match[2])


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    if match[2] not in _PLAIN and match[2] not in _KEPT:
        raise ValueError("an unknown escape")
    return _PLAIN.get(match[2], match[2])


def _number(text: str) -> float | int:
    if text.lower().lstrip("+-").startswith("0x"):
        return int(text, 16)
    return float(text) if re.search(r"[.eE]", text) else int(text[:400])
