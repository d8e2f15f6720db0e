"""How .NET reads the values of the C# agent's configuration: enums, time spans, GUIDs, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

WHITE_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What ``String.Trim`` takes away: less than Python's ``strip`` (0x1C to 0x1F stay)."""

_NUMBER_WHITE: Final = "\t\n\v\f\r "
_INTEGER: Final = LazyPattern(r"([+-]?)0*([0-9]{1,10})[\t\n\v\f\r ]*\0*")
_DOUBLE: Final = LazyPattern(
    r"[+-]?(?:[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII
)
_DOUBLE_WORDS: Final = ("nan", "-nan", "+nan", "infinity", "+infinity", "-infinity", "∞", "-∞")
_GUID_D: Final = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_HEX: Final = r"0[xX][0-9A-Fa-f]"
_GUID: Final = LazyPattern(
    rf"[0-9A-Fa-f]{{32}}|{_GUID_D}|\{{{_GUID_D}\}}|\({_GUID_D}\)"
    rf"|\{{{_HEX}{{1,8}}(?:,{_HEX}{{1,4}}){{2}},\{{{_HEX}{{1,2}}(?:,{_HEX}{{1,2}}){{7}}\}}\}}"
)
_SPAN: Final = LazyPattern(
    r"-?(?:(?P<d>\d{1,8})"
    r"|(?P<hm>\d{1,8}:\d{1,8})"
    r"|(?P<hms>\d{1,8}:\d{1,8}:\d{1,8})"
    r"|(?P<dhm>\d{1,8}\.\d{1,8}:\d{1,8})"
    r"|(?P<full>(?:\d{1,8}[.:])?\d{1,8}:\d{1,8}:\d{1,8}(?:\.\d{1,7})?))",
    re.ASCII,
)
_TICK_DIGITS: Final = 7
_MOST_TICKS: Final = 2**63 - 1
"""Of 100 nanoseconds: 10675199.02:48:05.4775807."""


def is_blank(value: str) -> bool:
    """``String.IsNullOrWhiteSpace``."""
    return not value.strip(WHITE_SPACE)


def parse_enum(value: str, names: Sequence[str]) -> int | None:
    """``Enum.TryParse`` with case: a name, names joined by commas (or-ed), or any number.

    ``names`` stand at their values: the first is 0. A number need not be one of them.
    """
    text = value.lstrip(WHITE_SPACE)
    if match := _INTEGER.fullmatch(text):
        number = int(match[1] + match[2])
        return number if -(2**31) <= number < 2**31 else None
    result = 0
    for part in text.split(","):
        name = part.strip(WHITE_SPACE)
        if name not in names:
            return None
        result |= names.index(name)
    return result


def is_time_span(value: str) -> bool:
    """``TimeSpan.TryParse``: a bare number is days, and 24:00:00 is 24 days."""
    match = _SPAN.fullmatch(value.strip(WHITE_SPACE))
    return match is not None and any(_is_span(parts) for parts in _readings(match))


def _readings(match: re.Match[str]) -> Iterator[tuple[int, ...]]:
    """Days, hours, minutes, seconds and ticks, as the text may be read."""
    text = match[0].lstrip("-")
    ticks = 0
    if match["full"] and text.rfind(".") > text.rfind(":"):
        text, _, fraction = text.rpartition(".")
        ticks = int(fraction.ljust(_TICK_DIGITS, "0"))
    numbers = [int(part) for part in re.split(r"[.:]", text)]
    if len(numbers) == 3 and not match["dhm"]:
        yield 0, *numbers, ticks
    if len(numbers) == 2:
        yield 0, *numbers, 0, 0
    elif len(numbers) == 4 or match["dhm"] or match["hms"]:
        yield (*numbers, *[0] * (4 - len(numbers)), ticks)
    elif len(numbers) == 1:
        yield numbers[0], 0, 0, 0, 0


def _is_span(parts: tuple[int, ...]) -> bool:
    days, hours, minutes, seconds, ticks = parts
    if hours >= 24 or minutes >= 60 or seconds >= 60:
        return False
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return whole * 10**_TICK_DIGITS + ticks <= _MOST_TICKS


def is_guid(value: str) -> bool:
    """``Guid.TryParse``: 32 digits, with dashes, in braces or parentheses, or as C writes it."""
    text = value.strip(WHITE_SPACE)
    if text.startswith("{0"):
        text = re.sub(rf"[{WHITE_SPACE}]", "", text)
    return _GUID.fullmatch(text) is not None


def is_double(value: str) -> bool:
    """``Double.TryParse`` of the invariant culture; the agent checks no range."""
    text = value.strip(_NUMBER_WHITE)
    return _DOUBLE.fullmatch(text) is not None or text.lower() in _DOUBLE_WORDS
