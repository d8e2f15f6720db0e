"""Key files: how large a hub's key is, and making a file what both agents read."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from wizard.agents.shared.text_encoding import read_all_text
from wizard.agents.shared.vocabulary import bare

_INVISIBLE: Final = re.compile("[\ufeff\u200b-\u200f\u2060\0]")
_OWN_STRING: Final = re.compile(r"(?i)(?:^|;)\s*SharedAccessKey\s*=\s*([^;\s\"']+)")
_POLICY: Final = re.compile(r"(?i)SharedAccessKeyName\s*=")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+")
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
