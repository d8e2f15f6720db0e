"""The room in which a page is scrolled."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from wizard.gui.style.theme import MARGIN, by_font

_MOST_WIDTH: Final = 760


class PageArea(QScrollArea):
    """Up and down; sideways only on a screen that is narrower than the page can be."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Lines that can be read: in a large window the page stands in the middle.
        page.setMaximumWidth(by_font(_MOST_WIDTH) + 2 * MARGIN)
        holder = QWidget()
        middle = QHBoxLayout(holder)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(page)
        self.setWidget(holder)
