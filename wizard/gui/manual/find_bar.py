"""Finds words on the page that is shown: all matches are marked, Enter goes to the next one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTextBrowser, QTextEdit, QWidget

from wizard.gui.style.theme import SMALL, Tone, by_font
from wizard.gui.widgets.keys import ENTER
from wizard.gui.widgets.labels import Label, announce
from wizard.text.language import _


class FindBar(QWidget):
    """A field, and which of the matches is shown."""

    def __init__(self, browser: QTextBrowser) -> None:
        super().__init__()
        self._browser = browser
        self._matches: list[QTextCursor] = []
        self._shown = 0
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find on this page"))
        self.field.setAccessibleName(_("Find on this page"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(by_font(180))
        self.field.textChanged.connect(self.look)
        self.count = Label(tone=Tone.QUIET)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addWidget(self.count)
        box.addWidget(self.field)

    def begin(self) -> None:
        """Put the focus into the field, its text chosen."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def look(self) -> None:
        """Mark all matches on the page and go to the first one from where it is read."""
        self._matches = self._all(self.field.text())
        start = self._browser.textCursor().selectionStart()
        after = (n for n, match in enumerate(self._matches) if match.selectionStart() >= start)
        self._shown = next(after, 0)
        self._show()

    def step(self, by: int) -> None:
        """Go to the next match, or the one before; behind the last comes the first."""
        if self._matches:
            self._shown = (self._shown + by) % len(self._matches)
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if is_back else 1)
        elif event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            self._browser.setFocus()
        else:
            super().keyPressEvent(event)

    def _all(self, words: str) -> list[QTextCursor]:
        document, found = self._browser.document(), []
        match = document.find(words, 0) if words else QTextCursor()
        while not match.isNull():
            found.append(match)
            match = document.find(words, match)
        return found

    def _show(self) -> None:
        self._mark()
        if self._matches:
            self._browser.setTextCursor(self._matches[self._shown])
            self._browser.ensureCursorVisible()
        words = ""
        if self.field.text():
            words = _("No match")
            if self._matches:
                words = _("{number} of {count}").format(
                    number=self._shown + 1, count=len(self._matches)
                )
        self.count.setText(words)
        if words:
            announce(self.count, words, politely=True)

    def _mark(self) -> None:
        palette = self._browser.palette()
        marks = []
        for number, match in enumerate(self._matches):
            mark: Any = QTextEdit.ExtraSelection()  # its fields have no types
            mark.cursor = match
            is_shown = number == self._shown
            role = QPalette.ColorRole.Highlight if is_shown else QPalette.ColorRole.Midlight
            mark.format.setBackground(palette.color(role))
            if is_shown:
                text = palette.color(QPalette.ColorRole.HighlightedText)
                mark.format.setForeground(text)
            marks.append(mark)
        self._browser.setExtraSelections(marks)
