"""What the window has said so far, to say it again when another language is chosen.

Widgets keep the words that they show, and not where these came from. While this is on, `_` notes
each sentence with the way to make it: looked up again, and filled with the same parameters. What
a widget shows is found among these, whole or put together from several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any, Final

from wizard.text import language
from wizard.text.access_key import without_key

_Again = Callable[[], str]
_LEAST: Final = 8
"""Characters of a sentence that is looked for inside of a longer text."""
_JOINED: Final = re.compile("(: |; |, | – | · )")
"""What stands between words that were put together."""


class _Said:
    """The sentences, each with how it is made in the language then in use."""

    def __init__(self) -> None:
        self.made: dict[str, _Again] = {}

    def note(self, text: str, again: _Again) -> str:
        """Remember how the text is made; whoever fills its braces tells that too."""
        self.made.setdefault(text, again)
        if "&" in text:  # as it is read out
            self.made.setdefault(without_key(text), lambda: without_key(again()))
        return _Sentence(text, again)

    def inside(self, text: str) -> tuple[str, _Again] | None:
        """The longest sentence that is a part of the text."""
        found = (
            (known, again)
            for known, again in tuple(self.made.items())  # other threads speak too
            if len(known) >= _LEAST and known in text
        )
        return max(found, key=lambda each: len(each[0]), default=None)


_said: Final = _Said()


class _Sentence(str):
    """A sentence of the catalogue: what fills its braces is remembered."""

    _again: _Again

    def __new__(cls, text: str, again: _Again) -> _Sentence:
        made = super().__new__(cls, text)
        made._again = again
        return made

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)

    def format(self, *args: Any, **kwargs: Any) -> str:
        """As `str.format`."""
        again = partial(_filled_again, self._again, args, kwargs)
        return _said.note(super().format(*args, **kwargs), again)

    def format_map(self, mapping: Mapping[str, Any]) -> str:  # type: ignore[override]
        """As `str.format_map`."""
        again = partial(_filled_again, self._again, (), mapping)
        return _said.note(super().format_map(mapping), again)


def _filled_again(template: _Again, args: tuple[Any, ...], mapping: Mapping[str, Any]) -> str:
    """Parameters that were sentences themselves are in the new language too."""
    values = type(mapping)({name: _value(value) for name, value in mapping.items()})  # type: ignore[call-arg]
    sentence = template()
    return sentence.format(*map(_value, args), **values) if args else sentence.format_map(values)


def _value(value: Any) -> Any:
    again = _said.made.get(value) if isinstance(value, str) else None
    return again() if again else value


def remember() -> None:
    """From now on what is said can be said again."""
    language.remember_with(_said.note)


def forget() -> None:
    """Nothing needs to be said again any more."""
    language.remember_with(None)
    _said.made.clear()


def retranslated(text: str) -> str:
    """The text in the language in use, if it, or what it is made of, was said by `_`; otherwise
    as it is."""
    if not text.strip():
        return text
    again = _said.made.get(text)
    if again is not None:
        return again()
    if (found := _said.inside(text)) is None:
        return "".join(map(_value, _JOINED.split(text)))
    known, again = found
    before, _known, after = text.partition(known)
    return retranslated(before) + again() + retranslated(after)


def retranslated_html(text: str) -> str:
    """The same for rich text, in which sentences are escaped."""
    for known, again in sorted(_said.made.items(), key=lambda each: -len(each[0])):
        if len(known) >= _LEAST and escape(known) in text:
            text = text.replace(escape(known), escape(again()))
    return text
