"""Pictures from ``resources/icons``: drawn in the palette's colours, sharp at every scale."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from wizard.domain.resources import resource
from wizard.gui.style.theme import Tone, changes_look, tone_colour

_SCALES: Final = (1.0, 1.5, 2.0, 3.0)


@lru_cache(maxsize=64)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    svg = resource("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(svg.encode("utf-8")))


def draw_icon(painter: QPainter, name: str, colour: QColor, where: QRectF) -> None:
    """Draw the picture into a rectangle."""
    _renderer(name, colour.name()).render(painter, where)


def icon(name: str, colour: QColor, size: int = 16) -> QIcon:
    """The picture as an icon, with a pixmap for each usual scale of screens."""
    return _icon(name, colour.name(), size)


@lru_cache(maxsize=64)
def _icon(name: str, colour: str, size: int) -> QIcon:
    result = QIcon()
    for scale in _SCALES:
        edge = round(size * scale)
        pixmap = QPixmap(edge, edge)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw_icon(painter, name, QColor(colour), QRectF(0, 0, edge, edge))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        result.addPixmap(pixmap)
    return result


def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return QIcon(str(resource("icons", "app.svg")))


class Picture(QWidget):
    """One picture that follows palette and scale. Decoration: words beside it say the same."""

    def __init__(self, name: str, tone: Tone, size: int = 16, parent: QWidget | None = None):
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self._size = QSize(size, size)
        self.setFixedSize(self._size)

    def show_icon(self, name: str, tone: Tone) -> None:
        """Show another picture."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        return self._size

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = tone_colour(self._tone, self.palette())
        draw_icon(painter, self._name, colour, QRectF(self.rect()))
        painter.end()


class ButtonIcon(QWidget):
    """Keeps a button's icon in the palette's colours: an invisible child that hears of changes."""

    def __init__(self, button: QAbstractButton, name: str, tone: Tone = Tone.TEXT) -> None:
        super().__init__(button)
        self._button = button
        self._name = name
        self._tone = tone
        self.hide()
        self._refresh()

    def show_icon(self, name: str) -> None:
        """Give the button another picture."""
        self._name = name
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if changes_look(event):
            self._refresh()

    def _refresh(self) -> None:
        self._button.setIcon(icon(self._name, tone_colour(self._tone, QApplication.palette())))
