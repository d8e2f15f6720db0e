"""Which front people look at: a remedy names the window's fields, or the command line's options."""

from __future__ import annotations

_window = False


def speak_in_window(*, window: bool = True) -> None:
    """From now on remedies are those of the window."""
    global _window
    _window = window


def in_window() -> bool:
    """Whether remedies are those of the window; until somebody says so, the command line's."""
    return _window
