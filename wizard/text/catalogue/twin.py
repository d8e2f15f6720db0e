"""Sentences about the settings in the module's twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.domain.agent.twin_finding import TwinFinding, TwinVerdict
from wizard.text.sentence import Text

_WHAT: Final = {
    "duration": ("{value} is no duration", "a duration such as PT5M (hours: PT2H, days: P1D)"),
    "number": ("{value} is no whole number", "a whole number without quotation marks"),
    "priority": ("{value} is no priority", '"high", "low" or "off"'),
    "flag": ("{value} is neither true nor false", "true or false without quotation marks"),
    "text": ("{value} is no text", "a text in quotation marks"),
    "bare_text": ("{value} is no plain text", 'a text by itself, not as {{"value": …}}'),
    "shape": (
        '{value} is not of the form {{"value": …}}',
        'an object {{"value": …}} with the value in it',
    ),
    "object": (
        "{value} is no object",
        'a JSON object: {{"snapshotFrequency": {{"value": "PT13H"}}}}',
    ),
}
_CONSEQUENCES: Final = {
    "drops": "It starts, but drops every setting of the twin and works with its defaults.",
    "stops": "It stops at its start.",
}
_REMEDY: Final = (
    "In the hub, set {{setting}} in the desired properties of the module's twin to {wish}, or "
    "remove it: without it the default holds. To correct in this twin: {{settings}}."
)
_WHERE: Final = (
    "In the desired properties of the module's twin, put each setting directly into the object "
    '{instead}, in the form {{"value": …}}.'
)
_MISREAD: Final = (
    "The {agent} takes {value}, the value of {setting} in the module's twin, for no time at all "
    "and would work without a pause."
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
        "The setting {setting} in the module's twin may not do what was meant.",
        "Look at it in the hub, in the desired properties of the module's twin.",
    ),
    "twin.setting/unknown": Text(
        "The agent does not know {setting}, a setting in the module's twin, and passes over it.",
        "Remove it from the desired properties of the module's twin, or correct its name.",
    ),
    "twin.setting/preview_name": Text(
        "The settings under {setting} in the module's twin stand under the name that the preview "
        "had. The agent passes over them and works with its defaults.",
        _WHERE,
    ),
    "twin.setting/other_capitals": Text(
        "The settings under {setting} in the module's twin stand under a name with other capitals "
        "than the agent looks for. It passes over them and works with its defaults.",
        _WHERE,
    ),
    "twin.setting/other_name": Text(
        "The settings under {setting} in the module's twin stand under another name than the agent "
        "looks for. It passes over them and works with its defaults.",
        _WHERE,
    ),
    "twin.setting/not_in_object": Text(
        "{setting} stands directly in the desired properties of the module's twin. The agent does "
        "not look there and works with its default.",
        _WHERE,
    ),
    "twin.setting/too_deep": Text(
        "Settings of the agent stand under {setting} in the module's twin, too deep for the agent "
        "to find them. It works with its defaults.",
        _WHERE,
    ),
    "twin.setting/misspelt": Text(
        "The agent does not know {setting}, a setting in the module's twin, and passes over it.",
        "If {instead} is meant, correct the name in the desired properties of the module's twin; "
        "capitals matter.",
    ),
    "twin.setting/limits": Text(
        "{setting} in the module's twin is {value}, which is outside what the documentation "
        "allows; the agent takes it without a word.",
        "Keep maxMessageSizeInBytes between 8193 and 262143, and maxLocalCacheSizeInBytes above "
        "8192.",
    ),
    "twin.setting/no_time": Text(
        "{setting} in the module's twin is {value}: no time at all, or less. The agent would work "
        "without a pause.",
        "Set a duration such as PT5M.",
    ),
    "twin.setting/unnamed": Text(
        "{setting} in the module's twin is {value}, a number that stands for no priority; the "
        "agent starts, but fails at every event of that kind.",
        'Set "high", "low" or "off".',
    ),
}

_FINE: Final = "The agent takes it."
_OTHER_AGENTS: Final = "This agent does not use it; another one does."


def twin_text(finding: TwinFinding) -> str:
    """What the agent makes of the setting, in a sentence."""
    match finding.verdict:
        case TwinVerdict.OK:
            return _OTHER_AGENTS if finding.rule else _FINE
        case TwinVerdict.NOTE:
            template = TEXTS[f"twin.setting/{finding.rule}"]
        case TwinVerdict.PROBLEM:
            template = TEXTS[f"check.twin_failed/{finding.variant}"]
    return template.cause.format(
        agent=finding.flavour.name,
        setting=finding.setting,
        value=finding.value,
        instead=finding.instead,
    )
