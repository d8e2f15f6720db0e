"""The manual, in a window beside the wizard: it can stay open while one works."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wizard.gui.frame.close_button import close_button
from wizard.gui.manual.browser import ManualBrowser
from wizard.gui.manual.find_bar import FindBar
from wizard.gui.style.theme import BLOCK, MEDIUM, SMALL, by_font
from wizard.gui.window_language import fill_language_menu, window_language
from wizard.setup.page_id import PageId
from wizard.text.language import _, pgettext
from wizard.text.manual import section_of

_WIDTH, _HEIGHT = 780, 640


class HelpDialog(QDialog):
    """Shows the manual's section about a page of the window; Escape closes it."""

    def __init__(self, page: PageId, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ManualBrowser()
        self.text.arrived.connect(self._arrived)
        self.find_bar = FindBar(self.text)
        self.back = QPushButton(pgettext("manual", "&Back"))
        self.back.clicked.connect(self.text.go_back)
        self.contents = QPushButton(_("C&ontents"))
        self.contents.clicked.connect(self.text.open_contents)
        self._lay_out()
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.find_bar.begin),
            (QKeySequence(QKeySequence.StandardKey.Back), self.text.go_back),
            (QKeySequence(Qt.Key.Key_F3), lambda: self.find_bar.step(1)),
        ):
            QShortcut(keys, self).activated.connect(act)
        room = (parent.screen() or QApplication.primaryScreen()).availableGeometry()
        self.resize(min(by_font(_WIDTH), room.width()), min(by_font(_HEIGHT), room.height()))
        self.open_section(page)
        self.text.setFocus()

    def open_section(self, page: PageId) -> None:
        """Go to the section about a page of the window."""
        self.text.open(section_of(page))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self.back)
        top.addWidget(self.contents)
        top.addStretch(1)
        top.addWidget(self.find_bar)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.setSpacing(BLOCK)
        box.addLayout(top)
        box.addWidget(self.text, 1)
        box.addWidget(self._bottom_row())
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter follows a link, or finds

    def _bottom_row(self) -> QDialogButtonBox:
        buttons = close_button(self)
        self.language = buttons.addButton(_("&Language"), QDialogButtonBox.ButtonRole.ActionRole)
        menu = QMenu(self.language)
        fill_language_menu(menu, window_language())
        self.language.setMenu(menu)
        self.licences = buttons.addButton(_("Li&cences"), QDialogButtonBox.ButtonRole.ActionRole)
        self.licences.clicked.connect(self._show_licences)
        return buttons

    def _arrived(self) -> None:
        self.setWindowTitle(_("Help: {title}").format(title=self.text.title))
        self.back.setEnabled(self.text.can_go_back)
        if self.find_bar.field.text():
            self.find_bar.look()

    def _show_licences(self) -> None:
        from wizard.gui.frame.licences_dialog import LicencesDialog

        LicencesDialog(self).show()
