"""All sentences about problems, in one place: codes in, words out."""

from __future__ import annotations

from typing import Final

from wizard.domain.errors import Code, Param, Problem
from wizard.text.sentence import Text


def text_of(problem: Problem) -> Text:
    """Cause and remedy in words: the variant's own sentence where there is one, else the code's."""
    # Some hundred sentences: not before there is something to be said.
    from wizard.text.catalogue import TEXTS
    from wizard.text.catalogue.findings import RULES

    template = (
        TEXTS.get(f"{problem.code}/{problem.variant}")
        or (RULES.get(problem.variant) if problem.code in _ABOUT_A_FINDING else None)
        or TEXTS[problem.code.value]
    )
    params = _Params(problem.params)
    return Text(template.cause.format_map(params), template.remedy.format_map(params))


_ABOUT_A_FINDING: Final = (Code.CHECK_BAD_CONFIG, Code.FILES_REJECTED, Code.FILES_UNREADABLE)
"""Their variant may be the rule of a finding, whose own sentence says it best."""


class _Params(dict[str, Param]):
    """A sentence with a gap is better than none while something else has failed already."""

    def __missing__(self, key: str) -> str:
        return "…"
