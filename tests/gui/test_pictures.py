"""Every state of every page as it is seen: nothing cut, over another, outside, or hard to read.

One process goes through all of them; what is judged is what is laid out, and the rendered pixels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from tests.gui.driver import Driver
from tests.gui.test_access import Longer, visible, walk
from wizard.gui.style.theme import LEAST_CONTRAST, Theme, contrast

OpenWizard = Callable[..., Driver]
_SOLID = (QLabel, QAbstractButton, QLineEdit, QComboBox)
_ENOUGH_PIXELS = 2
"""Pixels of one colour that can be a stroke of a letter, and no chance."""


@dataclass(frozen=True)
class Look:
    """How the window is looked at."""

    name: str
    size: tuple[int, int]
    scheme: Qt.ColorScheme = Qt.ColorScheme.Light
    points: float | None = None
    longer: bool = False
    mirrored: bool = False


LOOKS = (
    Look("small", (720, 520)),
    Look("low, longer texts", (800, 480), longer=True),
    Look("dark, mirrored", (720, 520), Qt.ColorScheme.Dark, mirrored=True),
    Look("large text", (1000, 700), points=14.0),
)


@pytest.fixture(params=LOOKS, ids=lambda look: look.name)
def look(request: pytest.FixtureRequest, dressed_app: QApplication) -> Iterator[Look]:
    """The application in this look; afterwards as it was."""
    look: Look = request.param
    font, translator = QFont(dressed_app.font()), Longer()
    theme = Theme(dressed_app, fixed=look.scheme)
    if look.points is not None:
        larger = QFont(font)
        larger.setPointSizeF(look.points)
        dressed_app.setFont(larger)
    if look.mirrored:
        dressed_app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    if look.longer:
        dressed_app.installTranslator(translator)
    yield look
    dressed_app.removeTranslator(translator)
    dressed_app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    dressed_app.setFont(font)
    theme.deleteLater()
    Theme(dressed_app, fixed=Qt.ColorScheme.Light)


def test_every_page_can_be_read(open_wizard: OpenWizard, look: Look) -> None:
    wizard = open_wizard()
    wizard.window.setMinimumSize(400, 300)
    wizard.window.resize(*look.size)
    faults: list[str] = []
    for page in walk(wizard):
        QApplication.processEvents()
        found = [
            *outside(wizard.window),
            *cut(wizard.window),
            *overlapping(wizard.window),
            *illegible(wizard.window),
        ]
        faults += [f"{page}: {fault}" for fault in found]
    assert not faults, "\n".join(dict.fromkeys(faults))


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


def cut(window: QWidget) -> Iterator[str]:
    """Texts that have less room than they need."""
    for label in visible(window, QLabel):
        assert isinstance(label, QLabel)
        wraps = label.wordWrap()
        needed = label.heightForWidth(label.width()) if wraps else label.sizeHint().height()
        if label.height() < needed or (not wraps and label.width() < label.sizeHint().width()):
            yield f"{told(label)} is cut"
    for button in visible(window, QPushButton):
        if button.width() < button.minimumSizeHint().width():
            yield f"{told(button)} is cut"


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
    pixels = bytes(picture.constBits())
    counted = Counter(pixels[at : at + 4] for at in range(0, len(pixels), 4))
    colours = [
        QColor(colour[2], colour[1], colour[0])
        for colour, count in counted.most_common()
        if count >= min(_ENOUGH_PIXELS, counted.most_common(2)[-1][1])
    ]
    return max((contrast(colours[0], colour) for colour in colours[1:]), default=21.0)


def told(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = text() if callable(text) else ""
    return f"{type(widget).__name__} {words or widget.accessibleName()!r}"
