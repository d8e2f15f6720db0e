"""Every state of every page as it is seen: nothing cut, over another, outside, or hard to read.

One process goes through all of them; what is judged is what is laid out, and the rendered pixels.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.driver import Driver
from tests.gui.picture_faults import cut, illegible, misplaced
from tests.gui.test_access import walk
from tests.patience import HANG_LIMIT_MS
from wizard.gui.style.theme import Theme
from wizard.gui.widgets.labels import Label
from wizard.gui.window_language import WindowLanguage
from wizard.infra.elevation.system_elevation import SystemElevation
from wizard.setup.page_id import PageId
from wizard.text import retranslation
from wizard.text.languages import LANGUAGES, LONGER, MIRRORED, SOURCE, Language

OpenWizard = Callable[..., Driver]


@dataclass(frozen=True)
class Look:
    """How the window is looked at."""

    name: str
    size: tuple[int, int]
    scheme: Qt.ColorScheme = Qt.ColorScheme.Light
    points: float | None = None
    language: Language = SOURCE
    high_contrast: bool = False


LOOKS: tuple[Look, ...] = (
    Look("small", (720, 520)),
    Look("low, longer texts", (800, 480), language=LONGER),
    Look("dark, mirrored", (720, 520), Qt.ColorScheme.Dark, language=MIRRORED),
    Look("large text", (1000, 700), points=14.0),
    Look("high contrast", (900, 600), high_contrast=True),
)
if os.environ.get("TEST_LANGUAGES"):
    LOOKS += tuple(
        Look(f"{language.name}, {width} wide", (width, height), language=language)
        for language in LANGUAGES[1:]
        for width, height in ((720, 520), (900, 600))
    )
"""With TEST_LANGUAGES=1 also every language, small and as the window opens; the folder that
TEST_PICTURES names keeps what is seen."""


@pytest.fixture(params=LOOKS, ids=lambda look: look.name)
def look(request: pytest.FixtureRequest, dressed_app: QApplication) -> Iterator[Look]:
    """The application in this look; afterwards as it was."""
    look: Look = request.param
    font, languages = QFont(dressed_app.font()), WindowLanguage(dressed_app, QSettings())
    theme = Theme(dressed_app, fixed=look.scheme)
    if look.high_contrast:
        # As `Theme` leaves it where the system asks for that: no sheet, the system's colours.
        dressed_app.setStyleSheet("")
        dressed_app.setPalette(black_and_white())
    if look.points is not None:
        larger = QFont(font)
        larger.setPointSizeF(look.points)
        dressed_app.setFont(larger)
    languages.begin(look.language)
    yield look
    languages.begin(SOURCE)
    retranslation.forget()
    languages.setParent(None)
    dressed_app.setFont(font)
    theme.deleteLater()
    Theme(dressed_app, fixed=Qt.ColorScheme.Light)


def black_and_white() -> QPalette:
    """A theme of high contrast, as Windows' first one."""
    palette = QPalette(QColor("black"), QColor("black"))
    roles = QPalette.ColorRole
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.PlaceholderText):
        palette.setColor(role, QColor("white"))
    for role in (roles.Mid, roles.Midlight, roles.Dark, roles.Light, roles.BrightText):
        palette.setColor(role, QColor("white"))
    for role in (roles.Window, roles.Base, roles.Button, roles.AlternateBase):
        palette.setColor(role, QColor("black"))
    palette.setColor(roles.Highlight, QColor("#1aebff"))
    palette.setColor(roles.HighlightedText, QColor("black"))
    palette.setColor(roles.Link, QColor("#ffff00"))
    return palette


def all_states(wizard: Driver) -> Iterator[str]:
    """Every page as it is walked, then what comes after a green check."""
    yield from walk(wizard)
    taken = wizard.session.series.last.directory if wizard.session.series.last else None
    wizard.click(wizard.check.next_device)
    page = wizard.device
    page.device_id.setText("cam-04")
    wizard.until(lambda: bool(page.last_settings.folder.accessibleDescription()))
    yield "the next device"
    wizard.click(page.last_settings.change_button)
    wizard.until(lambda: wizard.at is PageId.AUTHENTICATION)
    fields, notice = wizard.authentication.agent_fields, wizard.authentication.folder_notice
    fields.folder.setText(str(taken))
    wizard.until(lambda: bool(notice.text))
    wizard.click(wizard.next_button)
    wizard.until(lambda: bool(fields.folder_field.error))
    yield "another device's folder"
    wizard.to_review()
    wizard.review.files.open()
    yield "review with its files, and rights that are needed"
    wizard.write()
    yield "check of a folder that was replaced"
    undo = wizard.check.changes_panel.undo_button
    assert undo is not None
    wizard.click(undo)
    wizard.until(lambda: wizard.check.changes_panel.undo_button is None)
    yield "check that was undone"


async def needed(_elevation: SystemElevation, _paths: Sequence[Path]) -> bool:
    return True


def test_every_page_can_be_read(
    open_wizard: OpenWizard, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemElevation, "is_needed", needed)
    wizard = open_wizard()
    wizard.window.setMinimumSize(400, 300)
    wizard.window.resize(*look.size)
    faults: list[str] = []
    for page in all_states(wizard):
        wizard.settled(lambda: not misplaced(wizard.window))
        keep(wizard.window, f"{look.name}-{page}")
        found = [*misplaced(wizard.window), *illegible(wizard.window)]
        faults += [f"{page}: {fault}" for fault in found]
    assert not faults, "\n".join(dict.fromkeys(faults))


def keep(window: QWidget, name: str) -> None:
    """Keep what is seen, where a folder for pictures is named."""
    if folder := os.environ.get("TEST_PICTURES"):
        window.grab().save(str(Path(folder) / f"{name}.png"))


def test_a_label_that_is_cut_is_told_with_the_heights_of_what_it_stands_in(
    dressed_app: QApplication, qtbot: QtBot
) -> None:
    window, part = QWidget(), QWidget()
    label = Label("Words that need several lines. " * 10)
    QVBoxLayout(part).addWidget(label)
    part.setParent(window)
    part.setGeometry(0, 0, 200, 40)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window, timeout=HANG_LIMIT_MS)

    [fault] = cut(window)
    needed = label.heightForWidth(label.width())
    assert f"(Label {label.height()} of {needed}, in QWidget 40 of " in fault
