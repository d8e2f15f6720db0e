"""A field for a secret: dots, an explicit reveal, and pasting that forgives blanks and breaks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.secret import Secret
from wizard.gui.style.icons import ButtonIcon
from wizard.gui.style.theme import TINY, Tone
from wizard.text.language import _

_BREAKS: Final = LazyPattern(r"[\r\n\t\v\f\x00\u2028\u2029\ufeff\u200b]+")


_PASTED: Final = 8
"""Characters: nobody types so many at once."""


class SecretEdit(QWidget):
    """Shows dots until the button beside it is pressed, and again when the page is left."""

    changed = Signal()
    pasted = Signal()
    """More than a key can type has come at once; `changed` was emitted before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self.line.setInputMethodHints(hints.ImhSensitiveData | hints.ImhNoPredictiveText)
        self.reveal = QToolButton()
        self.reveal.setCheckable(True)
        self.reveal.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reveal.setCursor(Qt.CursorShape.ArrowCursor)
        self._icon = ButtonIcon(self.reveal, "eye", Tone.QUIET)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        inside = QHBoxLayout(self.line)
        inside.setContentsMargins(0, 0, TINY, 0)
        inside.addStretch(1)
        inside.addWidget(self.reveal)
        self._leave_room()
        self.setFocusProxy(self.line)
        self._length = 0
        self.line.textChanged.connect(self._tidy)
        self.reveal.toggled.connect(self._show)
        self._show(False)

    def secret(self) -> Secret:
        """What stands in the field, without blanks around it."""
        return Secret(self.line.text().strip())

    def set_secret(self, secret: Secret) -> None:
        """Fill the field."""
        self.line.setText(secret.reveal())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._leave_room()

    def _leave_room(self) -> None:
        """For the button at the end of the line: Qt mirrors layouts, and not the text's margins."""
        room = self.reveal.sizeHint().width()
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.line.setTextMargins(room if mirrored else 0, 0, 0 if mirrored else room, 0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.reveal.setChecked(False)

    def _tidy(self, text: str) -> None:
        # QLineEdit keeps the line breaks of a pasted mail and only hides them.
        tidy = _BREAKS.sub("", text)
        if tidy != text:
            self.line.setText(tidy)
            return
        more, self._length = len(text) - self._length, len(text)
        self.changed.emit()
        if more >= _PASTED:
            self.pasted.emit()

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.line.setEchoMode(mode.Normal if shown else mode.Password)
        self._icon.show_icon("eye-off" if shown else "eye")
        words = _("Hide what was typed") if shown else _("Show what was typed")
        self.reveal.setToolTip(words)
        self.reveal.setAccessibleName(words)
