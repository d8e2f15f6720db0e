"""Colours, type and rhythm: two palettes that follow the system, one sheet made from them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from wizard.gui.style.palettes import ON_DARK, ON_LIGHT, palette
from wizard.gui.style.stylesheet import stylesheet

# One rhythm: page margins MARGIN, between blocks BLOCK, label to field LABEL_GAP.
TINY: Final = 4
SMALL: Final = 8
BLOCK: Final = 12
LABEL_GAP: Final = 14
MEDIUM: Final = 16
LARGE: Final = 24
MARGIN: Final = 28

LEAST_CONTRAST: Final = 4.5
"""WCAG 2.1 AA for text."""

_USUAL_LINE: Final = 18.0
"""Pixels: the height of a line of the systems' usual text, of 9 to 11 pt."""

_ROLE: Final = QPalette.ColorRole


@dataclass(frozen=True, slots=True)
class Colours:
    """What the palette has no role for. Never without an icon and words beside it."""

    success: QColor
    warning: QColor
    error: QColor


class Tone(Enum):
    """What a picture or a line of text is there to say."""

    TEXT = "text"
    QUIET = "quiet"
    ACCENT = "accent"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


def tone_colour(tone: Tone, of: QPalette) -> QColor:
    """The colour of a tone under this palette."""
    match tone:
        case Tone.TEXT:
            return of.color(_ROLE.WindowText)
        case Tone.QUIET:
            return of.color(_ROLE.PlaceholderText)
        case Tone.ACCENT:
            return of.color(_ROLE.Highlight)
    semantic: QColor = getattr(colours(of), tone.value)
    return semantic


_VIVID: Final = {Tone.SUCCESS: "#22b573", Tone.WARNING: "#f59e0b", Tone.ERROR: "#f0444f"}
"""Under text, not for text."""


def colours(of: QPalette) -> Colours:
    """The semantic colours that are legible on this palette's window and base."""
    success, warning, error = ON_DARK if is_dark(of) else ON_LIGHT
    return Colours(_legible(success, of), _legible(warning, of), _legible(error, of))


def tint(tone: Tone, of: QPalette, strength: float) -> QColor:
    """A background or frame that hints at a tone: the window with a little of it."""
    window = of.color(_ROLE.Window)
    vivid = _VIVID.get(tone)
    colour = QColor(vivid) if vivid else tone_colour(tone, of)

    def mixed(under: int, over: int) -> int:
        return round(under + (over - under) * strength)

    return QColor(
        mixed(window.red(), colour.red()),
        mixed(window.green(), colour.green()),
        mixed(window.blue(), colour.blue()),
    )


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.1, from 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def scaled_font(widget: QWidget, factor: float, weight: QFont.Weight) -> QFont:
    """The widget's font, larger or smaller by ``factor``: follows the system's size."""
    font = QFont(widget.font())
    font.setPointSizeF(QApplication.font().pointSizeF() * factor)
    font.setWeight(weight)
    return font


def by_font(pixels: int) -> int:
    """A length that was drawn for text of the usual size, for the text that there is."""
    return round(pixels * max(1.0, QFontMetricsF(QApplication.font()).height() / _USUAL_LINE))


def heading_font(widget: QWidget) -> QFont:
    """17 pt demi-bold; larger where the system's own text is larger than usual."""
    font = QFont(widget.font())
    font.setPointSizeF(max(17.0, QApplication.font().pointSizeF() * 1.7))
    font.setWeight(QFont.Weight.DemiBold)
    return font


_IN_SHEET: Final = (Tone.QUIET, Tone.SUCCESS, Tone.WARNING, Tone.ERROR)


class Theme(QObject):
    """Dresses the application, anew whenever the system changes its colour scheme."""

    def __init__(self, app: QApplication, fixed: Qt.ColorScheme | None = None) -> None:
        """``fixed`` keeps one scheme, whatever the system says: for pictures and tests."""
        super().__init__(app)
        self._app = app
        self._fixed = fixed
        if fixed is None:
            app.styleHints().colorSchemeChanged.connect(self._later)
            if hasattr(app.styleHints(), "accessibility"):  # since Qt 6.10
                hints = app.styleHints().accessibility()
                hints.contrastPreferenceChanged.connect(self._later)
        self._dress()

    @property
    def scheme(self) -> Qt.ColorScheme:
        """The scheme in force."""
        return self._fixed or QGuiApplication.styleHints().colorScheme()

    def _later(self) -> None:
        # Qt installs the system's new palette after the signal: ours must come last.
        QTimer.singleShot(0, self, self._dress)

    def _dress(self) -> None:
        if self._fixed is None and high_contrast():
            self._undress()
            return
        # Elsewhere `application` has asked for it: as Python's object a style takes 10 ms to make.
        if sys.platform == "win32" and not self._app.styleSheet():
            self._app.setStyle("Fusion")
        chosen = palette(self.scheme)
        self._app.setPalette(chosen)
        tones = {tone.value: tone_colour(tone, chosen) for tone in _IN_SHEET}
        self._app.setStyleSheet(stylesheet(chosen, tones, dark=is_dark(chosen)))

    def _undress(self) -> None:
        """Give way to a theme that somebody needs in order to see."""
        if self._app.styleSheet():
            self._app.setStyleSheet("")
            self._app.setPalette(QPalette())


def is_dark(of: QPalette) -> bool:
    """Whether this palette writes light on dark."""
    return _luminance(of.color(_ROLE.Window)) < _luminance(of.color(_ROLE.WindowText))


def high_contrast() -> bool:
    """Whether the user has chosen a high contrast theme, which is left alone."""
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)  # since Qt 6.10
    if accessibility is not None:
        return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)
    # Before: Qt on Windows calls the scheme unknown only under a high contrast theme.
    return sys.platform == "win32" and hints.colorScheme() is Qt.ColorScheme.Unknown


def changes_look(event: QEvent) -> bool:
    """Whether a widget that caches colours or fonts has to make them anew."""
    return event.type() in (
        QEvent.Type.PaletteChange,
        QEvent.Type.ApplicationPaletteChange,
        QEvent.Type.StyleChange,
    )


def _luminance(colour: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in (colour.redF(), colour.greenF(), colour.blueF()))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _legible(colour: QColor, of: QPalette) -> QColor:
    """``colour``, moved in lightness until it can be read on every background of this palette."""
    backgrounds = [of.color(role) for role in (_ROLE.Window, _ROLE.Base, _ROLE.AlternateBase)]
    step = 0.02 if is_dark(of) else -0.02
    lightness = colour.lightnessF()
    result = colour
    while min(contrast(result, under) for under in backgrounds) < LEAST_CONTRAST + 0.3:
        lightness += step
        if not 0.0 <= lightness <= 1.0:
            return of.color(_ROLE.WindowText)
        result = QColor.fromHslF(colour.hslHueF(), colour.hslSaturationF(), lightness)
    return result
