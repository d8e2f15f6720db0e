"""The window in another language, and the choice of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.gui.driver import Driver
from wizard.gui.frame.help_dialog import HelpDialog
from wizard.gui.window_language import WindowLanguage, fill_language_menu
from wizard.setup.page_id import PageId
from wizard.text.language import language as in_use
from wizard.text.languages import LANGUAGES, MIRRORED, SOURCE, named

OpenWizard = Callable[..., Driver]


@pytest.fixture
def languages(dressed_app: QApplication, tmp_path: Path) -> Iterator[WindowLanguage]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    found = WindowLanguage(dressed_app, settings)
    yield found
    found.begin(SOURCE)


def test_what_is_asked_for_is_spoken(languages: WindowLanguage) -> None:
    languages.begin(named("de"))

    assert in_use().code == "de"
    assert QLocale().language() == QLocale.Language.German
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_a_language_from_right_to_left_mirrors_the_window(languages: WindowLanguage) -> None:
    languages.begin(MIRRORED)

    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def test_the_menus_choice_is_kept_for_the_next_start(
    languages: WindowLanguage, dressed_app: QApplication
) -> None:
    menu = QMenu()
    fill_language_menu(menu, languages)
    names = [action.text() for action in menu.actions()]
    assert names[1:-1] == [each.name for each in LANGUAGES]

    menu.actions()[names.index("Deutsch")].trigger()

    assert in_use() == SOURCE
    assert languages.kept == named("de")
    languages.begin(None)
    assert in_use().code == "de"
    menu.deleteLater()


def test_the_help_has_the_menu(dressed_app: QApplication) -> None:
    parent = QWidget()
    dialog = HelpDialog(PageId.HUB, parent)

    menu = dialog.language.menu()
    assert menu is not None
    assert "Deutsch" in [action.text() for action in menu.actions()]
    parent.deleteLater()
