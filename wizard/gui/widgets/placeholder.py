"""What stands where a list would be: loading, empty, or why there is none."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout, QWidget

from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import BLOCK, LARGE, SMALL, Tone
from wizard.gui.widgets.labels import Label, announce, title

_ROW: Final = 34
_BARS: Final = (0.34, 0.18, 0.14, 0.10)


class Placeholder(QFrame):
    """Picture, words and, where it helps, a button; or a skeleton of the list to come."""

    action = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skeleton = False
        self._picture = Picture("devices", Tone.QUIET, 28)
        self._title = title("")
        self._text = Label(tone=Tone.QUIET, selectable=True)
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.action)
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (self._title, self._text):
            label.setAlignment(middle)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, BLOCK, LARGE, BLOCK)
        box.setSpacing(SMALL)
        box.addStretch(1)
        box.addWidget(self._picture, 0, middle)
        box.addWidget(self._title)
        box.addWidget(self._text)
        box.addWidget(self.button, 0, middle)
        box.addStretch(2)

    @property
    def text(self) -> str:
        """What is said."""
        return "" if self._skeleton else f"{self._title.text()} {self._text.text()}".strip()

    def show_skeleton(self, words: str) -> None:
        """Something is being fetched; ``words`` are for those who do not see the bars."""
        self._set(skeleton=True)
        self.setAccessibleName(words)

    def show_state(
        self, headline: str, words: str, *, tone: Tone = Tone.QUIET, action: str = ""
    ) -> None:
        """Say why there is no list. ``action`` labels the button; without it there is none."""
        self._set(skeleton=False)
        self._picture.show_icon("warning" if tone is Tone.WARNING else "devices", tone)
        self._title.setText(headline)
        self._text.setText(words)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(self.text)
        announce(self, self.text)

    def _set(self, *, skeleton: bool) -> None:
        self._skeleton = skeleton
        for widget in (self._picture, self._title, self._text, self.button):
            widget.setVisible(not skeleton)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.setBrush(QApplication.palette().color(QPalette.ColorRole.Window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._skeleton:
            self._draw_bars(painter)
        painter.end()

    def _draw_bars(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Midlight))
        room = self.width() - 2 * BLOCK
        starts = (0.0, 0.46, 0.70, 0.88)
        for row in range(self.height() // _ROW):
            for start, width in zip(starts, _BARS, strict=True):
                shorter = 1.0 - 0.12 * ((row * 7 + int(start * 10)) % 4)
                left = BLOCK + start * room
                top = row * _ROW + (_ROW - 10) / 2
                painter.drawRoundedRect(QRectF(left, top, width * room * shorter, 10), 5, 5)
