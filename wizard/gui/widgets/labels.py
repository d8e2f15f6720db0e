"""Text in the page: plain, wrapped, and in a colour that follows the palette."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont
from PySide6.QtWidgets import QLabel, QWidget

from wizard.domain.printable import printable
from wizard.gui.style.theme import Tone, heading_font, scaled_font

_LEAST: Final = 96
BREAK: Final = "\u200b"
"""A zero-width space: a line may be wrapped there."""


def announce(widget: QWidget, text: str, *, politely: bool = False) -> None:
    """Have a screen reader say ``text`` now; ``politely``: once it has nothing else to say."""
    event = QAccessibleAnnouncementEvent(widget, without_breaks(text))
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Polite if politely else politeness.Assertive)
    QAccessible.updateAccessibility(event)


def without_breaks(text: str) -> str:
    """``text`` as it is spoken: without the places where a long path may be wrapped."""
    return text.replace(BREAK, "")


class Label(QLabel):
    """Wrapped plain text in the colour of a tone."""

    def __init__(self, text: str = "", tone: Tone = Tone.TEXT, *, selectable: bool = False) -> None:
        """``selectable`` where somebody would copy it."""
        super().__init__()
        self._spoken = ""
        self.setText(text)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setProperty("tone", tone.value)

    def setText(self, text: str) -> None:
        """Show the text; what it has of control characters is written out."""
        super().setText(printable(text))
        spoken = without_breaks(text) if BREAK in text else ""
        if spoken != self._spoken:
            self._spoken = spoken
            self.setAccessibleName(spoken)

    def minimumSizeHint(self) -> QSize:
        """A word that is longer than the line, such as some device ids, does not widen the page."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST), hint.height()) if self.wordWrap() else hint

    def set_tone(self, tone: Tone) -> None:
        """Change the colour, which is the style sheet's."""
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            repolish(self)


def repolish(widget: QWidget) -> None:
    """Have the style sheet look at the widget's properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def heading(text: str) -> Label:
    """A page's heading."""
    label = Label(text)
    label.setFont(heading_font(label))
    return label


def title(text: str) -> Label:
    """The title of a card or of a part of a page."""
    label = Label(text)
    label.setFont(scaled_font(label, 1.12, QFont.Weight.DemiBold))
    return label


def small(text: str = "", tone: Tone = Tone.QUIET) -> Label:
    """A line beside or below something, a little smaller."""
    label = Label(text, tone)
    label.setFont(scaled_font(label, 0.93, QFont.Weight.Normal))
    return label
