"""Single words that stand in columns and labels: what a code of one word is called."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from wizard.domain.proof import ThumbprintSlot
from wizard.text.language import N_, _, pgettext

_STATUS: Final[Mapping[str, str]] = {
    # how a step, a run or a check of a setting ended
    "ok": N_("ok"),
    "failed": N_("failed"),
    "skipped": N_("skipped"),
    "cancelled": N_("cancelled"),
    "note": N_("note"),
    "problem": N_("problem"),
    "failure": N_("failure"),
    "warning": N_("warning"),
    # what an agent makes of its configuration
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "crash": N_("crash"),
    "unauthenticable": N_("cannot authenticate"),
    # what became of a file
    "created": N_("created"),
    "updated": N_("updated"),
    "unchanged": N_("unchanged"),
    "restored": N_("restored"),
    "removed": N_("removed"),
    # what an entry of an agent's log is about
    "starting": N_("starting"),
    "connected": N_("connected"),
    "error": N_("error"),
    "other": N_("other"),
}
_SLOTS: Final[Mapping[ThumbprintSlot, str]] = {
    ThumbprintSlot.PRIMARY: N_("primary"),
    ThumbprintSlot.SECONDARY: N_("secondary"),
}


def status_word(code: str) -> str:
    """The word for a status, a verdict or a change."""
    return _(_STATUS.get(code, code))


def slot_word(slot: ThumbprintSlot) -> str:
    """Which of a device's two thumbprints."""
    return _(_SLOTS[slot])


def key_word(place: str) -> str:
    """Which of the two keys of a device or module."""
    primary, secondary = pgettext("key", "primary"), pgettext("key", "secondary")
    return {"primary": primary, "secondary": secondary}.get(place, place)


def padded(word: str, width: int) -> str:
    """The word with blanks up to this width on a terminal, where a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)
    return word + " " * max(width - taken, 0)
