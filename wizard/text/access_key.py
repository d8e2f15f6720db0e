"""The letter of a label that is pressed with Alt."""

from __future__ import annotations

import re
from typing import Final

_KEY: Final = re.compile(r" ?\(&\w\)|&(?!&)")
"""Chinese and Japanese put a Latin letter in brackets behind the words."""


def without_key(label: str) -> str:
    """A label's words as they are read out: without its access key and the colon at its end."""
    return _KEY.sub("", label).rstrip(":：")
