"""Key files: how large a hub's key is, and making a file what both agents read."""

from __future__ import annotations

import base64
import binascii
import codecs
from typing import Final

from wizard.agents.shared.text_encoding import read_all_text
from wizard.agents.shared.vocabulary import bare
from wizard.domain.hub.connection_string import owner_of
from wizard.domain.hub.pasted_text import connection_string_in
from wizard.domain.lazy_pattern import LazyPattern

_INVISIBLE: Final = LazyPattern("[\ufeff\u200b-\u200f\u2060\0]")
_OWN_STRING: Final = LazyPattern(r"(?i)(?:^|[;\"'])\s*SharedAccessKey\s*=\s*([^;\s\"']+)")
_POLICY: Final = LazyPattern(r"(?i)SharedAccessKeyName\s*=")
_BASE64: Final = LazyPattern(r"[A-Za-z0-9+/]+")
_ALONE: Final = LazyPattern(r"(?i)SharedAccessKey\s*=[^;]*$")
_ACCOUNT_KEY: Final = LazyPattern(r"(?i)(?:^|;)\s*AccountKey\s*=")
_TOKEN: Final = LazyPattern(r"(?i)SharedAccessSignature|\bsig=")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_QUOTES: Final = "\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_STRINGS: Final = {
    "device": "key.connection_string",
    "module": "key.connection_string",
    "hub": "key.policy_string",
    "provisioning": "key.provisioning_string",
    "other": "key.other_string",
}
_SMALLEST, _LARGEST = 16, 64
"""Bytes of a key that a hub takes (agents.md)."""

WHOLE_KEYS: Final = (32, 64)
"""Bytes of the keys that hubs make: lines that join to one of these were one key."""


def key_size(key: str) -> int:
    """The bytes that base64 text with its padding stands for."""
    return len(key) // 4 * 3 - key[-2:].count("=")


def is_key_size(key: str) -> bool:
    """Whether a hub could have a key of this size."""
    return _SMALLEST <= key_size(key) <= _LARGEST


def mistaken_content(data: bytes) -> str:
    """The rule that names what is in the file where a key alone should be; "" where it is not
    known. For what the agent itself does not take."""
    text = _INVISIBLE.sub("", _decoded(data)).strip()
    if _OWN_STRING.search(text) or _ACCOUNT_KEY.search(text):
        return _STRINGS[owner_of(_unquoted(text))] if not _ALONE.match(text) else "key.named"
    if _TOKEN.search(text):
        return "key.token"
    if text[:1] in ("{", "["):
        return "key.json"
    if data.startswith(_UTF16):
        return "key.utf16"
    return "key.quoted" if text[:1] in _QUOTES and text[:1] else ""


def _unquoted(text: str) -> str:
    """A connection string in JSON or in quotes; ``text`` itself where it is neither."""
    try:
        return connection_string_in(text)
    except ValueError:
        return text


def repaired_key(data: bytes) -> bytes | None:
    """The key file as it should be; None where no single key can be made out.

    Nothing is made up: BOM, blanks, quotes, line ends, padding and the other base64 alphabet are
    set right, and the key is taken out of a device's or module's connection string.
    """
    text = _INVISIBLE.sub("", _decoded(data)).strip()
    if found := _OWN_STRING.search(text):
        if _POLICY.search(text):
            return None  # a hub's: its key opens no device
        text = found[1]
    lines = list(dict.fromkeys(bare(line) for line in text.splitlines() if bare(line)))
    if not lines:
        return None
    key = _normal("".join(lines))
    if key is None or (len(lines) > 1 and len(base64.b64decode(key)) not in WHOLE_KEYS):
        return None
    return f"{key}\n".encode("ascii")


def _decoded(data: bytes) -> str:
    text = read_all_text(data)
    # UTF-16 without a mark, as some editors save it: every other byte of ASCII is zero.
    if len(data) > 1 and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in data[:2]:
        return data.decode("utf-16-le" if data[1] == 0 else "utf-16-be", "replace")
    return text


def _normal(text: str) -> str | None:
    """Standard base64 with its padding."""
    digits = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    if not _BASE64.fullmatch(digits) or len(digits) % 4 == 1:
        return None
    key = digits + "=" * (-len(digits) % 4)
    try:
        return key if base64.b64decode(key, validate=True) else None
    except (binascii.Error, ValueError):
        return None
