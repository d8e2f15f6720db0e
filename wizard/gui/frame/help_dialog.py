"""The help of a page, in a window beside the wizard: it can stay open while one works."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QMenu,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from wizard.gui.frame.close_button import close_button
from wizard.gui.style.theme import BLOCK, MEDIUM
from wizard.gui.window_language import WindowLanguage, fill_language_menu
from wizard.setup.flow import PageId
from wizard.text.language import _
from wizard.text.page_help import HELP, KEYS

_CHARACTERS = 62
_LINES = 24


class HelpDialog(QDialog):
    """Shows one page's help; Escape closes it."""

    def __init__(self, page: PageId, parent: QWidget) -> None:
        super().__init__(parent)
        text = HELP[page]
        self.setWindowTitle(_("Help: {title}").format(title=_(text.title)))
        self.text = QTextBrowser()
        self.text.setAccessibleName(_(text.title))
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setHtml(self._as_html(page))
        buttons = close_button(self)
        self.language = buttons.addButton(_("&Language"), QDialogButtonBox.ButtonRole.ActionRole)
        menu = QMenu(self.language)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            fill_language_menu(menu, WindowLanguage(app))
        self.language.setMenu(menu)
        self.licences = buttons.addButton(_("&Licences"), QDialogButtonBox.ButtonRole.ActionRole)
        self.licences.clicked.connect(self._show_licences)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.setSpacing(BLOCK)
        box.addWidget(self.text)
        box.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * _CHARACTERS, metrics.height() * _LINES)

    def _show_licences(self) -> None:
        from wizard.gui.frame.licences_dialog import LicencesDialog

        LicencesDialog(self).show()

    def _as_html(self, page: PageId) -> str:
        text = HELP[page]
        sections = "".join(
            f"<h3>{escape(_(name))}</h3><p>{escape(_(words))}</p>"
            for name, words in text.paragraphs
        )
        keys = "".join(
            f"<tr><td><b>{escape(_(key))}</b>&nbsp;&nbsp;</td><td>{escape(_(words))}</td></tr>"
            for key, words in KEYS
        )
        keys_title = escape(_("Keys"))
        return (
            f"<h2>{escape(_(text.title))}</h2>{sections}<h3>{keys_title}</h3><table>{keys}</table>"
        )
