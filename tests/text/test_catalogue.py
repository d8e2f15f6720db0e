"""Every problem has words."""

from __future__ import annotations

import string

import pytest

from wizard.domain.errors import Code, Problem
from wizard.domain.redaction import redact
from wizard.domain.report import StepId
from wizard.text.catalogue import RULES, TEXTS
from wizard.text.catalogue.steps import STEPS
from wizard.text.lookup import ABOUT_A_FINDING, template_of, text_of

ALL = {**TEXTS, **RULES}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_sentence_of_its_own(code: Code) -> None:
    assert TEXTS[code.value].cause
    assert TEXTS[code.value].remedy


def test_a_variant_without_a_sentence_takes_the_codes() -> None:
    assert template_of(Code.CHECK_TIMEOUT, "unheard of") == TEXTS["check.timeout"]


def test_a_rule_is_said_in_its_own_sentence_whatever_code_it_comes_with() -> None:
    for code in ABOUT_A_FINDING:
        assert template_of(code, "json.empty") == RULES["json.empty"]


def test_a_missing_parameter_ends_a_test_and_leaves_a_gap_for_a_user() -> None:
    problem = Problem(Code.CHECK_TIMEOUT, "connect", (("host", "hub"), ("port", 8883)))
    with pytest.warns(RuntimeWarning, match="no value for seconds"):
        text = text_of(problem)

    assert text.cause == "hub did not answer on port 8883 within … seconds."


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


@pytest.mark.parametrize("key", sorted(ALL))
def test_no_sentence_is_taken_for_a_secret(key: str) -> None:
    """Reports and logs mask whatever looks like a key, also where it is our own words."""
    assert [redact(sentence) for sentence in ALL[key]] == list(ALL[key])


def test_every_sentence_belongs_to_a_code() -> None:
    assert {key.partition("/")[0] for key in TEXTS} <= {code.value for code in Code}


def test_every_step_has_words() -> None:
    assert set(STEPS) == set(StepId)
