"""A JSON scanner that remembers where everything stands, and is strict where the C agent is.

The agent reads its configuration with parson (of the azure-iot-sdk-c of 2019). What that library
does and the standard does not say: only the first value counts, whatever follows it; a zero
character ends text; bytes in strings need not be UTF-8; a key that comes twice is an error; a
number may end in a dot and must fit a double. Text is decoded with `surrogateescape`, so any bytes
survive.

Longer than 250 lines because a grammar is read in one piece.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wizard.agents.shared.remembered import remembered
from wizard.domain.lazy_pattern import LazyPattern

BOM: Final = b"\xef\xbb\xbf"
_MAX_NESTING: Final = 2048
_BLANKS: Final = LazyPattern(r"[ \t\n\v\f\r]*")
_NUMBER: Final = LazyPattern(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_PLAIN_ITEMS: Final = LazyPattern(
    r"""(?:[ \t\n\v\f\r]*+(?:-?(?:0|[1-9]\d{0,14})|true|false|null|"[^"\\\x00-\x1f]*+")"""
    r"[ \t\n\v\f\r]*+,(?![ \t\n\v\f\r]*+[}\]]))*",
    re.ASCII,
)
"""Items of an array, which the agent does not look at: passed over at once, however many. The group
is not repeated possessively: Python before 3.11.5 loses its way in such (gh-106052).
"""
_WORDS: Final = {"true": "boolean", "false": "boolean", "null": "null"}
_ESCAPES: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r"} | {
    "t": "\t"
}
_PLAIN: Final = LazyPattern(r'[^"\\\x00-\x1f]+')
_HEX4: Final = LazyPattern(r"[0-9A-Fa-f]{4}")
_SMALLEST: Final = 2.2250738585072014e-308


class JsonFault(StrEnum):
    """Why the text is not what the agent's parser accepts. Each is a rule with its sentence."""

    EMPTY = "json.empty"
    UTF16 = "json.utf16"
    COMMENT = "json.comment"
    TRAILING_COMMA = "json.trailing_comma"
    ESCAPE = "json.escape"
    LINE_BREAK = "json.line_break"
    DUPLICATE_KEY = "json.duplicate_key"
    QUOTES = "json.quotes"
    SYNTAX = "json.syntax"


class JsonError(Exception):
    """The text is not JSON to the agent: the fault, its line from 1, and the key of a duplicate."""

    def __init__(self, fault: JsonFault, line: int, key: str = "") -> None:
        super().__init__(fault.value)
        self.fault: Final = fault
        self.line: Final = line
        self.key: Final = key


class Kind(StrEnum):
    """The type of a value."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"


@dataclass(slots=True)
class Node:
    """A value and its place: ``text[start:end]``. ``text`` is the decoded text of a string."""

    kind: Kind
    start: int
    end: int
    text: str = ""
    members: dict[str, Member] = field(default_factory=dict)


@dataclass(slots=True)
class Member:
    """A key of an object, where the key stands (quotes included), and its value."""

    key: str
    start: int
    end: int
    value: Node


@dataclass(frozen=True, slots=True)
class JsonText:
    """A parsed file: its text without the BOM, whether it had one, and the first value."""

    text: str
    has_bom: bool
    root: Node

    def line_of(self, position: int) -> int:
        """The line of a place in the text, from 1."""
        return line_at(self.text, position)

    def encode(self, text: str) -> bytes:
        """``text`` as bytes, with the file's BOM."""
        return (BOM if self.has_bom else b"") + text.encode("utf-8", "surrogateescape")


def line_at(text: str, position: int) -> int:
    """The line of a place in ``text``, from 1."""
    return text.count("\n", 0, position) + 1


@remembered(JsonError)
def parse_json(data: bytes) -> JsonText:
    """Read ``data`` as the C agent does. Raises JsonError."""
    has_bom = data.startswith(BOM)
    text = data.removeprefix(BOM).decode("utf-8", "surrogateescape")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise JsonError(JsonFault.UTF16, 1)
    if not text.strip("\0 \t\n\v\f\r"):
        raise JsonError(JsonFault.EMPTY, 1)
    return JsonText(text, has_bom, _Scanner(text).scan())


class _Scanner:
    """One pass with a stack of open containers: depth costs no recursion."""

    def __init__(self, text: str) -> None:
        zero = text.find("\0")
        self._text = text if zero < 0 else text[:zero]
        self._at = 0
        self._open: list[tuple[Node, str, int, int]] = []

    def scan(self) -> Node:
        node = self._begin_value()
        while True:
            if node.kind in (Kind.OBJECT, Kind.ARRAY) and node.end < 0:
                child = self._first_child(node)
                if child is not None:
                    node = child
                    continue
            if not self._open:
                return node
            node = self._after_child(node)

    def _first_child(self, container: Node) -> Node | None:
        """Go into a container just opened; None where it is empty and so already closed."""
        if len(self._open) >= _MAX_NESTING:
            raise self._fault(JsonFault.SYNTAX)
        self._skip_blanks()
        if self._peek() == _CLOSE[container.kind]:
            self._at += 1
            container.end = self._at
            return None
        return self._next_child(container)

    def _next_child(self, container: Node) -> Node:
        key, start, end = "", 0, 0
        if container.kind is Kind.OBJECT:
            start = self._at
            key = self._string()
            end = self._at
            self._skip_blanks()
            if self._peek() != ":":
                raise self._fault(JsonFault.SYNTAX)
            self._at += 1
        elif match := _PLAIN_ITEMS.match(self._text, self._at):
            self._at = match.end()
        self._open.append((container, key, start, end))
        return self._begin_value()

    def _after_child(self, node: Node) -> Node:
        """Put a finished value into its container; the next value, or the closed container."""
        container, key, start, end = self._open.pop()
        if container.kind is Kind.OBJECT:
            if key in container.members:
                raise JsonError(JsonFault.DUPLICATE_KEY, line_at(self._text, start), key)
            container.members[key] = Member(key, start, end, node)
        self._skip_blanks()
        if self._peek() == ",":
            self._at += 1
            self._skip_blanks()
            if self._peek() in ("}", "]"):
                raise self._fault(JsonFault.TRAILING_COMMA)
            return self._next_child(container)
        if self._peek() != _CLOSE[container.kind]:
            raise self._fault(JsonFault.SYNTAX)
        self._at += 1
        container.end = self._at
        return container

    def _begin_value(self) -> Node:
        """A whole scalar, or a container whose end is not known yet (-1)."""
        self._skip_blanks()
        start = self._at
        first = self._peek()
        if first in ("{", "["):
            self._at += 1
            return Node(Kind.OBJECT if first == "{" else Kind.ARRAY, start, -1)
        if first == '"':
            text = self._string()
            return Node(Kind.STRING, start, self._at, text)
        for word, kind in _WORDS.items():
            if self._text.startswith(word, start):
                self._at += len(word)
                return Node(Kind(kind), start, self._at)
        self._number()
        return Node(Kind.NUMBER, start, self._at)

    def _number(self) -> None:
        match = _NUMBER.match(self._text, self._at)
        if match is None or match[0].startswith("."):
            raise self._fault(JsonFault.SYNTAX)
        digits = match[0].removeprefix("-")
        padded = len(digits) > 1 and digits[0] == "0" and digits[1] != "."
        number = abs(float(match[0]))
        vanishes = number < _SMALLEST and re.match(r"[0.]*[1-9]", digits) is not None
        if padded or vanishes or math.isinf(number):
            raise self._fault(JsonFault.SYNTAX)
        self._at = match.end()

    def _string(self) -> str:
        if self._peek() != '"':
            raise self._fault(JsonFault.SYNTAX)
        self._at += 1
        parts: list[str] = []
        while (character := self._peek()) != '"':
            if not character:
                raise self._fault(JsonFault.SYNTAX)
            if character < " ":
                raise self._fault(JsonFault.LINE_BREAK)
            if character == "\\":
                self._at += 1
                parts.append(self._escape())
            elif match := _PLAIN.match(self._text, self._at):
                self._at = match.end()
                parts.append(match[0])
        self._at += 1
        return "".join(parts).partition("\0")[0]

    def _escape(self) -> str:
        character = self._peek()
        if character == "u":
            return self._unicode_escape()
        if character not in _ESCAPES or not character:
            raise self._fault(JsonFault.ESCAPE)
        self._at += 1
        return _ESCAPES[character]

    def _unicode_escape(self) -> str:
        """A character, from one escape or from two that are a surrogate pair."""
        code = self._hex4()
        if 0xD800 <= code <= 0xDBFF and self._text.startswith("\\u", self._at):
            self._at += 1
            low = self._hex4()
            if 0xDC00 <= low <= 0xDFFF:
                return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00))
        if 0xD800 <= code <= 0xDFFF:
            raise self._fault(JsonFault.ESCAPE)
        return chr(code)

    def _hex4(self) -> int:
        match = _HEX4.match(self._text, self._at + 1)
        if match is None:
            raise self._fault(JsonFault.ESCAPE)
        self._at = match.end()
        return int(match[0], 16)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_blanks(self) -> None:
        match = _BLANKS.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _fault(self, fault: JsonFault) -> JsonError:
        if fault is JsonFault.SYNTAX and self._text.startswith(("//", "/*", "#"), self._at):
            fault = JsonFault.COMMENT
        elif fault is JsonFault.SYNTAX and self._text[self._at : self._at + 1] in _TYPOGRAPHIC:
            fault = JsonFault.QUOTES
        return JsonError(fault, line_at(self._text, self._at))


_TYPOGRAPHIC: Final = tuple("\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb")
"""The quotes of word processors."""

_CLOSE: Final = {Kind.OBJECT: "}", Kind.ARRAY: "]"}
