"""Keys that do the same in the window and in its dialogs."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press_focused(focus: QWidget, event: QKeyEvent) -> bool:
    """Press the button that has the focus; whether there is one.

    A key that is held down presses nothing again: what it began must not be followed by another.
    """
    if not isinstance(focus, (QPushButton, QToolButton)):
        return event.isAutoRepeat()
    if not event.isAutoRepeat():
        focus.click()
    return True
