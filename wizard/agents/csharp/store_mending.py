"""Setting right the JSON file that names a certificate in a store."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from wizard.agents.shared.text_encoding import read_all_text

_NOT_HEXADECIMAL: Final = re.compile(r"[^0-9A-Fa-f]")

_DIGITS: Final = 40
"""Of a SHA-1 thumbprint, by which .NET looks a certificate up."""


def looks_like_reference(content: bytes) -> bool:
    """Whether the file is meant to name a certificate in a store."""
    return "certificatethumbprint" in {key.lower() for key in _members(content)}


def repaired_reference(content: bytes) -> bytes:
    """The thumbprint as digits alone, and the store by the name that .NET has for it."""
    changes = {}
    for key, value in _members(content).items():
        if not isinstance(value, str):
            continue
        digits = _NOT_HEXADECIMAL.sub("", value)
        if key.lower() == "certificatethumbprint" and len(digits) == _DIGITS:
            changes[value] = digits
        elif key.lower() == "storename" and value.strip().lower() == "personal":
            changes[value] = "My"
    text = read_all_text(content)
    for old, new in changes.items():
        for written in {json.dumps(old), json.dumps(old, ensure_ascii=False)}:
            text = text.replace(written, json.dumps(new))
    return text.encode("utf-8") if changes else content


def _members(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(read_all_text(content))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
