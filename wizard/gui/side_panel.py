"""The map of the wizard: what is done and how it was decided, where one is, what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from wizard.gui.frame.menu import MenuButton
from wizard.gui.style.icons import draw_icon
from wizard.gui.style.theme import BLOCK, LARGE, MEDIUM, Tone, by_font, scaled_font, tone_colour
from wizard.gui.widgets.labels import title
from wizard.text.language import _

_WIDTH: Final = 216
_STEP: Final = 58
_DOT: Final = 23
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class MapStep:
    """One step of the map. ``chosen`` is what was decided there."""

    name: str
    chosen: str = ""
    done: bool = False
    current: bool = False
    failed: bool = False
    """What was tried there has failed."""


class _Steps(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.steps: tuple[MapStep, ...] = ()

    def replace(self, steps: tuple[MapStep, ...]) -> None:
        if len(steps) != len(self.steps):
            self.beginResetModel()
            self.steps = steps
            self.endResetModel()
        elif steps != self.steps:
            self.steps = steps
            self.dataChanged.emit(self.index(0), self.index(len(steps) - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.steps)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        step = self.steps[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return step.name
            case Qt.ItemDataRole.ToolTipRole:
                return step.chosen or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index.row(), step)
        return None

    def _spoken(self, row: int, step: MapStep) -> str:
        words = _("Step {number} of {count}: {name}").format(
            number=row + 1, count=len(self.steps), name=step.name
        )
        if step.failed:
            return _("{step}, failed").format(step=words)
        if step.current and not step.done:
            return _("{step}, current").format(step=words)
        if step.done:
            chosen = f" ({step.chosen})" if step.chosen else ""
            return _("{step}, done{chosen}").format(step=words, chosen=chosen)
        return words


class _StepPainter(QStyledItemDelegate):
    """Draws a step: its dot, the line to the next, its name and what was chosen."""

    def __init__(self, steps: _Steps, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = steps
        self._parent = parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(by_font(_WIDTH), by_font(_STEP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        steps = self._steps.steps
        step = steps[index.row()]
        area = QRectF(option.rect)
        painter.save()
        painter.setLayoutDirection(self._parent.layoutDirection())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = by_font(_DOT)
        top = area.top() + (area.height() - size) / 2
        mirrored = self._parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = area.right() - LARGE - size if mirrored else area.left() + LARGE
        dot = QRectF(left, top, size, size)
        if index.row() + 1 < len(steps):
            self._draw_line(painter, dot, dot.bottom() + 4, area.bottom())
        if index.row() > 0:
            self._draw_line(painter, dot, area.top(), dot.top() - 4)
        self._draw_dot(painter, dot, step, str(index.row() + 1))
        beside = LARGE + size + BLOCK - 1
        words = area.adjusted(beside, 0, -MEDIUM, 0)
        if mirrored:
            words = area.adjusted(MEDIUM, 0, -beside, 0)
        self._draw_words(painter, words, step)
        painter.restore()

    def _draw_line(self, painter: QPainter, dot: QRectF, top: float, bottom: float) -> None:
        line = QRectF(dot.center().x() - 1, top, 2, bottom - top)
        painter.fillRect(line, self._parent.palette().color(QPalette.ColorRole.Mid))

    def _draw_dot(self, painter: QPainter, dot: QRectF, step: MapStep, number: str) -> None:
        colours = self._parent.palette()
        on_accent = colours.color(QPalette.ColorRole.HighlightedText)
        if step.failed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tone_colour(Tone.ERROR, colours))
            painter.drawEllipse(dot)
        elif step.done or step.current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(QPalette.ColorRole.Highlight))
            painter.drawEllipse(dot)
        else:
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Mid), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(0.8, 0.8, -0.8, -0.8))
        if step.done or step.failed:
            picture = "check" if step.done else "remove"
            ground = colours.color(QPalette.ColorRole.Window) if step.failed else on_accent
            draw_icon(painter, picture, ground, dot.adjusted(4, 4, -4, -4))
            return
        painter.setFont(scaled_font(self._parent, 0.93, QFont.Weight.DemiBold))
        quiet = colours.color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(on_accent if step.current else quiet)
        painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, number)

    def _draw_words(self, painter: QPainter, area: QRectF, step: MapStep) -> None:
        colours = self._parent.palette()
        text = colours.color(QPalette.ColorRole.WindowText)
        quiet = colours.color(QPalette.ColorRole.PlaceholderText)
        weight = QFont.Weight.DemiBold if step.current else QFont.Weight.Normal
        name = scaled_font(self._parent, 1.0, weight)
        detail = scaled_font(self._parent, 0.87, QFont.Weight.Normal)
        chosen = step.chosen if step.done or step.current else ""
        heights = [QFontMetricsF(name).height(), QFontMetricsF(detail).height() if chosen else 0.0]
        top = area.center().y() - sum(heights) / 2
        colour = text if step.done or step.current else quiet
        self._draw_text(painter, name, colour, area, top, step.name)
        if chosen:
            self._draw_text(painter, detail, quiet, area, top + heights[0], chosen)

    @staticmethod
    def _draw_text(
        painter: QPainter, font: QFont, colour: QColor, area: QRectF, top: float, words: str
    ) -> None:
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(colour)
        elided = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        where = QRectF(area.left(), top, area.width(), metrics.height())
        # AlignLeft is the side where a line begins: the painter mirrors it.
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)


class SidePanel(QFrame):
    """The panel at the window's left edge. A done step can be clicked."""

    picked = Signal(int)
    """The row of a done step."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(by_font(_WIDTH))
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self._list = QListView()
        self._steps = _Steps(self)
        self._list.setModel(self._steps)
        self._list.setItemDelegate(_StepPainter(self._steps, self))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.viewport().setAutoFillBackground(False)
        self._list.setAccessibleName(_("Steps"))
        self._list.setMouseTracking(True)
        self._list.entered.connect(self._hovered)
        self._list.clicked.connect(self._clicked)
        name = title(heading)
        name.setContentsMargins(LARGE, 0, MEDIUM, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, LARGE, 0, MEDIUM)
        box.setSpacing(MEDIUM)
        box.addWidget(name)
        box.addWidget(self._list, 1)
        self.menu = MenuButton()
        foot = QHBoxLayout()
        foot.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        foot.addWidget(self.menu)
        foot.addStretch(1)
        box.addLayout(foot)

    def show_steps(self, steps: tuple[MapStep, ...]) -> None:
        """Show where the user is."""
        self._steps.replace(steps)

    def _can_be_picked(self, index: QModelIndex) -> bool:
        step = self._steps.steps[index.row()]
        return step.done and not step.current

    def _clicked(self, index: QModelIndex) -> None:
        if self._can_be_picked(index):
            self.picked.emit(index.row())

    def _hovered(self, index: QModelIndex) -> None:
        shape = Qt.CursorShape
        hand = shape.PointingHandCursor if self._can_be_picked(index) else shape.ArrowCursor
        self._list.viewport().setCursor(hand)

    def spoken(self) -> tuple[str, ...]:
        """What a screen reader says for each step."""
        role = Qt.ItemDataRole.AccessibleTextRole
        rows = range(self._steps.rowCount())
        return tuple(str(self._steps.data(self._steps.index(row), role)) for row in rows)
