"""What would be lost if the window were left now, and the question before that happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

if TYPE_CHECKING:
    from wizard.domain.state import SetupState
    from wizard.gui.pages.check.page import CheckPage


def what_would_be_lost(state: SetupState, check: CheckPage | None, *, typed: bool) -> str:
    """In a sentence; empty where nothing would.

    ``check`` is the last page while it is shown, ``typed`` whether the first page has been filled
    in by hand.
    """
    translate = QCoreApplication.translate
    if check is not None:
        if not check.is_running:
            return ""
        if check.committed:
            return translate("Leaving", "The check is still running. What was written stays.")
        return translate("Leaving", "The run is not done: what it has written is taken back.")
    if state.credentials is not None or state.own is not None or typed:
        return translate("Leaving", "Nothing has been written yet: what was entered is forgotten.")
    return ""


def ask_before_leaving(parent: QWidget, loss: str) -> QMessageBox:
    """A question whose safe answer has the focus; `accepted` means to leave."""
    translate = QCoreApplication.translate
    question = QMessageBox(parent)
    question.setIcon(QMessageBox.Icon.Question)
    question.setWindowTitle(translate("Leaving", "Leave the set-up?"))
    question.setText(translate("Leaving", "Leave the set-up?"))
    question.setInformativeText(loss)
    leave = question.addButton(translate("Leaving", "&Leave"), QMessageBox.ButtonRole.AcceptRole)
    stay = question.addButton(translate("Leaving", "&Stay"), QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(stay)
    question.setEscapeButton(stay)
    leave.setAutoDefault(True)
    return question
