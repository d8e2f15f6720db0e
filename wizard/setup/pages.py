"""The names of the wizard's pages: light, for the window that is seen before anything else."""

from __future__ import annotations

from enum import IntEnum


class PageId(IntEnum):
    """The five steps; the number is the page's id in the window."""

    HUB = 0
    DEVICE = 1
    AUTHENTICATION = 2
    REVIEW = 3
    CHECK = 4
