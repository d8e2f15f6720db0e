"""The small menu: help, what is kept, the log's folder, about."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser

from tests.gui.driver import Driver
from tests.gui.test_next_device import first_device
from wizard.gui.frame.about_dialog import PACKAGES, packages
from wizard.gui.frame.kept_dialog import KeptDialog
from wizard.setup.page_id import PageId

ROOT = Path(__file__).resolve().parents[2]


def choose(wizard: Driver, words: str) -> None:
    """Choose an entry of the menu."""
    for action in wizard.window.panel.menu.actions_menu.actions():
        if words in action.text().replace("&", ""):
            action.trigger()
            return
    raise AssertionError(words)


def kept(wizard: Driver) -> KeptDialog:
    choose(wizard, "What is kept")
    dialog = wizard.window.dialogs.kept
    assert dialog is not None
    wizard.until(dialog.isVisible)
    return dialog


def test_f10_opens_the_menu(wizard: Driver) -> None:
    menu = wizard.window.panel.menu.actions_menu
    wizard.press(Qt.Key.Key_F10)
    wizard.until(menu.isVisible)
    names = [action.text().replace("&", "") for action in menu.actions()]
    assert names == [
        *("Help for this page", "What is kept…", "Open the log's folder", "Language"),
        "About…",
    ]
    menu.hide()


def test_a_hub_and_the_agents_key_are_deleted_and_brought_back(wizard: Driver) -> None:
    first_device(wizard)
    wizard.window.go_back_to(PageId.HUB)
    assert len(wizard.hub.saved.cards) == 2
    dialog = kept(wizard)
    titles = [row.accessibleName() for row in dialog.rows]
    host = wizard.demo_hub.host_name
    assert titles == [f"Hub {host}", "Key of the security module of cam-01"]

    hub, key = dialog.rows
    for row in (hub, key):
        wizard.click(row.button)
        wizard.until(lambda row=row: row.deleted is not None)  # type: ignore[misc]
    assert not wizard.hub.saved.cards
    assert wizard.session.ports.kept.load() == ()
    assert hub.button.text() == "Undo"

    for row in (hub, key):
        wizard.click(row.button)
        wizard.until(lambda row=row: row.deleted is None)
    assert len(wizard.hub.saved.cards) == 2
    assert len(wizard.session.ports.kept.load()) == 2
    dialog.reject()
    wizard.hub.saved.cards[0].click()
    wizard.next_to(PageId.DEVICE)


def test_nothing_is_kept_at_first(wizard: Driver) -> None:
    dialog = kept(wizard)
    assert dialog.rows == []
    assert "Nothing is kept." in wizard.words(dialog)
    dialog.reject()


def test_about_names_what_the_program_is_built_on(wizard: Driver) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[<>=!;\[ ]", one)[0] for one in project["dependencies"]}
    assert set(PACKAGES) == needed
    assert all(licence for _name, _version, licence in packages())
    choose(wizard, "About")
    about = wizard.window.dialogs.about
    assert about is not None
    text = about.findChild(QTextBrowser)
    assert isinstance(text, QTextBrowser)
    assert "PySide6-Essentials" in text.toPlainText()
    about.reject()


def test_the_logs_folder_is_opened(wizard: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("wizard.gui.frame.menu.open_folder", opened.append)
    choose(wizard, "log's folder")
    assert len(opened) == 1
    assert opened[0].name
