"""Every sentence is extracted, and translated into every language with all that it must keep."""

from __future__ import annotations

import argparse
import ast
import inspect
from pathlib import Path

import pytest
import translations
from babel.messages.catalog import Catalog

from wizard.cli.arguments import ARGPARSE_SENTENCES
from wizard.domain.resources import resource
from wizard.text.languages import Language

ROOT = Path(__file__).resolve().parents[2]
RENEW = "run: python3 packaging/bootstrap.py translations"


@pytest.fixture(scope="module")
def template() -> Catalog:
    return translations.extracted()


@pytest.mark.parametrize("language", translations.TRANSLATED, ids=lambda each: each.code)
class TestALanguage:
    def test_every_sentence_is_translated(self, language: Language, template: Catalog) -> None:
        catalogue = translations.updated(language.code, template)

        left = translations.untranslated(catalogue)
        assert not left, f"{len(left)} sentences, such as {left[:3]}; {RENEW}, then translate"

    def test_parameters_and_access_keys_are_kept(self, language: Language) -> None:
        found = [
            fault
            for message in translations.read(language.code)
            for fault in translations.faults(message)
            if message.id
        ]

        assert not found

    def test_its_compiled_form_is_where_the_program_reads_it(self, language: Language) -> None:
        compiled = translations.po_file(language.code).with_suffix(".mo")
        path = compiled.relative_to(ROOT)

        assert resource(*path.parts[1:]) == compiled


def test_no_file_is_stale() -> None:
    assert not list(translations.stale_files()), RENEW


def test_no_sentence_hides_in_an_f_string() -> None:
    # Babel does not look into them on Python 3.11: such a sentence is never translated.
    found = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in (ROOT / "wizard").rglob("*.py")
        for text in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "ngettext", "pgettext")
        and isinstance(call.args[0], ast.Constant)
    ]

    assert not found


def test_the_parsers_own_sentences_are_those_of_this_python() -> None:
    source = inspect.getsource(argparse)
    for sentence in ARGPARSE_SENTENCES:
        assert sentence.strip() in source
