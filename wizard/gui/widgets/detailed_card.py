"""A card with the fields that its choice needs: they are seen while it is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.gui.style.theme import MEDIUM
from wizard.gui.widgets.choice_card import TEXT_INDENT, ChoiceCard

_LOOKS = (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut)


class DetailedCard(QWidget):
    """The card and, inside the same frame, its fields.

    The fields stand beside the radio button and not in it: there, the arrow keys that a field does
    not use would choose another card.
    """

    def __init__(self, card: ChoiceCard) -> None:
        super().__init__()
        self.card = card
        self._details: QWidget | None = None
        self._wanted = True
        card.framed = False
        card.installEventFilter(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(card)
        card.toggled.connect(self._show_details)

    def put_details(self, details: QWidget) -> None:
        """The fields of this choice, once they are made."""
        self._details = details
        details.setContentsMargins(TEXT_INDENT, 0, MEDIUM, MEDIUM)
        self._box.addWidget(details)
        self._show_details()

    def want_details(self, wanted: bool) -> None:
        """Whether the choice needs its fields at all."""
        self._wanted = wanted
        self._show_details()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _LOOKS:
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.card.draw_frame(painter, QRectF(self.rect()))
        painter.end()

    def _show_details(self, _checked: bool = False) -> None:
        if self._details is not None:
            self._details.setVisible(self._wanted and self.card.isChecked())
        self.update()
