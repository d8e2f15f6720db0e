"""One file of the run: its path, what happens to it, and the difference."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from wizard.domain.files import Change
from wizard.domain.printable import printable
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import SMALL, Tone, changes_look, scaled_font, tint
from wizard.gui.widgets.card import Card
from wizard.gui.widgets.labels import Label, small
from wizard.gui.words import breakable, change_word
from wizard.runs.file_preview import FilePreview
from wizard.text.language import _

_TONES = {Change.CREATED: Tone.SUCCESS, Change.UPDATED: Tone.ACCENT, Change.UNCHANGED: Tone.QUIET}
_MOST_LINES = 16
_ROLES = (
    QPalette.ColorRole.Text,
    QPalette.ColorRole.PlaceholderText,
    QPalette.ColorRole.Window,
    QPalette.ColorRole.WindowText,
)
"""Those that the lines' colours are made of."""


class DiffCard(Card):
    """A file of the review. Its text can be selected; secrets in it are masked by the core."""

    def __init__(self, file: FilePreview, note: str = "") -> None:
        """``remark`` says what is in a secret file, whose text is not shown."""
        super().__init__()
        word = change_word(file.change)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        picture = Picture("key" if file.secret else "file", Tone.QUIET, 18)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        path = Label(breakable(str(file.path)), selectable=True)
        head.addWidget(path, 1)
        badge = Badge(word, _TONES[file.change])
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(head)
        if note:
            self.box.addWidget(small(note))
        if file.diff and not file.secret:
            self.box.addWidget(DiffText(file.diff))
        self.setAccessibleName(f"{file.path}: {word}")


class DiffText(QPlainTextEdit):
    """A unified difference with its lines coloured; the signs say the same without colour."""

    _drawn_with: tuple[str, ...] = ()
    """The palette's colours when the lines were coloured last."""

    def __init__(self, diff: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(_("Changes"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlainText("\n".join(map(printable, _without_ranges(diff))))
        self._colour()

    def sizeHint(self) -> QSize:
        # This document's height is its number of lines, wrapped ones counted as they are seen.
        lines = min(max(round(self.document().size().height()), self.blockCount()), _MOST_LINES)
        frame = 2 * round(self.document().documentMargin()) + SMALL
        return QSize(200, lines * self.fontMetrics().lineSpacing() + frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # another width, other lines

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if changes_look(event):
            self._colour()

    def _colour(self) -> None:
        """Colour the lines, unless the palette has told again what it was before."""
        now = tuple(self.palette().color(role).name() for role in _ROLES)
        if now == self._drawn_with:
            return
        self._drawn_with = now
        block = self.document().firstBlock()
        while block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            foreground, background = self._colours_of(block.text())
            text = QTextCharFormat()
            text.setForeground(foreground)
            cursor.setCharFormat(text)
            line = QTextBlockFormat()
            if background is not None:
                line.setBackground(background)
            cursor.setBlockFormat(line)
            block = block.next()

    def _colours_of(self, line: str) -> tuple[QColor, QColor | None]:
        colours = self.palette()
        tones = {"+": Tone.SUCCESS, "-": Tone.ERROR}
        tone = tones.get(line[:1])
        if tone is None:
            return colours.color(QPalette.ColorRole.PlaceholderText), None
        return colours.color(QPalette.ColorRole.Text), tint(tone, colours, 0.13)


class Badge(QLabel):
    """A short state, in words and in a tone."""

    def __init__(self, word: str, tone: Tone) -> None:
        super().__init__(word)
        self._tone = tone
        self.setFont(scaled_font(self, 0.87, QFont.Weight.DemiBold))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * SMALL + 4
        return QSize(width, metrics.height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(tint(self._tone, self.palette(), 0.6))
        painter.setBrush(tint(self._tone, self.palette(), 0.14))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        # The tone itself is too pale for the thin strokes of a small Chinese or Japanese word.
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


def _without_ranges(diff: str) -> list[str]:
    """The lines, with an ellipsis where a difference leaves lines out."""
    lines: list[str] = []
    for line in diff.splitlines():
        if not line.startswith("@@"):
            lines.append(line)
        elif lines:
            lines.append("⋯")
    return lines
