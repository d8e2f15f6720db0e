"""The window in another language, and the choice of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from tests.gui.driver import Driver
from tests.gui.test_menu import kept
from tests.gui.test_next_device import first_device
from wizard.gui.frame.help_dialog import HelpDialog
from wizard.gui.tasks import Tasks
from wizard.gui.window_language import WindowLanguage, fill_language_menu
from wizard.setup.page_id import PageId
from wizard.text.language import language as in_use
from wizard.text.languages import LANGUAGES, MIRRORED, SOURCE, named

OpenWizard = Callable[..., Driver]


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
    assert names[1:] == [each.name for each in LANGUAGES]

    menu.actions()[names.index("Deutsch")].trigger()

    assert in_use().code == "de"
    assert languages.kept == named("de")
    languages.begin(SOURCE)
    languages.begin(None)
    assert in_use().code == "de"
    menu.deleteLater()


def language_menu(wizard: Driver) -> QMenu:
    """The list of languages in the window's menu, as it is when it opens."""
    menu = wizard.window.panel.menu.actions_menu
    found = next(
        submenu
        for action in menu.actions()
        if isinstance(submenu := action.menu(), QMenu)
        and any(each.text() == "Deutsch" for each in submenu.actions())
    )
    found.aboutToShow.emit()
    return found


def choose(wizard: Driver, name: str) -> None:
    """Choose a language in the window's menu, once it may be: not while something is written."""

    def action() -> QAction:
        return next(each for each in language_menu(wizard).actions() if each.text() == name)

    wizard.until(lambda: action().isEnabled())  # triggered before, it does nothing
    action().trigger()


def shown(wizard: Driver) -> dict[str, str]:
    """Every text of the page and its buttons, and what is read out, by where it is."""
    found = {"map": "; ".join(wizard.window.panel.spoken()), "title": wizard.window.windowTitle()}
    labels, buttons = (wizard.window.findChildren(kind) for kind in (QLabel, QAbstractButton))
    for number, widget in enumerate((*labels, *buttons)):
        if isinstance(widget, (QLabel, QAbstractButton)) and widget.isVisible():
            found[f"{number}"] = widget.text()
            found[f"{number}, spoken"] = widget.accessibleName()
    return found


def sentences(texts: dict[str, str]) -> set[str]:
    """Those that are more than a name, a number or a path."""
    texts_of_ours = set(texts.values()) - {"IoT Agent Setup"}
    return {
        text
        for text in texts_of_ours
        if len(re.findall("[A-Za-z]{2,}", text)) > 2 and not re.match("[/\u200b]", text)
    }


def test_what_is_shown_speaks_the_chosen_language_at_once(
    languages: WindowLanguage, open_wizard: OpenWizard
) -> None:
    languages.begin(SOURCE)
    wizard = open_wizard()
    wizard.hub.advanced.open()
    wizard.hub.advanced.proxy.address.setText("none")
    string = wizard.hub.string.secret()
    for to_next in (wizard.to_devices, partial(wizard.choose, "cam-03"), wizard.to_review):
        there_and_back(wizard)
        to_next()
    there_and_back(wizard)
    wizard.write()
    there_and_back(wizard)

    choose(wizard, "Deutsch")
    assert wizard.check.heading_label.text() == "cam-03 ist eingerichtet"
    assert wizard.check.next_device.text() == "&Nächstes Gerät einrichten"
    assert wizard.hub.advanced.proxy.address.text() == "none"
    assert wizard.hub.string.secret() == string


def there_and_back(wizard: Driver) -> None:
    """Choose another language, then the former: everything is said in each."""
    before = shown(wizard)
    choose(wizard, "Deutsch")
    german = shown(wizard)
    choose(wizard, "English")

    assert not sentences(before) & sentences(german)
    assert shown(wizard) == before


def test_what_is_kept_is_told_in_the_language_that_is_chosen_meanwhile(
    languages: WindowLanguage, open_wizard: OpenWizard
) -> None:
    languages.begin(SOURCE)
    wizard = open_wizard()
    first_device(wizard)
    dialog = kept(wizard)
    hub, key = dialog.rows
    wizard.click(hub.button)
    wizard.until(lambda: hub.deleted is not None)
    before = dialog_texts(dialog)

    choose(wizard, "Deutsch")
    assert not before & dialog_texts(dialog)
    wizard.click(hub.button)
    wizard.until(lambda: hub.deleted is None)
    assert not before & dialog_texts(dialog)
    assert key.accessibleName() == "Schlüssel des Sicherheitsmoduls von cam-01"
    dialog.reject()


def dialog_texts(dialog: QWidget) -> set[str]:
    """What stands in it and is a sentence or the word of a button."""
    words = [label.text() for label in dialog.findChildren(QLabel)]
    words += [button.text() for button in dialog.findChildren(QAbstractButton)]
    return {text for text in words if text and not text.startswith("Hub ")}


def test_what_a_step_found_is_told_in_the_language_that_is_chosen_meanwhile(
    languages: WindowLanguage, open_wizard: OpenWizard
) -> None:
    languages.begin(SOURCE)
    wizard = open_wizard()
    first_device(wizard)
    choose(wizard, "Deutsch")
    for group in wizard.check.steps.groups:
        group.fold()
        wizard.click(group.button)
    told = " ".join(row.text for row in wizard.check.steps.rows.values())
    heads = " ".join(group.button.text() for group in wizard.check.steps.groups)

    assert "Der Port ist offen" in told
    assert not re.search(r"\b(the|steps|Connected|written)\b", f"{told} {heads}"), (told, heads)


def test_the_language_stays_while_something_is_written(
    languages: WindowLanguage, wizard: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tasks, "is_writing", True)
    assert not any(action.isEnabled() for action in language_menu(wizard).actions())

    monkeypatch.setattr(Tasks, "is_writing", False)
    assert all(action.isEnabled() for action in language_menu(wizard).actions())


def test_the_help_has_the_menu(dressed_app: QApplication) -> None:
    parent = QWidget()
    dialog = HelpDialog(PageId.HUB, parent)

    menu = dialog.language.menu()
    assert menu is not None
    assert "Deutsch" in [action.text() for action in menu.actions()]
    parent.deleteLater()
