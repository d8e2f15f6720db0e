"""What another computer asks for: a password, a passphrase, whether it is the right one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wizard.domain.ports.asking import Asked, Question
from wizard.domain.secret import Secret
from wizard.gui.style.theme import BLOCK, MARGIN, MEDIUM
from wizard.gui.widgets.labels import Label, heading
from wizard.gui.widgets.secret_edit import SecretEdit
from wizard.text.catalogue.targets.questions import words_of
from wizard.text.language import _

_WIDTH: Final = 520


class QuestionDialog(QDialog):
    """One question. A host key is confirmed by a button that has not the focus at first."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(parent)
        words = words_of(question)
        self._kind = question.kind
        self.setWindowTitle(words.title)
        self.setMinimumWidth(_WIDTH)
        self.heading_label = heading(words.title)
        self.sentence = Label(words.text)
        flags = Qt.TextInteractionFlag
        self.sentence.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        self.edit = SecretEdit()
        self.edit.setAccessibleName(words.title)
        self.buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.agree: QPushButton = self.buttons.addButton(words.button, role.AcceptRole)
        self.cancel: QPushButton = self.buttons.addButton(
            _("&No, stop") if question.kind is Asked.HOST_KEY else _("&Cancel"),
            role.RejectRole,
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.edit.changed.connect(self._allow)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, BLOCK, MARGIN, BLOCK)
        column.setSpacing(MEDIUM)
        for widget in (self.heading_label, self.sentence, self.edit, self.buttons):
            column.addWidget(widget)
        self.edit.setVisible(question.kind is not Asked.HOST_KEY)
        self._allow()

    def answer(self) -> Secret | None:
        """What was answered; None where it was dismissed."""
        if self.result() != QDialog.DialogCode.Accepted:
            return None
        return Secret("yes") if self._kind is Asked.HOST_KEY else Secret(self.edit.line.text())

    def open(self) -> None:
        """Show it; what is typed goes into the field at once, and a key is not confirmed by it."""
        super().open()
        is_key = self._kind is Asked.HOST_KEY
        self.agree.setDefault(not is_key)
        self.cancel.setDefault(is_key)
        (self.cancel if is_key else self.edit.line).setFocus()

    def _allow(self) -> None:
        self.agree.setEnabled(self._kind is Asked.HOST_KEY or bool(self.edit.line.text()))
