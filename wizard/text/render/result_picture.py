"""The picture of a result at the top of a report: seen before a word of it is read."""

from __future__ import annotations

from typing import Final

from wizard.domain.report import Result
from wizard.text.render.facts import SavedReport

_STROKES: Final = {
    "ok": "M15 25.5l7 7 12.5-15",
    "failed": "M17 17l14 14M31 17L17 31",
    "open": "M24 15v12M24 33.5v.5",
}


def result_kind(saved: SavedReport) -> str:
    """``ok`` only where the login was proven, ``failed``, or ``open``."""
    if saved.report.result is not Result.OK:
        return "failed"
    return "ok" if saved.report.login is not None and not saved.previews else "open"


def picture_of(kind: str) -> str:
    """A disc with a mark, in the colour of the result. It is not read out: words are beside it."""
    return (
        '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<circle cx="24" cy="24" r="22"/>'
        f'<path d="{_STROKES[kind]}"/></svg>'
    )
