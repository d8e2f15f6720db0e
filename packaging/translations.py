#!/usr/bin/env python3
"""The translations: sentences are extracted, each language's file is brought up to date, compiled.

``resources/translations`` has the template with every English sentence (``.pot``), and for each
language a file for translators (``.po``) with its compiled form (``.mo``), which is committed as
well: a checkout, the wheel and the packages then need no compiler. New sentences come in without a
translation; ``--check`` writes nothing and names what is stale, and what is not translated.
"""

import argparse
import functools
import io
import itertools
import re
import string
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from babel.messages.catalog import Catalog, Message  # noqa: E402
from babel.messages.extract import extract_from_file  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402

from wizard import compose  # noqa: E402
from wizard.text.catalogue import RULES, TEXTS  # noqa: E402
from wizard.text.catalogue.demo_faults import SENTENCES  # noqa: E402
from wizard.text.catalogue.steps import STEPS  # noqa: E402
from wizard.text.command_line import REMEDIES  # noqa: E402
from wizard.text.language import DOMAIN  # noqa: E402
from wizard.text.languages import LANGUAGES, SOURCE  # noqa: E402
from wizard.text.page_help import HELP, KEYS  # noqa: E402

FOLDER: Final = ROOT / "resources" / "translations"
TEMPLATE: Final = FOLDER / f"{DOMAIN}.pot"
TRANSLATED: Final = tuple(language for language in LANGUAGES if language != SOURCE)
_KEYWORDS: Final = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_PRINTF: Final = re.compile(r"%\(\w+\)[sdr]|%[sdr]")
_ACCESS_KEY: Final = re.compile(r"&(?!&)\w")
_HEADER: Final = """\
# The sentences of iot-agent-setup.
# Made by packaging/translations.py; translators write the msgstr of their language.
#"""
_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""In every header: a file changes when a sentence does, and not with the day."""


def po_file(code: str) -> Path:
    """The translators' file of a language."""
    return FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"


@functools.cache
def extracted() -> Catalog:
    """Every sentence of the program, each with where it stands or what its code is."""
    found = _empty()
    for file in sorted((ROOT / "wizard").rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        for _line, message, _comments, context in extract_from_file(
            "python", file, _KEYWORDS, comment_tags=()
        ):
            found.add(message, locations=[(place, 0)], context=context)
    for code, sentence in _catalogue():
        if sentence:
            found.add(sentence, auto_comments=[code])
    return found


def _catalogue() -> Iterator[tuple[str, str]]:
    """The sentences that stand in tables: a comment for the translator, and the sentence."""
    for code, text in {**TEXTS, **RULES}.items():
        yield f"{code}: cause", text.cause
        yield f"{code}: remedy", text.remedy
    for code, remedy in REMEDIES.items():
        yield f"{code}: remedy at the command line", remedy
    for step, words in STEPS.items():
        yield f"step {step.value}", words.title
        yield f"step {step.value}, done", words.done
    for fault, sentence in SENTENCES.items():
        yield f"fault {fault.value}", sentence
    for page, about in HELP.items():
        for sentence in (about.title, *itertools.chain(*about.paragraphs)):
            yield f"help of the page {page.name.lower()}", sentence
    for sentence in itertools.chain(*KEYS):
        yield "help, keys", sentence
    for flavour in compose.flavours():
        yield f"agent {flavour.id}", flavour.name
        yield f"agent {flavour.id}, as a title", flavour.title


def _empty(code: str | None = None) -> Catalog:
    return Catalog(
        locale=code,
        domain=DOMAIN,
        header_comment=_HEADER,
        project=DOMAIN,
        version="1",
        msgid_bugs_address="none",
        last_translator="none",
        language_team="none",
        creation_date=_TIME,
        revision_date=_TIME,
        fuzzy=False,
    )


def read(code: str) -> Catalog:
    """What is translated into a language; nothing where its file is not there yet."""
    file = po_file(code)
    if not file.exists():
        return _empty(code)
    with file.open("rb") as content:
        return read_po(content, locale=code, domain=DOMAIN)


def updated(code: str, template: Catalog) -> Catalog:
    """The language's catalogue with the sentences of today, and their translations where it has
    any. Nothing is guessed from a similar sentence."""
    former, catalogue = read(code), _empty(code)
    for message in template:
        if message.id:
            old = former.get(message.id, message.context)
            catalogue.add(
                message.id,
                old.string if old else None,
                locations=message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """As a file for translators."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, include_lineno=False)
    return out.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """As `gettext` reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def sentences(message: Message) -> tuple[str, ...]:
    """What is to be translated of a message: one text, or the forms of a plural."""
    found = message.id
    return tuple(found) if isinstance(found, list | tuple) else (found,)


def translations(message: Message) -> tuple[str, ...]:
    """Its translation: as many texts as the language has plurals."""
    found = message.string or ""
    return tuple(found) if isinstance(found, list | tuple) else (found,)


def untranslated(catalogue: Catalog) -> list[str]:
    """The English sentences without a translation."""
    return [
        sentences(message)[0]
        for message in catalogue
        if message.id and not all(translations(message))
    ]


def faults(message: Message) -> Iterator[str]:
    """What a translation must keep of its sentence, and does not."""
    for text in filter(None, translations(message)):
        source = sentences(message)[-1]
        if _parameters(text) != _parameters(source):
            yield f"other parameters: {text!r}"
        if len(_ACCESS_KEY.findall(text)) != len(_ACCESS_KEY.findall(source)):
            yield f"another access key: {text!r}"
        if text != text.strip(" ") and source == source.strip(" "):
            yield f"blanks around it: {text!r}"


def _parameters(text: str) -> set[str]:
    names = {
        name for _text, name, _form, _how in string.Formatter().parse(text) if name is not None
    }
    return names | set(_PRINTF.findall(text))


def stale_files() -> Iterator[Path]:
    """The files that are not what the sentences of today make of them."""
    for file, content in _wanted():
        if not file.exists() or file.read_bytes() != content:
            yield file


def _wanted() -> Iterator[tuple[Path, bytes]]:
    template = extracted()
    yield TEMPLATE, as_po(template)
    for language in TRANSLATED:
        catalogue = updated(language.code, template)
        file = po_file(language.code)
        yield file, as_po(catalogue)
        yield file.with_suffix(".mo"), as_mo(catalogue)


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or only name it; 1 where ``--check`` found something."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    only_check = parser.parse_args(arguments).check
    stale = 0
    for file, content in _wanted():
        if file.exists() and file.read_bytes() == content:
            continue
        stale += 1
        if not only_check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        sys.stdout.write(f"{file.relative_to(ROOT)}: {'stale' if only_check else 'written'}\n")
    missing, template = 0, extracted()
    for language in TRANSLATED:
        left = untranslated(updated(language.code, template))
        missing += len(left)
        sys.stdout.write(f"{language.code}: {len(left)} sentences are not translated\n")
    return 1 if only_check and (stale or missing) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
