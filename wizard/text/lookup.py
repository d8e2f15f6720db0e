"""From a code to its sentences: problems and findings in, words out."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Final

from wizard.domain.agent.agent_log import LogEntry, LogEvent, variant_of
from wizard.domain.agent.assessment import Finding
from wizard.domain.errors import Code, Param, Problem
from wizard.domain.printable import printable, shortened
from wizard.domain.redaction import redact
from wizard.text.front import in_window
from wizard.text.language import _
from wizard.text.sentence import Text
from wizard.text.words import key_word


def template_of(code: Code, variant: str) -> Text:
    """The variant's own sentence where there is one, else the code's."""
    # Some hundred sentences: not before there is something to be said.
    from wizard.text.catalogue import RULES, TEXTS

    return (
        TEXTS.get(f"{code}/{variant}")
        or (RULES.get(variant) if code in ABOUT_A_FINDING else None)
        or TEXTS[code.value]
    )


def text_of(problem: Problem) -> Text:
    """Cause and remedy in words, the remedy in those of the front that is in use."""
    template = template_of(problem.code, problem.variant)
    if not in_window():
        from wizard.text.command_line import REMEDIES

        key = f"{problem.code}/{problem.variant}" if problem.variant else problem.code.value
        template = template._replace(remedy=REMEDIES.get(key, template.remedy))
    return _filled(template, dict(problem.params))


def text_of_entry(entry: LogEntry) -> Text | None:
    """What an error means that an agent has logged, and what to do; None for other messages."""
    if entry.event is not LogEvent.ERROR:
        return None
    variant = variant_of(entry.agent_error)
    return text_of(Problem(Code.AGENT_KEEPS_RESTARTING, variant, (("message", entry.text),)))


def text_of_finding(finding: Finding) -> Text:
    """Cause and remedy of what is wrong with an agent's configuration, in words."""
    from wizard.text.catalogue import RULES

    where: dict[str, Param] = {
        "file": finding.file,
        "line": finding.line or 0,
        "key": finding.key or "",
    }
    params: dict[str, Param] = {**dict(finding.params), **where}
    if params.get("value") == "":
        params["value"] = _("empty")
    return _filled(RULES[finding.rule], params)


def _filled(template: Text, params: Mapping[str, Param]) -> Text:
    known = _Params({name: _shown(name, value) for name, value in params.items()})
    return Text(_(template.cause).format_map(known), _(template.remedy).format_map(known))


ABOUT_A_FINDING: Final = (Code.CHECK_BAD_CONFIG, Code.FILES_REJECTED, Code.FILES_UNREADABLE)
"""Their variant may be the rule of a finding, whose own sentence says it best."""


_WORDS: Final = ("agent", "wanted")
"""Parameters that are a word of this program: an agent's name."""


def _shown(name: str, value: Param) -> Param:
    """A value from outside as it may stand in a sentence: no control characters, no secret that
    somebody has put in the wrong place."""
    if not isinstance(value, str):
        return value
    if name == "place":
        return key_word(value)
    return _(value) if name in _WORDS else printable(shortened(redact(value)))


class _Params(dict[str, Param]):
    """A sentence with a gap is better than none while something else has failed already.

    It is a fault of this program all the same: a warning, which ends every test that meets it.
    """

    def __missing__(self, key: str) -> str:
        warnings.warn(f"no value for {key} in a sentence", RuntimeWarning, stacklevel=2)
        return "…"
