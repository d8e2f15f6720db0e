"""The settings that the C# agent knows in the module's twin, and how it reads their values.

Newtonsoft.Json converts whatever can be converted (``RemoteConfigurationPnPConverter``,
``IsoTimespanConverter``), and finds a name in any case. Where one setting does not parse, the agent
stops at its start (``IoTHubTwinConfigurationProvider.ReadTwinConfiguration``). Names:
``RemoteConfiguration``, ``RemoteIoTConfiguration``, ``RemoteSecurityModuleConfiguration``.
"""

from __future__ import annotations

import re
from typing import Final

from wizard.agents.shared.twin import (
    COMMON_SETTINGS,
    NO_TIME,
    UNNAMED,
    Kind,
    TwinRules,
)
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.twin_finding import MISREAD
from wizard.domain.lazy_pattern import LazyPattern

_PRIORITIES: Final = ("off", "low", "high", "operational")
_UINT32: Final = 2**32 - 1
_WHOLE: Final = LazyPattern(r"[+-]?[0-9]+", re.ASCII)
_XSD_DURATION: Final = LazyPattern(
    r"-?P(?=[0-9T])(?:(?P<y>\d+)Y)?(?:(?P<mo>\d+)M)?(?:(?P<d>\d+)D)?"
    r"(?:T(?=[0-9.])(?:(?P<h>\d+)H)?(?:(?P<mi>\d+)M)?(?:(?P<s>\d*\.\d*|\d+)S)?)?",
    re.ASCII,
)
_XSD_PART: Final = 2**31 - 1
_XSD_SECONDS: Final = 2**63 // 10**7
_WEIGHTS: Final = {"y": 365 * 86400, "mo": 30 * 86400, "d": 86400, "h": 3600, "mi": 60, "s": 1}


def _duration(value: object) -> str:
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


def _number(value: object) -> str:
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


def _priority(value: object) -> str:
    if isinstance(value, str):
        names = [name.strip().lower() for name in value.split(",")]
        if all(name in _PRIORITIES for name in names):
            return ""
        if not _WHOLE.fullmatch(value.strip()) or len(value) > 32:
            return Kind.PRIORITY
        value = int(value)
    if isinstance(value, int) and -(2**31) <= value < 2**31:
        return "" if 0 <= value < len(_PRIORITIES) else UNNAMED
    return Kind.PRIORITY


def _flag(value: object) -> str:
    is_word = isinstance(value, str) and value.strip().lower() in ("true", "false")
    return "" if is_word or isinstance(value, (bool, int, float)) else Kind.FLAG


def _bare_text(value: object) -> str:
    return Kind.BARE_TEXT if isinstance(value, (dict, list)) else ""


TWIN: Final = TwinRules(
    settings={
        **COMMON_SETTINGS,
        "eventPriorityConfigurationError": Kind.PRIORITY,
        "eventPriorityConnectedHardware": Kind.PRIORITY,
        "eventPriorityDroppedEventsStatistics": Kind.PRIORITY,
        "eventPriorityMessageStatistics": Kind.PRIORITY,
        "eventPriorityProcessTerminate": Kind.PRIORITY,
        "aggregationEnabledProcessTerminate": Kind.FLAG,
        "aggregationIntervalProcessTerminate": Kind.DURATION,
        "hubResourceId": Kind.BARE_TEXT,
    },
    readers={
        Kind.DURATION: _duration,
        Kind.NUMBER: _number,
        Kind.PRIORITY: _priority,
        Kind.FLAG: _flag,
        Kind.BARE_TEXT: _bare_text,
    },
    any_case=True,
    logs=AgentError.REMOTE_CANT_PARSE,
)
