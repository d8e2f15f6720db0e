"""Making text from outside safe to show: from a file, a hub, a provisioning service, a lock.

A terminal obeys escape sequences (they can retype a line, set a title, answer questions), and
bidirectional controls make a line read as something else, in a window and a page too. They are
shown as what they are, such as ``\\x1b``. Every exit calls `printable`: the sentences, the
terminal, the labels, the forms of a report.
"""

from __future__ import annotations

import re
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

_NOT_TO_BE_OBEYED: Final = LazyPattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tab and line feed, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029"  # line breaks that only some programs see
    "\U000e0000-\U000e007f"  # invisible tags
    "\ud800-\udfff]"  # bytes that were no text: UTF-8 cannot say them
)
_LONGEST: Final = 1000


def printable(text: str) -> str:
    """``text`` with every control character but tab and line feed written out."""
    return _NOT_TO_BE_OBEYED.sub(_written_out, text)


def shortened(text: str) -> str:
    """``text``, or its beginning where it is longer than anybody reads."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
