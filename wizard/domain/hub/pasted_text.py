"""What people bring instead of a bare text: another encoding, quotes, the output of a command."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_QUOTES: Final = "\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"
_STRING_NAMES: Final = ("connectionstring", "primaryconnectionstring", "cs")
_KEY_NAMES: Final = ("primarykey", "sharedaccesskey")
_DEEPEST: Final = 20
_LABEL: Final = LazyPattern(
    # A line of a shell, of YAML or of `az … -o table` in front of the string itself.
    r"^[\w\s.$:{}-]*[\s=:]\s*[\"']?(?=(?:HostName|Endpoint|DefaultEndpointsProtocol)=)",
    re.IGNORECASE,
)
_TABLE: Final = LazyPattern(r"(?<!-)-{3,}\s+")


class SeveralFoundError(ValueError):
    """The output has more than one of what is looked for."""


class NothingFoundError(ValueError):
    """The output is JSON and has none of what is looked for."""


def decode_text(data: bytes) -> str:
    """The text of a file or a pipe: UTF-8, or UTF-16 as Windows PowerShell writes it.

    Raises UnicodeDecodeError for bytes that are neither.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec)
    if data[1:2] == b"\0" and not len(data) % 2:
        return data.decode("utf-16-le")
    return data.decode("utf-8")


def connection_string_in(text: str) -> str:
    """The connection string alone, out of what a command printed around it.

    Raises SeveralFoundError, and NothingFoundError for JSON without any.
    """
    found = _from_json(text, _STRING_NAMES)
    if found is None:
        return _unlabelled(text)
    return found


def key_in(text: str) -> str:
    """The same for a key: a quoted one, or the primary one of an identity or an enrolment."""
    found = _from_json(text, _KEY_NAMES)
    return without_quotes(text) if found is None else found


def without_quotes(text: str) -> str:
    """Without what copying adds: line breaks inside (a mail wraps), quotes and blanks around."""
    joined = re.sub(r"[\r\n\t\ufeff\u200b\u2028\u2029]+", "", text).strip()
    return joined.strip(_QUOTES).strip()


def _unlabelled(text: str) -> str:
    table = _TABLE.search(text)
    text = text[table.end() :] if table else text
    return without_quotes(_LABEL.sub("", text.strip(), count=1))


def _from_json(text: str, names: tuple[str, ...]) -> str | None:
    """What stands in the JSON; None where the text is none."""
    stripped = text.strip("\ufeff\u200b \t\r\n")
    if stripped[:1] not in ("{", "[", '"'):
        return None
    try:
        content = json.loads(stripped, strict=False)
    except (ValueError, RecursionError):
        return None
    if isinstance(content, str):
        return without_quotes(content)
    found = list(dict.fromkeys(_named(content, names))) or list(dict.fromkeys(_plain(content)))
    if len(found) > 1:
        raise SeveralFoundError
    if not found:
        raise NothingFoundError
    return without_quotes(found[0])


def _named(content: object, names: tuple[str, ...], depth: int = 0) -> Iterator[str]:
    """The texts under these names, however deep."""
    if depth > _DEEPEST:
        return
    if isinstance(content, list):
        for item in content:
            yield from _named(item, names, depth + 1)
    elif isinstance(content, dict):
        for name, value in content.items():
            if str(name).lower() in names:
                yield from _plain(value)
            else:
                yield from _named(value, names, depth + 1)


def _plain(content: object) -> Iterator[str]:
    """A text, a list of texts, or ``{"value": …}`` of either."""
    if isinstance(content, str) and content.strip():
        yield content
    elif isinstance(content, list):
        yield from (item for item in content if isinstance(item, str) and item.strip())
    elif isinstance(content, dict):
        yield from (value for name, value in content.items() if _is_value(name, value))


def _is_value(name: object, value: object) -> bool:
    return str(name).lower() == "value" and isinstance(value, str) and value.strip() != ""
