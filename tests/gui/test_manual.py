"""F1 and the manual's viewer, with real keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QFont, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.driver import Driver
from tests.gui.test_menu import choose
from tests.patience import HANG_LIMIT_MS
from wizard.gui.frame.help_dialog import HelpDialog
from wizard.gui.manual.document import headings, images
from wizard.gui.style.theme import Theme
from wizard.setup.page_id import PageId
from wizard.text.languages import LANGUAGES
from wizard.text.manual import INDEX, anchors, manual_file, section_of
from wizard.text.page_help import HELP

PAGES = sorted(path.name for path in manual_file().glob("*.md"))


@pytest.fixture
def viewer(dressed_app: QApplication, qtbot: QtBot) -> Iterator[HelpDialog]:
    """The viewer on the section about the first page, as small as the smallest window."""
    parent = QWidget()
    dialog = HelpDialog(PageId.HUB, parent)
    dialog.resize(720, 520)
    dialog.show()
    qtbot.waitExposed(dialog, timeout=HANG_LIMIT_MS)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.text.hasFocus, timeout=HANG_LIMIT_MS)
    yield dialog
    dialog.close()
    parent.deleteLater()


def top_heading(dialog: HelpDialog) -> str:
    """The heading at the top of what can be seen."""
    seen = dialog.text.cursorForPosition(QPoint(20, 20)).position()
    passed = [block for block in headings(dialog.text.document()) if block.position() <= seen]
    return passed[-1].text()


def section_opened(wizard: Driver, ask: Callable[[], None]) -> str:
    ask()
    dialog = wizard.window.dialogs.help
    assert dialog is not None
    wizard.until(dialog.isVisible)
    wizard.until(lambda: dialog.text.address == section_of(wizard.at))
    wizard.until(lambda: top_heading(dialog) == HELP[wizard.at].title)
    assert dialog.windowTitle() == f"Help: {HELP[wizard.at].title}"
    dialog.close()
    wizard.window.activateWindow()
    wizard.until(lambda: QApplication.activeWindow() is wizard.window)
    return dialog.text.address


def test_f1_and_the_menu_open_the_section_about_each_page(wizard: Driver) -> None:
    opened = []

    def both() -> None:
        by_key = section_opened(wizard, lambda: wizard.press(Qt.Key.Key_F1))
        by_menu = section_opened(wizard, lambda: choose(wizard, "Help for this page"))
        assert by_key == by_menu
        opened.append(by_key)

    both()
    wizard.to_devices()
    both()
    wizard.choose("cam-01")
    both()
    wizard.to_review()
    both()
    wizard.write()
    both()
    assert opened == [section_of(page) for page in PageId]


def test_every_page_is_rendered_whole(viewer: HelpDialog) -> None:
    for page in PAGES:
        viewer.text.open(page)
        document = viewer.text.document()
        assert len(headings(document)) == len(anchors(page)), page
        assert "<!--" not in document.toPlainText(), page
        assert not viewer.text.horizontalScrollBar().maximum(), page
        for picture in images(document):
            shape = picture.charFormat().toImageFormat()
            assert 100 < shape.width() <= viewer.text.viewport().width(), shape.name()


def test_links_are_followed_with_keys_and_back_returns(viewer: HelpDialog, qtbot: QtBot) -> None:
    def arrives(address: str) -> None:
        qtbot.waitUntil(lambda: viewer.text.address == address, timeout=HANG_LIMIT_MS)

    QTest.keyClick(viewer.text, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    arrives(INDEX)
    QTest.keyClick(viewer.text, Qt.Key.Key_Tab)
    QTest.keyClick(viewer.text, Qt.Key.Key_Return)
    arrives("first-device.md")
    assert viewer.back.isEnabled()

    QTest.keyClick(viewer.text, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    arrives(INDEX)
    QTest.keyClick(viewer.text, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    arrives(section_of(PageId.HUB))
    assert not viewer.back.isEnabled()


def test_a_link_to_a_section_of_the_same_page_is_followed(viewer: HelpDialog) -> None:
    viewer.text.open("causes.md")
    viewer.text.anchorClicked.emit(QUrl("#tls-certificates"))
    assert viewer.text.address == "causes.md#tls-certificates"
    assert top_heading(viewer) == "TLS certificates"


def test_only_the_web_is_left_to_the_browser(
    viewer: HelpDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "wizard.gui.manual.browser.QDesktopServices.openUrl",
        lambda url: opened.append(url.toString()),
    )
    before = viewer.text.address
    for link in ("https://example.com/a", "file:///etc/passwd", "javascript:1"):
        viewer.text.anchorClicked.emit(QUrl(link))
    assert opened == ["https://example.com/a"]
    assert viewer.text.address == before


def test_a_page_that_is_missing_is_said(viewer: HelpDialog) -> None:
    viewer.text.open("nowhere.md")
    assert "Install the program again." in viewer.text.toPlainText()
    viewer.text.open("../../pyproject.toml")
    assert "Install the program again." in viewer.text.toPlainText()


def test_ctrl_f_finds_and_escape_closes_at_last(viewer: HelpDialog, qtbot: QtBot) -> None:
    viewer.text.open("methods.md")
    QTest.keyClick(viewer.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = viewer.find_bar.field
    assert field.hasFocus()
    QTest.keyClicks(field, "thumbprint")
    assert viewer.find_bar.count.text().startswith("1 of ")
    assert viewer.text.textCursor().selectedText().lower() == "thumbprint"
    QTest.keyClicks(field, "xyz")
    assert viewer.find_bar.count.text() == "No match"
    field.setText("module")
    first = viewer.text.textCursor().position()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert viewer.text.textCursor().position() > first
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.text.textCursor().position() == first
    assert viewer.isVisible()

    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.text()
    assert viewer.isVisible()
    QTest.keyClick(viewer.text, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


@pytest.mark.parametrize("code", [each.code for each in LANGUAGES])
def test_every_button_has_a_key_of_its_own_and_none_is_pressed_by_enter(
    code: str, language: Callable[[str], None], dressed_app: QApplication
) -> None:
    language(code)
    parent = QWidget()
    buttons = HelpDialog(PageId.HUB, parent).findChildren(QPushButton)
    keys = [each.shortcut().toString() for each in buttons if not each.shortcut().isEmpty()]
    assert len(keys) == len(set(keys)) >= 4
    assert not any(each.autoDefault() or each.isDefault() for each in buttons)
    parent.deleteLater()


def test_it_follows_the_colours_while_it_is_open(
    viewer: HelpDialog, dressed_app: QApplication
) -> None:
    viewer.text.open(INDEX)
    theme = Theme(dressed_app, fixed=Qt.ColorScheme.Dark)
    try:
        QApplication.processEvents()
        link = viewer.text.document().find("Your first device").charFormat()
        expected = viewer.text.palette().color(QPalette.ColorRole.Link)
        assert link.foreground().color() == expected
        assert expected.lightness() > 128
    finally:
        theme.deleteLater()
        Theme(dressed_app, fixed=Qt.ColorScheme.Light)


def test_it_has_the_size_of_the_systems_text(dressed_app: QApplication) -> None:
    before = QFont(dressed_app.font())
    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() + 5)
    dressed_app.setFont(larger)
    try:
        parent = QWidget()
        document = HelpDialog(PageId.HUB, parent).text.document()
        assert document.defaultFont().pointSizeF() == larger.pointSizeF()
        parent.deleteLater()
    finally:
        dressed_app.setFont(before)


def test_it_follows_the_size_of_the_text_while_it_is_open(
    viewer: HelpDialog, dressed_app: QApplication
) -> None:
    before = QFont(dressed_app.font())
    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() + 5)
    document, address = viewer.text.document(), viewer.text.address
    length = document.size().height()
    dressed_app.setFont(larger)
    try:
        # Qt sends it to each widget only within QApplication.exec, where no test is.
        dressed_app.sendEvent(viewer.text, QEvent(QEvent.Type.ApplicationFontChange))
        assert document.defaultFont().pointSizeF() == larger.pointSizeF()
        assert document.size().height() > length
        assert viewer.text.address == address
    finally:
        dressed_app.setFont(before)


def test_the_pages_help_is_in_the_users_language(
    language: Callable[[str], None], dressed_app: QApplication
) -> None:
    language("de")
    parent = QWidget()
    dialog = HelpDialog(PageId.DEVICE, parent)
    from wizard.text.language import _

    assert _(HELP[PageId.DEVICE].title) != HELP[PageId.DEVICE].title
    assert dialog.text.title == _(HELP[PageId.DEVICE].title)
    assert dialog.text.address == section_of(PageId.DEVICE)
    parent.deleteLater()
