"""A message in the page: what happened, why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wizard.domain.errors import Problem, SetupError
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import BLOCK, MEDIUM, TINY, Tone, tint
from wizard.gui.widgets.labels import Label, announce
from wizard.gui.words import readable

_ICONS = {
    Tone.ERROR: "error",
    Tone.WARNING: "warning",
    Tone.SUCCESS: "success",
    Tone.ACCENT: "info",
    Tone.QUIET: "info",
}


class Notice(QFrame):
    """Icon, cause, remedy and, where it helps, one button. Hidden while there is nothing to say."""

    action = Signal()

    def __init__(self, parent: QWidget | None = None, *, button_below: bool = False) -> None:
        """``button_below`` where the room is narrow."""
        super().__init__(parent)
        self._tone = Tone.ERROR
        self._picture = Picture("error", Tone.ERROR, 20)
        self._cause = Label(selectable=True)
        self._remedy = Label(selectable=True)
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.action)
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(self._cause)
        words.addWidget(self._remedy)
        row = QHBoxLayout(self)
        row.setContentsMargins(MEDIUM, BLOCK, MEDIUM, BLOCK)
        row.setSpacing(BLOCK)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if button_below:
            words.addSpacing(TINY)
            words.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, cause and remedy; empty while hidden."""
        if self.isHidden():
            return ""
        return " ".join(filter(None, (self._cause.text(), self._remedy.text())))

    def say(self, cause: str, remedy: str = "", tone: Tone = Tone.ERROR, action: str = "") -> None:
        """Show and announce; only an error interrupts a screen reader.

        ``action`` labels the button; without it there is none.
        """
        self._tone = tone
        self._picture.show_icon(_ICONS[tone], tone)
        self._cause.setText(readable(cause))
        self._remedy.setText(readable(remedy))
        self._remedy.setVisible(bool(remedy))
        self.button.setText(action)
        self.button.setVisible(bool(action))
        # QWizard gives the focus to the first that takes it on a page, also to what is hidden.
        policy = Qt.FocusPolicy
        self.button.setFocusPolicy(policy.StrongFocus if action else policy.NoFocus)
        self.setAccessibleName(cause)
        self.setAccessibleDescription(remedy)
        self.show()
        self.update()
        announce(self, f"{cause} {remedy}".strip(), politely=tone is not Tone.ERROR)

    def say_problem(self, problem: Problem, tone: Tone = Tone.ERROR, action: str = "") -> None:
        """Show a problem in its own words."""
        from wizard.text.lookup import text_of  # all sentences: not before the first page is seen

        text = text_of(problem)
        self.say(text.cause, text.remedy, tone, action)

    def say_error(self, error: SetupError, action: str = "") -> None:
        """Show what an operation failed with."""
        self.say_problem(error.problem, action=action)

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(tint(self._tone, self.palette(), 0.5))
        painter.setBrush(tint(self._tone, self.palette(), 0.09))
        inside = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, 8, 8)
        painter.end()
