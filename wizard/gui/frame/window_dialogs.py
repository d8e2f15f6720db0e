"""What the window opens beside its pages: the help, and the question before leaving."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QMessageBox, QWizard

from wizard.gui.frame.leaving import ask_before_leaving
from wizard.setup.flow import PageId


class WindowDialogs:
    """At most one of each; they end with the window."""

    def __init__(self, window: QWizard) -> None:
        self._window = window
        self.help: QDialog | None = None
        """The help that was opened last."""
        self.question: QMessageBox | None = None
        """The last question whether to leave."""

    def show_help(self) -> None:
        """Open the help of the page that is shown, in place of another page's."""
        from wizard.gui.frame.help_dialog import HelpDialog

        at = self._window.currentId()
        page = PageId(at) if at in tuple(PageId) else PageId.HUB
        if self.help is not None:
            self.help.close()
            self.help.deleteLater()
        self.help = HelpDialog(page, self._window)
        self.help.show()

    def leave(self, loss: str) -> None:
        """Close the window; where something would be lost, if the user wants to lose that."""
        if not loss:
            self._window.reject()
            return
        if self.question is not None:
            self.question.deleteLater()
        self.question = ask_before_leaving(self._window, loss)
        self.question.accepted.connect(self._window.reject)
        self.question.open()
