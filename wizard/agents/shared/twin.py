"""What an agent would make of its configuration in the module's twin, setting by setting.

The object has the name that the agent's configuration says, in the desired properties; each setting
stands in it as ``{"value": …}``, and one that is absent has the agent's default. Which settings
there are, and how their values are read, each agent says by its `TwinRules`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wizard.agents.shared.misplaced_settings import holds_settings, misplaced
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.model import TWIN_OBJECT, AgentFlavour
from wizard.domain.agent.twin_finding import MISREAD, TwinFinding, TwinVerdict

NO_TIME: Final = "no_time"
"""A duration that is read as nothing or less: the agent takes it."""

UNNAMED: Final = "unnamed"
"""A number that stands for no priority: the agent takes it and has no queue for it."""

_SHOWN: Final = 60


class Kind(StrEnum):
    """What a setting holds."""

    DURATION = "duration"
    NUMBER = "number"
    PRIORITY = "priority"
    FLAG = "flag"
    TEXT = "text"
    BARE_TEXT = "bare_text"
    """Text that stands there by itself, not as ``{"value": …}``."""


LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "maxLocalCacheSizeInBytes": (8193, 2**31 - 1),
    "maxMessageSizeInBytes": (8193, 262143),
}
"""The least and the greatest number that is documented; the cache has a documented least one."""

COMMON_SETTINGS: Final[Mapping[str, Kind]] = {
    "highPriorityMessageFrequency": Kind.DURATION,
    "lowPriorityMessageFrequency": Kind.DURATION,
    "snapshotFrequency": Kind.DURATION,
    "maxLocalCacheSizeInBytes": Kind.NUMBER,
    "maxMessageSizeInBytes": Kind.NUMBER,
    "eventPriorityConnectionCreate": Kind.PRIORITY,
    "eventPriorityDiagnostic": Kind.PRIORITY,
    "eventPriorityFirewallConfiguration": Kind.PRIORITY,
    "eventPriorityListeningPorts": Kind.PRIORITY,
    "eventPriorityLocalUsers": Kind.PRIORITY,
    "eventPriorityLogin": Kind.PRIORITY,
    "eventPriorityOSBaseline": Kind.PRIORITY,
    "eventPriorityProcessCreate": Kind.PRIORITY,
    "eventPrioritySystemInformation": Kind.PRIORITY,
    "aggregationEnabledConnectionCreate": Kind.FLAG,
    "aggregationEnabledProcessCreate": Kind.FLAG,
    "aggregationIntervalConnectionCreate": Kind.DURATION,
    "aggregationIntervalProcessCreate": Kind.DURATION,
}
"""Both agents know these (documentation "Configure security agents")."""

OF_SOME_AGENTS: Final = frozenset(
    (
        *("eventPriorityOperational", "eventPriorityConfigurationError", "hubResourceId"),
        *("eventPriorityConnectedHardware", "eventPriorityDroppedEventsStatistics"),
        *("eventPriorityMessageStatistics", "eventPriorityProcessTerminate"),
        *("aggregationEnabledProcessTerminate", "aggregationIntervalProcessTerminate"),
        *("baselineCustomChecksEnabled", "baselineCustomChecksFilePath"),
        "baselineCustomChecksFileHash",
    )
)
"""What is documented too, and no use to every agent; it does no harm."""

Reader = Callable[[object], str]
"""Gives the rule that a value breaks; "" where the agent takes it as it is meant."""


@dataclass(frozen=True, slots=True)
class TwinRules:
    """One agent's settings, and how it reads a value of each kind.

    ``any_case``: a name is found in other capitals too. ``logs`` is what the agent logs, and stops
    with, where a setting does not parse; None: it goes on with its defaults and logs nothing.
    """

    settings: Mapping[str, Kind]
    readers: Mapping[Kind, Reader]
    any_case: bool = False
    logs: AgentError | None = None


def assess_twin(
    twin: Mapping[str, object], flavour: AgentFlavour, rules: TwinRules, name: str = TWIN_OBJECT
) -> tuple[TwinFinding, ...]:
    """What this agent makes of each setting in ``twin``; nothing where the object is not there.

    ``twin`` is what MQTT gives, ``{"desired": …}``, or what REST gives, with ``properties`` around.
    """
    properties = twin.get("properties", twin)
    desired = properties.get("desired") if isinstance(properties, Mapping) else None
    if not isinstance(desired, Mapping):
        return ()
    found = desired.get(name)
    assessor = _Assessor(flavour, rules, name)
    elsewhere = tuple(
        TwinFinding(key, _shown(value), flavour, TwinVerdict.NOTE, rule, name)
        for key, value in desired.items()
        if key != name and (rule := misplaced(key, value, rules.settings, name))
    )
    if found is None:
        return elsewhere
    if not isinstance(found, Mapping):
        return (assessor.problem(name, found, "object"), *elsewhere)
    settings = (assessor.assess(key, value) for key, value in found.items() if value is not None)
    return (*settings, *elsewhere)


def is_number(value: object) -> bool:
    """JSON's numbers; Python counts true and false among them."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class _Assessor:
    flavour: AgentFlavour
    rules: TwinRules
    object_name: str

    def assess(self, name: str, setting: object) -> TwinFinding:
        known = self._known_name(name)
        if known is None:
            return self._stranger(name, setting)
        kind = self.rules.settings[known]
        if kind is Kind.BARE_TEXT:
            value = setting
        elif isinstance(setting, Mapping) and setting.get("value") is not None:
            value = setting["value"]
        else:
            return self.problem(name, setting, "shape")
        rule = self.rules.readers[kind](value)
        if rule in (NO_TIME, UNNAMED):
            return self._note(name, value, rule)
        if rule:
            return self.problem(name, value, rule)
        if not _is_within_limits(known, value):
            return self._note(name, value, "limits")
        return TwinFinding(name, _shown(value), self.flavour)

    def problem(self, name: str, value: object, rule: str) -> TwinFinding:
        return TwinFinding(
            name,
            _shown(value),
            self.flavour,
            TwinVerdict.PROBLEM,
            rule,
            agent_error=None if rule == MISREAD else self.rules.logs,
        )

    def _known_name(self, name: str) -> str | None:
        names = self.rules.settings
        if name in names:
            return name
        same = (known for known in names if known.lower() == name.lower())
        return next(same, None) if self.rules.any_case else None

    def _stranger(self, name: str, setting: object) -> TwinFinding:
        """A name that the agent passes over; what is only another agent's does no harm."""
        if holds_settings(setting, self.rules.settings):
            return self._note(name, setting, "too_deep", self.object_name)
        if name in OF_SOME_AGENTS:
            return TwinFinding(name, _shown(setting), self.flavour, rule="other_agents")
        import difflib  # most twins have no such name

        names = self.rules.settings
        instead = difflib.get_close_matches(name.lower(), map(str.lower, names), 1, 0.8)
        meant = next((known for known in names if [known.lower()] == instead), "")
        return self._note(name, setting, "misspelt" if meant else "unknown", meant)

    def _note(self, name: str, value: object, rule: str, instead: str = "") -> TwinFinding:
        return TwinFinding(name, _shown(value), self.flavour, TwinVerdict.NOTE, rule, instead)


def _is_within_limits(name: str, value: object) -> bool:
    if name not in LIMITS or not isinstance(value, (int, float)) or not is_number(value):
        return True
    low, high = LIMITS[name]
    return low <= value <= high


def _shown(value: object) -> str:
    """As it stands in the twin; long ones are cut."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
