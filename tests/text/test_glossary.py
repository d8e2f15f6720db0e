"""The program's sentences and its manual use the words of the glossary."""

from __future__ import annotations

import re

import pytest
import translations

from wizard.domain.resources import resource

GLOSSARY = resource("manual", "glossary.md").read_text(encoding="utf-8")
PREFERRED = re.findall(
    r"^\| ([^|]+?) \| ([^|]+?) \|$", GLOSSARY.split("## Preferred words")[1], re.M
)[2:]
SENTENCES = [
    sentence
    for message in translations.extracted()
    if message.id
    for sentence in translations.sentences(message)
]
_CODE = re.compile(r"^( *)```.*?^\1```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
MANUAL = {
    path.name: _CODE.sub("", path.read_text(encoding="utf-8"))
    for path in sorted(resource("manual").glob("*.md"))
    if path.name != "glossary.md"
}


def test_the_glossary_is_read() -> None:
    assert ("regenerated", "made anew") in [tuple(row) for row in PREFERRED]
    assert len(SENTENCES) > 1000


@pytest.mark.parametrize(("write", "instead_of"), PREFERRED)
def test_no_sentence_has_a_word_that_another_is_preferred_to(write: str, instead_of: str) -> None:
    word = re.compile(rf"\b{re.escape(instead_of)}\b")

    assert not [each for each in SENTENCES if word.search(each)], f"write: {write}"
    assert not [page for page, text in MANUAL.items() if word.search(text)], f"write: {write}"
