"""Sentences about the settings in the module's twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.domain.agent.twin_finding import TwinFinding, TwinVerdict
from wizard.text.language import N_, _
from wizard.text.sentence import Text

_WHAT: Final = {
    "duration": ("{value} is not a duration", "a duration such as PT5M (hours: PT2H, days: P1D)"),
    "number": ("{value} is not a whole number", "a whole number without quotation marks"),
    "priority": ("{value} is not a priority", '"high", "low" or "off"'),
    "flag": ("{value} is neither true nor false", "true or false without quotation marks"),
    "text": ("{value} is not text", "text in quotation marks"),
    "bare_text": ("{value} is not plain text", 'plain text, not {{"value": …}}'),
    "shape": (
        '{value} is not of the form {{"value": …}}',
        'an object {{"value": …}} with the value in it',
    ),
    "object": (
        "{value} is not an object",
        'a JSON object: {{"snapshotFrequency": {{"value": "PT13H"}}}}',
    ),
}
_CONSEQUENCES: Final = {
    "drops": "It starts, but ignores all settings of the twin and uses its defaults.",
    "stops": "It stops at start.",
}
_REMEDY: Final = (
    "In the hub, set {{setting}} in the desired properties of the module's twin to {wish}, or "
    "remove it to use the default. To correct in this twin: {{settings}}."
)
_WHERE: Final = (
    "In the desired properties of the module's twin, put each setting directly into the object "
    '{instead}, in the form {{"value": …}}.'
)
_MISREAD: Final = (
    "The {agent} reads the value {value} of {setting} in the module's twin as zero and would "
    "work without a pause."
)


def _broken(consequence: str, rule: str) -> Text:
    what, wish = _WHAT[rule]
    cause = f"The {{agent}} cannot read {{setting}} in the module's twin: {what}. {consequence}"
    return Text(cause, _REMEDY.format(wish=wish))


TEXTS: Final[Mapping[str, Text]] = {
    **{
        f"check.twin_failed/{word}_{rule}": _broken(consequence, rule)
        for word, consequence in _CONSEQUENCES.items()
        for rule in _WHAT
    },
    "check.twin_failed/misread": Text(_MISREAD, _REMEDY.format(wish=_WHAT["duration"][1])),
    "twin.setting": Text(
        "The setting {setting} in the module's twin may not have the intended effect.",
        "Check it in the hub, in the desired properties of the module's twin.",
    ),
    "twin.setting/unknown": Text(
        "The agent does not know the setting {setting} in the module's twin and ignores it.",
        "Remove it from the desired properties of the module's twin, or correct its name.",
    ),
    "twin.setting/preview_name": Text(
        "The settings under {setting} in the module's twin have the name of the preview "
        "version. The agent ignores them and uses its defaults.",
        _WHERE,
    ),
    "twin.setting/other_capitals": Text(
        "The settings under {setting} in the module's twin differ in upper and lower case from "
        "the name that the agent looks for. It ignores them and uses its defaults.",
        _WHERE,
    ),
    "twin.setting/other_name": Text(
        "The settings under {setting} in the module's twin have a name that the agent does not "
        "look for. It ignores them and uses its defaults.",
        _WHERE,
    ),
    "twin.setting/not_in_object": Text(
        "{setting} is directly in the desired properties of the module's twin. The agent does "
        "not look there and uses its default.",
        _WHERE,
    ),
    "twin.setting/too_deep": Text(
        "The settings under {setting} in the module's twin are nested too deeply for the agent "
        "to find them. It uses its defaults.",
        _WHERE,
    ),
    "twin.setting/misspelt": Text(
        "The agent does not know the setting {setting} in the module's twin and ignores it.",
        "If {instead} is meant, correct the name in the desired properties of the module's "
        "twin; it is case-sensitive.",
    ),
    "twin.setting/limits": Text(
        "{setting} in the module's twin is {value}, which is outside the documented limits. The "
        "agent accepts it without a message.",
        "Keep maxMessageSizeInBytes between 8193 and 262143, and maxLocalCacheSizeInBytes above "
        "8192.",
    ),
    "twin.setting/no_time": Text(
        "{setting} in the module's twin is {value}, which is zero or negative. The agent would "
        "work without a pause.",
        "Set a duration such as PT5M.",
    ),
    "twin.setting/unnamed": Text(
        "{setting} in the module's twin is {value}, a number that is not a priority. The agent "
        "starts, but fails at every event of that kind.",
        'Set "high", "low" or "off".',
    ),
}

_FINE: Final = N_("The agent accepts this value.")
_OTHER_AGENTS: Final = N_("This agent does not use this setting; another agent does.")


def twin_text(finding: TwinFinding) -> str:
    """What the agent makes of the setting, in a sentence."""
    match finding.verdict:
        case TwinVerdict.OK:
            return _(_OTHER_AGENTS if finding.rule else _FINE)
        case TwinVerdict.NOTE:
            template = TEXTS[f"twin.setting/{finding.rule}"]
        case TwinVerdict.PROBLEM:
            template = TEXTS[f"check.twin_failed/{finding.variant}"]
    return _(template.cause).format(
        agent=_(finding.flavour.name),
        setting=finding.setting,
        value=finding.value,
        instead=finding.instead,
    )
