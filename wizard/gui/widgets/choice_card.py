"""A choice as a card: all of it clicks, and an impossible one stays and says why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import BLOCK, LARGE, MEDIUM, SMALL, TINY, Tone, tint, tone_colour
from wizard.gui.widgets.labels import Label, title
from wizard.text.access_key import without_key

_RADIO = 16
TEXT_INDENT = MEDIUM + _RADIO + BLOCK
"""Where the words begin."""


_LOOKS = (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut)


class ChoiceCard(QRadioButton):
    """A radio button in the shape of a card. Cards of one parent exclude one another.

    An impossible card keeps the keyboard focus, so that its reason can be read, and cannot be set.
    """

    def __init__(self, heading: str, meaning: str = "", parent: QWidget | None = None) -> None:
        """``heading`` may have an access key."""
        super().__init__(heading, parent)
        self.framed = True
        self._possible = True
        policy = QSizePolicy.Policy.Preferred
        self.setSizePolicy(policy, policy)
        self._title = title(without_key(heading))
        self._meaning = Label(meaning)
        self._picture = Picture("success", Tone.SUCCESS, 16)
        self._verdict = Label()
        self._assessd = QWidget()
        verdict = QHBoxLayout(self._assessd)
        verdict.setContentsMargins(0, 0, 0, 0)
        verdict.setSpacing(SMALL)
        verdict.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        verdict.addWidget(self._verdict, 1)
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(self._title)
        words.addWidget(self._meaning)
        words.addWidget(self._assessd)
        self._row = QHBoxLayout(self)
        self._indent()
        self._row.addLayout(words, 1)
        for part in (self._title, self._meaning, self._assessd):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(without_key(heading))
        self.set_description(meaning)
        self.set_verdict("")

    @property
    def possible(self) -> bool:
        """Whether the card can be chosen."""
        return self._possible

    @property
    def verdict(self) -> str:
        """What the card says about this choice here."""
        return self._verdict.text()

    def set_description(self, words: str) -> None:
        """Say what this choice means, wherever it is offered."""
        self._meaning.setText(words)
        self._meaning.setVisible(bool(words))
        self._describe()

    def set_verdict(self, words: str, *, possible: bool = True) -> None:
        """Say why this choice is possible here, or why not and what would make it so."""
        self._possible = possible
        tone = Tone.SUCCESS if possible else Tone.WARNING
        self._picture.show_icon("success" if possible else "warning", tone)
        self._verdict.set_tone(tone)
        self._verdict.setText(words)
        self._assessd.setVisible(bool(words))
        self._describe()
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if possible else Qt.CursorShape.ArrowCursor
        )
        self.update()

    def add_beside(self, widget: QWidget) -> None:
        """Put a control at the card's right edge."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and hasattr(self, "_row"):
            self._indent()

    def _indent(self) -> None:
        """Leave room for the radio button where a line begins; a layout does not mirror that."""
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            self._row.setContentsMargins(MEDIUM, MEDIUM, TEXT_INDENT, MEDIUM)
        else:
            self._row.setContentsMargins(TEXT_INDENT, MEDIUM, MEDIUM, MEDIUM)

    def nextCheckState(self) -> None:
        if self._possible:
            super().nextCheckState()

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(LARGE * 8, self._row.minimumSize().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.framed:
            self.draw_frame(painter, QRectF(self.rect()))
        self._draw_radio(painter)
        painter.end()

    def _describe(self) -> None:
        parts = (self._meaning.text(), self._verdict.text())
        self.setAccessibleDescription(" ".join(filter(None, parts)))

    def draw_frame(self, painter: QPainter, area: QRectF) -> None:
        """Draw the card's frame: its own, or that of what it opens."""
        colours = self.palette()
        accent = colours.color(QPalette.ColorRole.Highlight)
        stands_out = self.isChecked() or self.hasFocus()
        width = 2.0 if stands_out else 1.0
        frame = accent if self.isChecked() else colours.color(QPalette.ColorRole.Mid)
        if self.hasFocus() and not self.isChecked():
            frame = colours.color(QPalette.ColorRole.Dark)
        painter.setPen(QPen(frame, width))
        if self.isChecked():
            painter.setBrush(tint(Tone.ACCENT, colours, 0.06))
        elif self.underMouse() and self._possible:
            painter.setBrush(tint(Tone.TEXT, colours, 0.03))
        half = width / 2
        painter.drawRoundedRect(area.adjusted(half, half, -half, -half), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(tone_colour(Tone.TEXT, colours), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 4.5, -4.5, -4.5), 5, 5)

    def _draw_radio(self, painter: QPainter) -> None:
        colours = self.palette()
        middle = self._title.geometry().center().y() + 0.5
        if self._title.height() > self._title.fontMetrics().height() * 1.8:
            middle = self._title.geometry().top() + self._title.fontMetrics().height() / 2
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - MEDIUM - _RADIO if mirrored else MEDIUM
        ring = QRectF(left, middle - _RADIO / 2, _RADIO, _RADIO)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(QPalette.ColorRole.Highlight))
            painter.drawEllipse(ring)
            painter.setBrush(colours.color(QPalette.ColorRole.HighlightedText))
            painter.drawEllipse(QPointF(ring.center()), 3.2, 3.2)
            return
        role = QPalette.ColorRole.Dark if self._possible else QPalette.ColorRole.Mid
        painter.setPen(QPen(colours.color(role), 1.2))
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawEllipse(ring.adjusted(0.6, 0.6, -0.6, -0.6))


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
        self._indent()
        self._box.addWidget(details)
        self._show_details()

    def want_details(self, wanted: bool) -> None:
        """Whether the choice needs its fields at all."""
        self._wanted = wanted
        self._show_details()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and hasattr(self, "_details"):
            self._indent()

    def _indent(self) -> None:
        """Begin the fields where the words begin; margins are not mirrored by Qt."""
        if self._details is None:
            return
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            self._details.setContentsMargins(MEDIUM, 0, TEXT_INDENT, MEDIUM)
        else:
            self._details.setContentsMargins(TEXT_INDENT, 0, MEDIUM, MEDIUM)

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
