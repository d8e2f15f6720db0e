"""Both palettes can be read, and follow the system."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.patience import HANG_LIMIT_MS
from wizard.gui.style.palettes import palette
from wizard.gui.style.theme import LEAST_CONTRAST, Theme, Tone, contrast, is_dark, tint, tone_colour

SCHEMES = [Qt.ColorScheme.Light, Qt.ColorScheme.Dark]
BACKGROUNDS = [
    QPalette.ColorRole.Window,
    QPalette.ColorRole.Base,
    QPalette.ColorRole.AlternateBase,
]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_can_be_read_everywhere(scheme: Qt.ColorScheme, tone: Tone) -> None:
    colours = palette(scheme)

    for background in BACKGROUNDS:
        assert contrast(tone_colour(tone, colours), colours.color(background)) >= LEAST_CONTRAST


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("tone", [Tone.SUCCESS, Tone.WARNING, Tone.ERROR, Tone.ACCENT])
def test_text_can_be_read_on_tinted_backgrounds(scheme: Qt.ColorScheme, tone: Tone) -> None:
    colours = palette(scheme)
    text = colours.color(QPalette.ColorRole.WindowText)

    assert contrast(text, tint(tone, colours, 0.13)) >= LEAST_CONTRAST
    assert contrast(tone_colour(tone, colours), tint(tone, colours, 0.08)) >= LEAST_CONTRAST


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "background"),
    [
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Link),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.Link, QPalette.ColorRole.Window),
        (QPalette.ColorRole.Link, QPalette.ColorRole.Base),
        (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
    ],
)
def test_controls_can_be_read(
    scheme: Qt.ColorScheme, text: QPalette.ColorRole, background: QPalette.ColorRole
) -> None:
    colours = palette(scheme)

    assert contrast(colours.color(text), colours.color(background)) >= LEAST_CONTRAST


def test_an_unknown_scheme_is_light() -> None:
    assert not is_dark(palette(Qt.ColorScheme.Unknown))
    assert is_dark(palette(Qt.ColorScheme.Dark))


@pytest.fixture
def restored(dressed_app: QApplication) -> Iterator[QApplication]:
    yield dressed_app
    Theme(dressed_app, fixed=Qt.ColorScheme.Light)


def test_widgets_follow_while_the_program_runs(restored: QApplication, qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    assert line.palette().color(QPalette.ColorRole.Text).lightness() < 128

    Theme(restored, fixed=Qt.ColorScheme.Dark)

    assert line.palette().color(QPalette.ColorRole.Text).lightness() > 128


def test_the_systems_scheme_is_followed(
    restored: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = Theme(restored)
    monkeypatch.setattr(Theme, "scheme", Qt.ColorScheme.Dark)

    restored.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)

    qtbot.waitUntil(lambda: is_dark(restored.palette()), timeout=HANG_LIMIT_MS)
    theme.deleteLater()


def test_high_contrast_is_left_alone(
    restored: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert restored.styleSheet()
    monkeypatch.setattr("wizard.gui.style.theme.high_contrast", lambda: True)

    theme = Theme(restored)

    assert restored.styleSheet() == ""
    system = QPalette().color(QPalette.ColorRole.Window)
    assert restored.palette().color(QPalette.ColorRole.Window) == system
    theme.deleteLater()
