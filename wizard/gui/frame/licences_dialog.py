"""What the program is made of and under which licences; the LGPL wants it told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from wizard import compose
from wizard.gui.style.theme import BLOCK, MEDIUM
from wizard.text.licences import TITLE

_CHARACTERS = 78
_LINES = 30


class LicencesDialog(QDialog):
    """An overview and all the texts, to be searched and copied; Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(TITLE)
        self.text = QPlainTextEdit(compose.licences())
        self.text.setReadOnly(True)
        self.text.setAccessibleName(TITLE)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.setSpacing(BLOCK)
        box.addWidget(self.text)
        box.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * _CHARACTERS, metrics.height() * _LINES)
