"""The C agent's reading of ISO 8601 durations, step by step as its own parser goes.

It scans a number and a letter at a time with ``sscanf("%u%c")`` into 32 bits, so blanks and a plus
sign in front of a number pass, a minus wraps round, and years are read and forgotten.
"""

from __future__ import annotations

import re
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

_UINT32: Final = 2**32 - 1
_NUMBER_AND_LETTER: Final = LazyPattern(r"[ \t\n\v\f\r]*([+-]?)(\d+)(.)", re.ASCII | re.DOTALL)
_UINT64_DIGITS: Final = 20
_SECOND: Final = 1000
_DAY: Final = 24 * 3600 * _SECOND
_YEAR: Final = 365 * _DAY & _UINT32  # the agent's own constant overflows, so it takes two years
_DATE_UNITS: Final = {"Y": _YEAR, "M": 30 * _DAY, "W": 7 * _DAY, "D": _DAY}
_TIME_UNITS: Final = {"H": 3600 * _SECOND, "M": 60 * _SECOND, "S": _SECOND}


def duration_ms(text: str) -> int | None:
    """The milliseconds that the agent makes of ``text``; None where it refuses it."""
    if not text.startswith("P"):
        return None
    date, mark, time = text[1:].partition("T")
    total = 0
    if date or not mark:
        # The date parser stops at the T by itself, so it is given the rest as the agent gives it.
        days = _parse(text[1:], _DATE_UNITS, stop="T")
        if days is None:
            return None
        total += days
    if mark:
        seconds = _parse(time, _TIME_UNITS, stop="")
        if seconds is None:
            return None
        total += seconds
    return total if 0 < total <= _UINT32 else None


def _parse(text: str, units: dict[str, int], stop: str) -> int | None:
    """The sum of the parts, which stand in the units' order; the end is ``stop`` or the text's."""
    total = 0
    scanned = _scan(text)
    for unit, worth in units.items():
        if scanned is None:
            return None
        number, letter = scanned
        if letter != unit:
            continue
        text = text[text.index(unit) + 1 :]
        if number > _UINT32 // worth:
            return None
        if unit != "Y":  # a year is only checked, never added
            total += number * worth
        if total > _UINT32:
            return None
        if not text or (stop and text.startswith(stop)):
            return total
        scanned = _scan(text)
    return None


def _scan(text: str) -> tuple[int, str] | None:
    match = _NUMBER_AND_LETTER.match(text)
    if match is None:
        return None
    digits = match[2].lstrip("0") or "0"
    number = int(digits) if len(digits) <= _UINT64_DIGITS else 2**64
    if number >= 2**64:
        return _UINT32, match[3]  # strtoul stays at its maximum
    return (-number if match[1] == "-" else number) & _UINT32, match[3]
