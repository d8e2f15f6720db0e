"""Telling somebody that a fault may pass and is waited for; light, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

from wizard.domain.errors import HubError

OnWait = Callable[[float, HubError], None]
"""Told the seconds until the next try, and why there is one."""


def ignore_wait(_seconds: float, _error: HubError) -> None:
    """For callers that show nothing."""
