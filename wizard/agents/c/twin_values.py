"""The settings that the C agent knows in the module's twin, and how it reads their values.

It asks for the JSON type and parses no further (``json_object_reader.c``,
``twin_configuration_utils.c``, ``twin_configuration_consts.c``). Where one setting does not parse,
it starts, but drops the whole object, keeps its defaults and logs nothing
(``TwinConfiguration_Update``, ``UpdateTwinTask_Execute``).
"""

from __future__ import annotations

from typing import Final

from wizard.agents.c.durations import duration_ms
from wizard.agents.shared.twin import COMMON_SETTINGS, Kind, TwinRules, is_number

_PRIORITIES: Final = ("high", "low", "off")


def _duration(value: object) -> str:
    return "" if isinstance(value, str) and duration_ms(value) is not None else Kind.DURATION


def _number(value: object) -> str:
    return "" if is_number(value) else Kind.NUMBER


def _priority(value: object) -> str:
    known = isinstance(value, str) and value.isascii() and value.lower() in _PRIORITIES
    return "" if known else Kind.PRIORITY


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else Kind.FLAG


def _text(value: object) -> str:
    return "" if isinstance(value, str) else Kind.TEXT


TWIN: Final = TwinRules(
    settings={
        **COMMON_SETTINGS,
        "eventPriorityOperational": Kind.PRIORITY,
        "baselineCustomChecksEnabled": Kind.FLAG,
        "baselineCustomChecksFilePath": Kind.TEXT,
        "baselineCustomChecksFileHash": Kind.TEXT,
    },
    readers={
        Kind.DURATION: _duration,
        Kind.NUMBER: _number,
        Kind.PRIORITY: _priority,
        Kind.FLAG: _flag,
        Kind.TEXT: _text,
    },
)
