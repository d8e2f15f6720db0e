"""What is wrong with a window as it is seen: cut, over another, outside, hard to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from wizard.gui.style.theme import LEAST_CONTRAST, contrast

_SOLID: Final = (QLabel, QAbstractButton, QLineEdit, QComboBox)
_ENOUGH_PIXELS: Final = 2
"""Pixels of one colour that can be a stroke of a letter, and no chance."""


def misplaced(window: QWidget) -> list[str]:
    """What is wrong with where things stand."""
    return [*outside(window), *cut(window), *overlapping(window)]


def cut(window: QWidget) -> Iterator[str]:
    """Texts that have less room than they need."""
    for label in visible(window, QLabel):
        assert isinstance(label, QLabel)
        wraps = label.wordWrap()
        needed = label.heightForWidth(label.width()) if wraps else label.sizeHint().height()
        if label.height() < needed or (not wraps and label.width() < label.sizeHint().width()):
            yield f"{told(label)} is cut ({squeezed(label)})"
    for button in visible(window, QPushButton):
        if button.width() < button.minimumSizeHint().width():
            yield f"{told(button)} is cut"


def squeezed(widget: QWidget) -> str:
    """The height of the widget and of all that it stands in, and the height that each needs: tells
    which of them did not take the height of its content."""
    heights = []
    around: QWidget | None = widget
    while around is not None and not around.isWindow():
        needed = max(around.heightForWidth(around.width()), around.minimumSizeHint().height())
        heights.append(f"{type(around).__name__} {around.height()} of {needed}")
        around = around.parentWidget()
    return ", in ".join(heights)


def outside(window: QWidget) -> Iterator[str]:
    """What leaves the window, and what is wider than the page."""
    for button in visible(window, QPushButton):
        place = QRect(button.mapTo(window, QPoint(0, 0)), button.size())
        if place.left() < 0 or place.right() > window.width():
            yield f"{told(button)} leaves the window"
    for area in visible(window, QScrollArea):
        assert isinstance(area, QScrollArea)
        content = area.widget()
        assert content is not None
        if content.width() > area.viewport().width():
            yield f"the page is wider than the window: {content.width()}"
        for part in content.findChildren(QWidget):
            left = part.mapTo(content, QPoint(0, 0)).x()
            if part.isVisible() and (left < 0 or left + part.width() > content.width()):
                yield f"{told(part)} is outside the page"


def overlapping(window: QWidget) -> Iterator[str]:
    """Widgets of one parent that stand on each other."""
    parents = {widget.parentWidget() for kind in _SOLID for widget in visible(window, kind)}
    for parent in filter(None, parents):
        if isinstance(parent, (QLineEdit, QComboBox)):
            continue
        parts = [
            part
            for part in parent.children()
            if isinstance(part, _SOLID) and part.isVisible() and not part.isWindow()
        ]
        for one, other in combinations(parts, 2):
            if one.geometry().intersects(other.geometry()):
                yield f"{told(one)} and {told(other)} overlap"


def illegible(window: QWidget) -> Iterator[str]:
    """Texts whose pixels do not stand out from those around them."""
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    scale = picture.devicePixelRatio()
    for label in (*visible(window, QLabel), *visible(window, QPushButton)):
        assert isinstance(label, (QLabel, QPushButton))
        seen = label.visibleRegion().boundingRect()
        if not label.text() or not label.isEnabled() or seen.size() != label.size():
            continue
        corner = label.mapTo(window, QPoint(0, 0)) * scale
        size = label.size() * scale
        part = picture.copy(QRect(corner, size))
        if (ratio := text_contrast(part)) < LEAST_CONTRAST:
            yield f"{told(label)} has a contrast of {ratio:.1f}"


def text_contrast(picture: QImage) -> float:
    """The contrast between the ground and the colour that stands out most from it."""
    pixels = memoryview(picture.constBits()).cast("I")  # a whole number of them in every row
    counted = Counter(pixels).most_common()
    least = min(_ENOUGH_PIXELS, counted[:2][-1][1])
    colours = [QColor(pixel) for pixel, count in counted if count >= least]
    return max((contrast(colours[0], colour) for colour in colours[1:]), default=21.0)


def visible(root: QWidget, kind: type[QWidget]) -> list[QWidget]:
    """What of this kind is seen, in a window that is shown."""
    return [widget for widget in root.findChildren(kind) if widget.isVisible()]


def told(widget: QWidget) -> str:
    """The widget, as a reader recognizes it."""
    text = getattr(widget, "text", None)
    words = text() if callable(text) else ""
    return f"{type(widget).__name__} {words or widget.accessibleName()!r}"
