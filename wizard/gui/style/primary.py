"""The one button of a page that stands out."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


def make_primary(chosen: QPushButton, *others: QPushButton) -> None:
    """Let ``chosen`` stand out, and none of the ``others``."""
    for button in (chosen, *others):
        button.setProperty("primary", button is chosen)
        button.style().unpolish(button)
        button.style().polish(button)
