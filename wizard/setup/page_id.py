"""The wizard's pages, and the fields on them beside which a problem is shown.

A module of its own: the window is painted before the rest of `flow` is imported.
"""

from __future__ import annotations

from enum import IntEnum


class PageId(IntEnum):
    """The five steps; the number is the page's id in the window."""

    HUB = 0
    DEVICE = 1
    AUTHENTICATION = 2
    REVIEW = 3
    CHECK = 4


class PageField(IntEnum):
    """The field beside which a problem is shown."""

    CONNECTION_STRING = 0
    DEVICE_ID = 1
    IDENTITY = 2
    AGENT = 3
    FOLDER = 4
    CERTIFICATE = 5
    ID_SCOPE = 6
    REGISTRATION_ID = 7
    DPS_KEY = 8
    SECRETS = 9
    COMPUTER = 10
    BUNDLE = 11
