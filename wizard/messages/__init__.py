"""All sentences about problems, in one place: codes in, words out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.core.report import Problem
from wizard.messages import answers, check, files, hub, identity, keyring, run
from wizard.messages.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    **answers.TEXTS,
    **check.TEXTS,
    **files.TEXTS,
    **hub.TEXTS,
    **identity.TEXTS,
    **keyring.TEXTS,
    **run.TEXTS,
}


def text_of(problem: Problem) -> Text:
    """Cause and remedy in words: the variant's own sentence where there is one, else the code's."""
    template = TEXTS.get(f"{problem.code}/{problem.variant}") or TEXTS[problem.code.value]
    params = dict(problem.params)
    return Text(template.cause.format(**params), template.remedy.format(**params))
