"""Something that most people need not see, behind a line that opens it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wizard.gui.style.icons import ButtonIcon
from wizard.gui.style.theme import BLOCK, Tone


class Expander(QWidget):
    """A line with an arrow; pressing it shows ``content``."""

    opened = Signal()

    def __init__(self, label: str, content: QWidget, parent: QWidget | None = None) -> None:
        """``label`` may have an access key."""
        super().__init__(parent)
        self.content = content
        self.button = QPushButton()
        self.button.setText(label)
        self.button.setCheckable(True)
        self.button.setProperty("quiet", True)
        self.button.setProperty("disclosure", True)
        self.button.setAutoDefault(False)
        self._icon = ButtonIcon(self.button, "chevron-right", Tone.ACCENT)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BLOCK)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(content)
        self.button.toggled.connect(self._show)
        self._show(False)

    def open(self) -> None:
        """Show the content."""
        self.button.setChecked(True)

    def _show(self, shown: bool) -> None:
        self._icon.show_icon("chevron-down" if shown else "chevron-right")
        self.content.setVisible(shown)
        if shown:
            self.opened.emit()
