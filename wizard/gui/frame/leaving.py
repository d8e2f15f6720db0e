"""What would be lost if the window were left now, and the question before that happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QGridLayout, QMessageBox, QSpacerItem, QWidget

from wizard.gui.style.theme import by_font
from wizard.text.language import _

if TYPE_CHECKING:
    from wizard.domain.state import SetupState
    from wizard.gui.pages.check.page import CheckPage

_WIDTH: Final = 400


def what_would_be_lost(state: SetupState, check: CheckPage | None, *, typed: bool) -> str:
    """In a sentence; empty where nothing would.

    ``check`` is the last page while it is shown, ``typed`` whether the first page has been filled
    in by hand.
    """
    if check is not None:
        if not check.is_running:
            return ""
        if check.committed:
            return _("The check is still running. The files that were written stay.")
        return _("The run is not finished. Everything it has written will be undone.")
    if state.credentials is not None or state.own is not None or typed:
        return _("What you entered has not been written and will be lost.")
    return ""


def ask_before_leaving(parent: QWidget, loss: str) -> QMessageBox:
    """A question whose safe answer has the focus; `accepted` means to leave."""
    question = QMessageBox(parent)
    question.setIcon(QMessageBox.Icon.Question)
    question.setWindowTitle(_("Leave the setup?"))
    question.setText(_("Leave the setup?"))
    question.setInformativeText(loss)
    leave = question.addButton(_("&Leave"), QMessageBox.ButtonRole.AcceptRole)
    stay = question.addButton(_("&Stay"), QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(stay)
    question.setEscapeButton(stay)
    leave.setAutoDefault(True)
    _widen(question)
    return question


def _widen(question: QMessageBox) -> None:
    """Room for its sentence: Qt makes a message as narrow as its short first line."""
    grid = question.layout()
    if isinstance(grid, QGridLayout):
        room = QSpacerItem(by_font(_WIDTH), 0)
        grid.addItem(room, grid.rowCount(), 0, 1, grid.columnCount())
