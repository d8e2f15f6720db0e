"""The language of all that people read. `_` is the one way to it, for window, command line, report.

Sentences stand in the source in English. `_` and its kind look them up in the catalogue of the
language in use (``resources/translations``, made by ``packaging/translations.py``). English has no
catalogue: nothing is read for it. Codes, ``--json``, the log and exit codes have no language.
"""

from __future__ import annotations

import functools
import gettext
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Final, ParamSpec, TypeVar

from wizard.domain.resources import resource
from wizard.text.languages import PSEUDO, SOURCE, Language
from wizard.text.pseudo import PseudoTranslations

P = ParamSpec("P")
R = TypeVar("R")

DOMAIN: Final = "iot-agent-setup"
_log: Final = logging.getLogger(__name__)


class _Use:
    """Which language is in use, with its catalogue."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.catalogue = _catalogue(language)


def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    if language in PSEUDO:
        return PseudoTranslations(longer=not language.right_to_left)
    file = resource("translations", language.code, "LC_MESSAGES", f"{DOMAIN}.mo")
    try:
        with file.open("rb") as content:
            return gettext.GNUTranslations(content)
    except OSError:
        _log.exception("the translation cannot be read; English is used instead")
        return gettext.NullTranslations()


_ENGLISH: Final = _Use(SOURCE)
_chosen = _ENGLISH
_instead: ContextVar[_Use | None] = ContextVar("instead", default=None)
Note = Callable[[str, Callable[[], str]], str]
"""Takes a sentence and how to make it again; returns it."""
_note: Note | None = None


def use(language: Language) -> None:
    """From now on, in every thread, people read this language."""
    global _chosen
    _chosen = _ENGLISH if language == SOURCE else _Use(language)


def remember_with(note: Note | None) -> None:
    """Have each sentence that people read noted: `wizard.text.retranslation`."""
    global _note
    _note = note


def language() -> Language:
    """The language in use."""
    return _now().language


@contextmanager
def english() -> Iterator[None]:
    """Here, in this thread or task alone, every sentence is English: what programs read."""
    token = _instead.set(_ENGLISH)
    try:
        yield
    finally:
        _instead.reset(token)


def in_english(function: Callable[P, R]) -> Callable[P, R]:
    """What this function returns is for programs: its sentences are English in every language."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with english():
            return function(*args, **kwargs)

    return wrapped


def _(message: str) -> str:
    """The sentence in the language in use."""
    return _noted(_now().catalogue.gettext(message), partial(_, message)) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for this number; `str.format` with ``count`` is the caller's."""
    text = _now().catalogue.ngettext(one, many, count)
    return _noted(text, partial(ngettext, one, many, count))


def pgettext(context: str, message: str) -> str:
    """A word that has several meanings in English, in the one that the context names."""
    text = _now().catalogue.pgettext(context, message)
    return _noted(text, partial(pgettext, context, message))


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Mark a sentence that is looked up later, when it is shown."""
    return message


def _noted(text: str, again: Callable[[], str]) -> str:
    return text if _note is None or _instead.get() else _note(text, again)


def _now() -> _Use:
    return _instead.get() or _chosen
