"""One quiet bar and one sentence: what the page is waiting for."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QAccessible, QHideEvent, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.gui.style.theme import MARGIN, SMALL
from wizard.gui.widgets.labels import announce, small
from wizard.gui.widgets.spoken_role import speak_as

_TURN_MS: Final = 1600
_FRAME_MS: Final = 40


class BusyBar(QWidget):
    """Lies along the lower edge of a page, in its margin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = small()
        self._track = _Track()
        self._awaited: dict[str, str] = {}
        self._template = ""
        self._left = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, SMALL, 0, 0)
        box.setSpacing(SMALL)
        self._sentence.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._sentence.setWordWrap(False)
        box.addWidget(self._sentence)
        box.addWidget(self._track)
        self.setAutoFillBackground(True)
        speak_as(self, QAccessible.Role.StatusBar)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence; empty while nothing is awaited."""
        return "" if self.isHidden() else self._sentence.text()

    def begin(self, sentence: str, what: str = "page") -> None:
        """Show that ``what`` is awaited; of several the last to begin is spoken of."""
        begins = not self._awaited
        self._awaited.pop(what, None)
        self._awaited[what] = sentence
        self._speak()
        if begins and sentence and self.isVisible():  # not on a page that is behind another
            # Once: what follows while one waits would only be in the way of the result.
            announce(self, sentence, politely=True)

    def remind(self) -> None:
        """Say again what is awaited: somebody has pressed what cannot be done yet."""
        if self.text:
            announce(self, self.text, politely=True)

    def count_down(self, template: str, seconds: float) -> None:
        """Say how long it still waits, with ``{seconds}`` in ``template``, then as before."""
        self._clock.stop()
        self._say(template.format(seconds=math.ceil(seconds)))
        self._template = template
        self._left = seconds
        self._clock.start()

    def end(self, what: str = "page") -> None:
        """``what`` is not awaited any more."""
        self._awaited.pop(what, None)
        self._speak()

    def _speak(self) -> None:
        self._clock.stop()
        if self._awaited:
            self._say(list(self._awaited.values())[-1])
        self.setVisible(bool(self._awaited))

    def _tick(self) -> None:
        self._left -= 1.0
        if self._left > 0:
            self._say(self._template.format(seconds=math.ceil(self._left)))
        else:
            self._speak()

    def _say(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)


class _Track(QWidget):
    """A light that moves along a line. It turns only while it is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(3)
        self._at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._turn)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _turn(self) -> None:
        self._at = (self._at + _FRAME_MS / _TURN_MS) % 1.0
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawRoundedRect(whole, 1.5, 1.5)
        length = whole.width() * 0.28
        left = (whole.width() + length) * self._at - length
        painter.setClipRect(whole)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(QRectF(left, 0, length, whole.height()), 1.5, 1.5)
        painter.end()
