"""How each agent reads one value of its configuration in the twin.

A reader gives the rule that the value breaks, or nothing where the agent takes it as it is meant.
The C agent asks for the JSON type and parses no further (``json_object_reader.c``,
``twin_configuration_utils.c``); the C# agent has Newtonsoft.Json convert whatever can be converted
(``RemoteConfigurationPnPConverter``, ``IsoTimespanConverter``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from wizard.agents.c.durations import duration_ms
from wizard.agents.shared.twin_settings import Kind
from wizard.domain.agent.model import AgentFlavour

Reader = Callable[[object], str]

NO_TIME: Final = "no_time"
"""A duration that is read as nothing or less: the agent takes it."""

UNNAMED: Final = "unnamed"
"""A number that stands for no priority: the agent takes it and has no queue for it."""

MISREAD: Final = "misread"
"""Something that the C# agent silently takes for no time at all."""

_C_PRIORITIES: Final = ("high", "low", "off")
_NET_PRIORITIES: Final = ("off", "low", "high", "operational")
_UINT32: Final = 2**32 - 1
_WHOLE: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_XSD_DURATION: Final = re.compile(
    r"-?P(?=[0-9T])(?:(?P<y>\d+)Y)?(?:(?P<mo>\d+)M)?(?:(?P<d>\d+)D)?"
    r"(?:T(?=[0-9.])(?:(?P<h>\d+)H)?(?:(?P<mi>\d+)M)?(?:(?P<s>\d*\.\d*|\d+)S)?)?",
    re.ASCII,
)
_XSD_PART: Final = 2**31 - 1
_XSD_SECONDS: Final = 2**63 // 10**7
_WEIGHTS: Final = {"y": 365 * 86400, "mo": 30 * 86400, "d": 86400, "h": 3600, "mi": 60, "s": 1}


def read_value(flavour: AgentFlavour, kind: Kind, value: object) -> str:
    """The rule that ``value`` breaks for this agent; "" where it is fine."""
    return _READERS[flavour][kind](value)


def is_number(value: object) -> bool:
    """JSON's numbers; Python counts true and false among them."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _c_duration(value: object) -> str:
    return "" if isinstance(value, str) and duration_ms(value) is not None else Kind.DURATION


def _c_number(value: object) -> str:
    return "" if is_number(value) else Kind.NUMBER


def _c_priority(value: object) -> str:
    known = isinstance(value, str) and value.isascii() and value.lower() in _C_PRIORITIES
    return "" if known else Kind.PRIORITY


def _c_flag(value: object) -> str:
    return "" if isinstance(value, bool) else Kind.FLAG


def _c_text(value: object) -> str:
    return "" if isinstance(value, str) else Kind.TEXT


def _net_duration(value: object) -> str:
    if not isinstance(value, str):
        return MISREAD
    seconds = _xsd_seconds(value.strip(" \t\r\n"))
    if seconds is None:
        return Kind.DURATION
    return "" if seconds > 0 else NO_TIME


def _xsd_seconds(text: str) -> float | None:
    """``XmlConvert.ToTimeSpan``: no weeks, fractions of a second, a minus in front."""
    match = _XSD_DURATION.fullmatch(text)
    if match is None:
        return None
    parts = {name: part for name, part in match.groupdict().items() if part is not None}
    whole = [int(part.partition(".")[0] or 0) for part in parts.values()]
    if not parts or max(whole) > _XSD_PART:
        return None
    total = sum(float(part if part != "." else 0) * _WEIGHTS[name] for name, part in parts.items())
    if total >= _XSD_SECONDS:
        return None
    return -total if text.startswith("-") else total


def _net_number(value: object) -> str:
    match value:
        case bool():
            number = int(value)
        case int():
            number = value
        case float():
            number = round(value) if abs(value) <= _UINT32 + 1 else -1
        case str() if _WHOLE.fullmatch(value.strip()):
            number = int(value) if len(value) <= 32 else -1
        case _:
            return Kind.NUMBER
    return "" if 0 <= number <= _UINT32 else Kind.NUMBER


def _net_priority(value: object) -> str:
    if isinstance(value, str):
        names = [name.strip().lower() for name in value.split(",")]
        if all(name in _NET_PRIORITIES for name in names):
            return ""
        if not _WHOLE.fullmatch(value.strip()) or len(value) > 32:
            return Kind.PRIORITY
        value = int(value)
    if isinstance(value, int) and -(2**31) <= value < 2**31:
        return "" if 0 <= value < len(_NET_PRIORITIES) else UNNAMED
    return Kind.PRIORITY


def _net_flag(value: object) -> str:
    is_word = isinstance(value, str) and value.strip().lower() in ("true", "false")
    return "" if is_word or isinstance(value, (bool, int, float)) else Kind.FLAG


def _net_bare_text(value: object) -> str:
    return Kind.BARE_TEXT if isinstance(value, (dict, list)) else ""


_READERS: Final[Mapping[AgentFlavour, Mapping[Kind, Reader]]] = {
    AgentFlavour.C: {
        Kind.DURATION: _c_duration,
        Kind.NUMBER: _c_number,
        Kind.PRIORITY: _c_priority,
        Kind.FLAG: _c_flag,
        Kind.TEXT: _c_text,
    },
    AgentFlavour.CSHARP: {
        Kind.DURATION: _net_duration,
        Kind.NUMBER: _net_number,
        Kind.PRIORITY: _net_priority,
        Kind.FLAG: _net_flag,
        Kind.BARE_TEXT: _net_bare_text,
    },
}
