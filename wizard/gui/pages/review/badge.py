"""A word in a rounded frame."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from wizard.gui.style.theme import SMALL, Tone, scaled_font, tint, tone_colour


class Badge(QLabel):
    """A short state, in words and in a tone."""

    def __init__(self, word: str, tone: Tone) -> None:
        super().__init__(word)
        self._tone = tone
        self.setFont(scaled_font(self, 0.87, QFont.Weight.DemiBold))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * SMALL + 4
        return QSize(width, metrics.height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = tone_colour(self._tone, self.palette())
        painter.setPen(tint(self._tone, self.palette(), 0.45))
        painter.setBrush(tint(self._tone, self.palette(), 0.08))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(colour)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
