"""Languages that nobody speaks: English made longer, or only marked, to try the layout with."""

from __future__ import annotations

import gettext
import re
from typing import Final

_ACCENTS: Final = str.maketrans(
    "AEINOUYaeinouycs",
    "ÅÉÎÑÖÛÝåéîñöûýçš",
)
_LONGER: Final = 0.4
_KEPT: Final = re.compile(r"\{[^{}]*\}|%\(\w+\)[sdr]|%[sdr%]|<[^>]+>|&\w+;|&\S|https?://\S+")
"""What is no word: parameters, markup, access keys, addresses."""
_WORDS: Final = "one two three four five six seven eight nine ten "


class PseudoTranslations(gettext.NullTranslations):
    """Accents and 40 % more text in brackets, or English as it is (``longer`` false).

    What is cut off at the end lacks its bracket, and what was never translated has no accents.
    """

    def __init__(self, *, longer: bool) -> None:
        super().__init__()
        self._longer = longer

    def gettext(self, message: str) -> str:
        """The sentence in this language."""
        return lengthened(message) if self._longer else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The sentence for this number."""
        return self.gettext(super().ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 (the base class's)  # noqa: ARG002 (the base class's)
        """The sentence in this language; the context says nothing to it."""
        return self.gettext(message)


def lengthened(text: str) -> str:
    """The text with accents, 40 % longer, in brackets; parameters and markup stay."""
    accented, at = "", 0
    for kept in _KEPT.finditer(text):
        accented += text[at : kept.start()].translate(_ACCENTS) + kept[0]
        at = kept.end()
    accented += text[at:].translate(_ACCENTS)
    more = round(len(text) * _LONGER) - len("[]")
    filler = (_WORDS * (more // len(_WORDS) + 1))[: max(more, 0)].rstrip()
    return f"[{accented} {filler}]" if filler else f"[{accented}]"
