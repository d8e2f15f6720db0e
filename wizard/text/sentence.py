"""The shape of a sentence pair."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """What happened and why, and what to do; ``str.format`` templates over a problem's params."""

    cause: str
    remedy: str
