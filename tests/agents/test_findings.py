"""Every rule has its sentences, and every sentence its rule."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Final

import pytest

import wizard.agents
from wizard.domain.agent.assessment import Finding
from wizard.runs import store_lookup
from wizard.text.catalogue import RULES
from wizard.text.lookup import text_of_finding

_RULE: Final = re.compile(
    r'"((?:json|xml|file|setting|settings|identity|method|dps|path|host|key|secret|certificate|'
    r'store|device_id)\.[a-z0-9_]+)"'
)
_FROM_THE_CORE: Final = {
    f"device_id.{variant}"
    for variant in (
        *("connection_string", "crash", "url", "module_mode_escape"),
        *("device_mode_url", "device_mode_escape", "device_mode_dots"),
    )
}


def _rules_in_the_source() -> set[str]:
    """Those of the agents, and what a run finds in this computer's certificate store."""
    sources = [*Path(wizard.agents.__file__).parent.rglob("*.py"), Path(store_lookup.__file__)]
    return {rule for path in sources for rule in _RULE.findall(path.read_text("utf-8"))}


def test_rules_and_sentences_belong_together() -> None:
    assert _rules_in_the_source() | _FROM_THE_CORE == set(RULES)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_sentences_are_sentences(rule: str) -> None:
    text = RULES[rule]
    names = {name for part in text for _, name, _, _ in Formatter().parse(part) if name}
    params = tuple((name, "x") for name in sorted(names - {"file", "line", "key"}))
    cause, remedy = text_of_finding(Finding(rule, "f", 1, "k", params))
    for sentence in (cause, remedy):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence.startswith(("x", "f", "k"))
        assert "!" not in sentence.replace("_#*?!()", "").replace("! (", "")
        assert "please" not in sentence.lower()
        assert "successfully" not in sentence
