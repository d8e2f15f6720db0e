"""How large the window is: by the font and the screen at first, then as it was left."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from wizard.gui.style.theme import by_font

_FIRST: Final = QSize(900, 600)
_LEAST: Final = QSize(720, 520)
_FRAME: Final = QSize(16, 48)
"""Room for the window's frame and title, which Qt does not know before it is shown."""
_KEY: Final = "window/geometry"


def room_on(screen: QSize) -> QSize:
    """What a window can have of a screen's usable part."""
    return QSize(screen.width() - _FRAME.width(), screen.height() - _FRAME.height())


def set_first_size(window: QWidget, screen: QSize | None = None) -> None:
    """As the pages want it with this font, and no larger than the screen."""
    if screen is None:
        primary = QGuiApplication.primaryScreen()
        screen = primary.availableSize() if primary is not None else _FIRST + _FRAME
    room = room_on(screen)
    window.setMinimumSize(_LEAST.boundedTo(room))
    window.resize(wanted_size().boundedTo(room))


def wanted_size() -> QSize:
    """What the pages want with this font, on whatever screen."""
    return QSize(by_font(_FIRST.width()), by_font(_FIRST.height()))


class KeptSize:
    """The window's place and size in the user's configuration."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "iot-agent-setup", "window"
        )

    def restore(self, window: QWidget) -> None:
        """As it was left; Qt brings it back onto a screen that is there."""
        kept = self._settings.value(_KEY)
        if isinstance(kept, QByteArray):
            window.restoreGeometry(kept)

    def keep(self, window: QWidget) -> None:
        """Remember it for the next start."""
        self._settings.setValue(_KEY, window.saveGeometry())
