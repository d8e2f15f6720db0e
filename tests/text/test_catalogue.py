"""Every problem has words."""

from __future__ import annotations

import string

import pytest

from wizard.domain.errors import Code, Problem
from wizard.domain.report import StepId
from wizard.text.catalogue import TEXTS, findings
from wizard.text.catalogue.steps import STEPS
from wizard.text.lookup import text_of

ALL = {**TEXTS, **findings.RULES}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_cause_and_remedy(code: Code) -> None:
    text = text_of(Problem(code, "a variant without a sentence of its own"))
    assert text.cause
    assert text.remedy


@pytest.mark.parametrize("key", sorted(ALL))
def test_the_house_style(key: str) -> None:
    text = ALL[key]
    for sentence in text:
        list(string.Formatter().parse(sentence))
        assert "!" not in sentence.replace("? ! (", "")
        assert "please" not in sentence.lower()
        assert "success" not in sentence.lower()
        assert sentence == sentence.strip()
        assert "  " not in sentence
    assert text.cause.endswith((".", ";", "}", ")")), text.cause


def test_every_sentence_belongs_to_a_code() -> None:
    assert {key.partition("/")[0] for key in TEXTS} <= {code.value for code in Code}


def test_every_step_has_words() -> None:
    assert set(STEPS) == set(StepId)
