"""Text in the page: plain, wrapped, and in a colour that follows the palette."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from wizard.ui.theme import Tone, heading_font, scaled_font, tone_colour


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say ``text`` now."""
    event = QAccessibleAnnouncementEvent(widget, text)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


class Label(QLabel):
    """Wrapped plain text in the colour of a tone."""

    def __init__(self, text: str = "", tone: Tone = Tone.TEXT, *, selectable: bool = False) -> None:
        """``selectable`` where somebody would copy it."""
        super().__init__(text)
        self._tone = tone
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._colour()

    def set_tone(self, tone: Tone) -> None:
        """Change the colour."""
        self._tone = tone
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _colour(self) -> None:
        if self._tone is Tone.QUIET:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        elif self._tone in (Tone.SUCCESS, Tone.WARNING, Tone.ERROR):
            own = QPalette()
            own.setColor(
                QPalette.ColorRole.WindowText, tone_colour(self._tone, QApplication.palette())
            )
            self.setForegroundRole(QPalette.ColorRole.WindowText)
            self.setPalette(own)
        else:
            self.setForegroundRole(QPalette.ColorRole.WindowText)


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
