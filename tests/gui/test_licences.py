"""The help leads to the licences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wizard import compose
from wizard.gui.frame.help_dialog import HelpDialog
from wizard.gui.frame.licences_dialog import LicencesDialog
from wizard.setup.page_id import PageId


def test_the_help_shows_all_licences_and_escape_closes_them(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    help_dialog = HelpDialog(PageId.HUB, parent)
    help_dialog.show()

    QTest.mouseClick(help_dialog.licences, Qt.MouseButton.LeftButton)

    [shown] = help_dialog.findChildren(LicencesDialog)
    assert shown.isVisible()
    assert shown.text.toPlainText() == compose.licences()
    assert shown.text.isReadOnly()
    with qtbot.waitSignal(shown.destroyed):
        QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert help_dialog.isVisible()
