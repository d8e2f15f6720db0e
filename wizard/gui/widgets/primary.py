"""The one button of a page that stands out."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

from wizard.gui.widgets.labels import repolish


def make_primary(chosen: QAbstractButton, *others: QAbstractButton) -> None:
    """Let ``chosen`` stand out, and none of the ``others``."""
    for button in (chosen, *others):
        button.setProperty("primary", button is chosen)
        repolish(button)
