"""Turning what people take for JSON into what the C agent's parser takes."""

from __future__ import annotations

import codecs
import re
from typing import Final

from wizard.agents.c.json_scanner import BOM, JsonError, parse_json
from wizard.domain.lazy_pattern import LazyPattern

_LIMIT: Final = 1 << 15
"""Bytes; a configuration has one thousand, and comments that never end take their time."""
_UTF16: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# No group is repeated possessively: Python before 3.11.5 loses its way in such (gh-106052).
_COMMENT: Final = r"//[^\n]*+|\#[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*\*/"
_PIECE: Final = LazyPattern(
    r"""(?P<string>"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*")"""
    rf"""|(?P<comment>{_COMMENT})"""
    r"""|(?P<curly>[\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb])"""
    rf"""|(?P<comma>,(?=[ \t\r\n]*+(?:(?:{_COMMENT})[ \t\r\n]*+)*[}}\]]))""",
    re.DOTALL,
)
_ESCAPE: Final = LazyPattern(r"""\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}|(?P<bad>.))""", re.DOTALL)
_FRAGMENT: Final = LazyPattern(r'\s*["\u201c\u201d\u201e]\w+["\u201c\u201d]\s*:')
_CONTROL: Final = LazyPattern(r"[\x00-\x1f]")


def cleaned(data: bytes) -> bytes:
    """``data`` in UTF-8 without comments and superfluous commas, backslashes doubled, with straight
    quotes, and braces around what is a member alone.

    The same bytes where the agent can parse them already, or would not parse the result either.
    """
    if len(data) > _LIMIT or (_is_json(data) and not is_fragment(_decoded(data))):
        return data
    text = _with_braces(_decoded(data))
    bom = BOM if data.startswith(BOM) else b""
    found = bom + _PIECE.sub(_repaired, text).encode("utf-8", "surrogateescape")
    return found if _is_json(found) else data


def _repaired(piece: re.Match[str]) -> str:
    if piece["curly"] is not None:
        return '"'
    if piece["string"] is None:
        return ""
    text = _ESCAPE.sub(lambda m: f"\\\\{m['bad']}" if m["bad"] else m[0], piece["string"])
    return _CONTROL.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def _with_braces(text: str) -> str:
    """A member alone, as the documentation prints it, becomes an object."""
    if not is_fragment(text):
        return text
    return "{\n" + text.strip().rstrip(",") + "\n}\n"


def is_fragment(text: str) -> bool:
    """Whether the text begins with a member where an object should be."""
    return _FRAGMENT.match(text) is not None


def _decoded(data: bytes) -> str:
    for mark, codec in _UTF16:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", "replace")
    return data.removeprefix(BOM).decode("utf-8", "surrogateescape")


def _is_json(data: bytes) -> bool:
    try:
        parse_json(data)
    except JsonError:
        return False
    return True
