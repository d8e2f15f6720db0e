"""What the agents would make of their configuration in the module's twin, setting by setting.

The object is `TWIN_OBJECT` in the desired properties; each setting stands in it as
``{"value": …}``, and one that is absent has the agent's default. Where one does not parse

- the C# agent stops at its start: "Remote Configuration / Cant Parse Configuration"
  (``IoTHubTwinConfigurationProvider.ReadTwinConfiguration``);
- the C agent starts, but drops the whole object, keeps its defaults and logs nothing: it only sends
  a ConfigurationError event (``TwinConfiguration_Update``, ``UpdateTwinTask_Execute``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from wizard.agents.shared.twin_settings import ALL_NAMES, LIMITS, SETTINGS, Kind
from wizard.agents.shared.twin_values import MISREAD, NO_TIME, UNNAMED, is_number, read_value
from wizard.domain.agent.model import TWIN_OBJECT, AgentFlavour
from wizard.domain.agent.twin_finding import TwinFinding, TwinVerdict

_STOPS: Final = "Remote Configuration / Cant Parse Configuration"
_SHOWN: Final = 60


def assess_twin(
    twin: Mapping[str, object], flavour: AgentFlavour, name: str = TWIN_OBJECT
) -> tuple[TwinFinding, ...]:
    """What this agent makes of each setting in ``twin``; nothing where the object is not there.

    ``twin`` is what MQTT gives, ``{"desired": …}``, or what REST gives, with ``properties`` around.
    """
    properties = twin.get("properties", twin)
    desired = properties.get("desired") if isinstance(properties, Mapping) else None
    found = desired.get(name) if isinstance(desired, Mapping) else None
    if found is None:
        return ()
    if not isinstance(found, Mapping):
        return (_problem(name, found, flavour, "object"),)
    return tuple(
        _assess(setting, value, flavour) for setting, value in found.items() if value is not None
    )


def _assess(name: str, setting: object, flavour: AgentFlavour) -> TwinFinding:
    known = _known_name(name, flavour)
    if known is None:
        return _stranger(name, setting, flavour)
    kind = SETTINGS[flavour][known]
    if kind is Kind.BARE_TEXT:
        value = setting
    elif isinstance(setting, Mapping) and setting.get("value") is not None:
        value = setting["value"]
    else:
        return _problem(name, setting, flavour, "shape")
    rule = read_value(flavour, kind, value)
    if rule in (NO_TIME, UNNAMED):
        return _note(name, value, flavour, rule)
    if rule:
        return _problem(name, value, flavour, rule)
    if not _is_within_limits(known, value):
        return _note(name, value, flavour, "limits")
    return TwinFinding(name, _shown(value), flavour)


def _known_name(name: str, flavour: AgentFlavour) -> str | None:
    """The C# agent's JSON library finds a name in any case where the exact one is not there."""
    names = SETTINGS[flavour]
    if name in names or flavour is AgentFlavour.C:
        return name if name in names else None
    return next((known for known in names if known.lower() == name.lower()), None)


def _stranger(name: str, setting: object, flavour: AgentFlavour) -> TwinFinding:
    """A name that the agent passes over; what is only the other agent's does no harm."""
    if name in ALL_NAMES:
        return TwinFinding(name, _shown(setting), flavour, rule="other_agents")
    import difflib  # most twins have no such name

    instead = difflib.get_close_matches(name.lower(), map(str.lower, SETTINGS[flavour]), 1, 0.8)
    meant = next((known for known in SETTINGS[flavour] if [known.lower()] == instead), "")
    return _note(name, setting, flavour, "misspelt" if meant else "unknown", meant)


def _is_within_limits(name: str, value: object) -> bool:
    if name not in LIMITS or not is_number(value):
        return True
    low, high = LIMITS[name]
    return isinstance(value, (int, float)) and low <= value <= high


def _problem(name: str, value: object, flavour: AgentFlavour, rule: str) -> TwinFinding:
    stops = flavour is AgentFlavour.CSHARP and rule != MISREAD
    return TwinFinding(
        name,
        _shown(value),
        flavour,
        TwinVerdict.PROBLEM,
        rule,
        agent_error=_STOPS if stops else None,
    )


def _note(
    name: str, value: object, flavour: AgentFlavour, rule: str, instead: str = ""
) -> TwinFinding:
    return TwinFinding(name, _shown(value), flavour, TwinVerdict.NOTE, rule, instead)


def _shown(value: object) -> str:
    """As it stands in the twin; long ones are cut."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
