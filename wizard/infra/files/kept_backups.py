"""Which backups of a file outlive a run: in a folder where a job runs every day they would be
hundreds otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

_LAST: Final = 5
"""Kept of a file that is no key, besides the first one: the file as it was before this program."""


def superfluous(others: Sequence[Path], *, secret: bool, has_new: bool) -> Sequence[Path]:
    """Those of the ``others``, the oldest first, that go: of a key all but the last backup.

    ``has_new``: the run has made another one, which is the last.
    """
    first, last = (0, 1) if secret else (1, _LAST)
    end = len(others) - (last - has_new)
    return others[first : max(end, first)]
