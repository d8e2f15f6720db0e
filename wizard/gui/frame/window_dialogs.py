"""What the window opens beside its pages: the help, and the question before leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QMessageBox, QWizard

from wizard.gui.frame.leaving import ask_before_leaving
from wizard.setup.page_id import PageId

if TYPE_CHECKING:
    from wizard.gui.frame.help_dialog import HelpDialog
    from wizard.gui.frame.kept_dialog import KeptDialog
    from wizard.gui.tasks import Tasks
    from wizard.setup.session import Session


class WindowDialogs:
    """At most one of each; they end with the window."""

    def __init__(self, window: QWizard) -> None:
        self._window = window
        self.help: HelpDialog | None = None
        """The manual; where it was closed, it opens where it was."""
        self.question: QMessageBox | None = None
        """The last question whether to leave."""
        self.about: QDialog | None = None
        self.kept: KeptDialog | None = None

    def show_help(self) -> None:
        """Open the manual at the section about the page that is shown."""
        from wizard.gui.frame.help_dialog import HelpDialog

        at = self._window.currentId()
        page = PageId(at) if at in tuple(PageId) else PageId.HUB
        if self.help is None:
            self.help = HelpDialog(page, self._window)
        else:
            self.help.open_section(page)
        self.help.show()
        self.help.raise_()
        self.help.activateWindow()

    def show_about(self) -> None:
        """Open what is to be known of the program."""
        from wizard.gui.frame.about_dialog import AboutDialog

        self.about = AboutDialog(self._window)
        self.about.finished.connect(self.about.deleteLater)
        self.about.open()

    def show_kept(self, session: Session, tasks: Tasks, changed: Callable[[], None]) -> None:
        """Open the list of what is kept; ``changed`` is called after every change."""
        from wizard.gui.frame.kept_dialog import KeptDialog

        self.kept = KeptDialog(session, tasks, self._window)
        self.kept.changed.connect(changed)
        self.kept.finished.connect(self.kept.deleteLater)
        self.kept.open()

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
