"""A command to be run elsewhere, with a button that copies it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wizard.gui.style.icons import ButtonIcon
from wizard.gui.style.theme import SMALL
from wizard.gui.widgets.labels import announce
from wizard.text.access_key import without_key
from wizard.text.language import _

_SAID_MS: Final = 2000


class CommandLine(QWidget):
    """The command is selected as a whole when it gets the focus."""

    def __init__(self, label: str, command: str, parent: QWidget | None = None) -> None:
        """``label`` has the access key."""
        super().__init__(parent)
        name = QLabel(label)
        name.setWordWrap(True)
        self.line = QLineEdit(command)
        self.line.setReadOnly(True)
        self.line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.line.setAccessibleName(without_key(label))
        name.setBuddy(self.line)
        self.copy = QPushButton()
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self._icon = ButtonIcon(self.copy, "copy")
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.line, 1)
        row.addWidget(self.copy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addWidget(name)
        box.addLayout(row)
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(_SAID_MS)
        self._said.timeout.connect(self._rest)
        self._rest()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.line.text())
        self.copy.setText(_("Copied"))
        self._icon.show_icon("check")
        announce(self.copy, self.copy.text())
        self._said.start()

    def _rest(self) -> None:
        self.copy.setText(_("Cop&y"))
        self._icon.show_icon("copy")
