"""How a run has ended, as a mark that is seen from afar, beside the page's heading."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import MEDIUM, TINY, Tone

_SIZE = 56


class ResultMark(QWidget):
    """Holds the heading and the sentence below it; the mark is hidden while nothing is known."""

    def __init__(self, heading: QWidget, sentence: QWidget) -> None:
        super().__init__()
        self.picture = Picture("success", Tone.SUCCESS, _SIZE)
        self.picture.hide()
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(heading)
        words.addWidget(sentence)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_success(self, *, proven: bool) -> None:
        """It is done; ``proven``: the login was tried."""
        if proven:
            self._show("success", Tone.SUCCESS)
        else:
            self._show("info", Tone.ACCENT)

    def show_failure(self) -> None:
        """A step has failed."""
        self._show("error", Tone.ERROR)

    def clear(self) -> None:
        """Nothing is known, or not any more."""
        self.picture.hide()

    def _show(self, icon: str, tone: Tone) -> None:
        self.picture.show_icon(icon, tone)
        self.picture.show()
