"""Buttons side by side, and below one another where the row is too narrow for all."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QLayoutItem


class WrappingRow(QLayout):
    """From the side where reading begins; as high as the width needs."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        bottom = max(
            (place.bottom() + 1 for _, place in self._places(width)), default=margins.top()
        )
        return bottom + margins.bottom() if self._shown() else 0

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        widest = max((item.sizeHint().width() for item in self._shown()), default=0)
        return QSize(widest + margins.left() + margins.right(), 0)

    def sizeHint(self) -> QSize:
        margins, shown = self.contentsMargins(), self._shown()
        width = sum(item.sizeHint().width() + self.spacing() for item in shown)
        width += margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        mirrored = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for item, place in self._places(room.width()):
            if mirrored:
                place.moveRight(room.width() - 1 - place.left())
            item.setGeometry(place.translated(room.topLeft()))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _places(self, width: int) -> Iterator[tuple[QLayoutItem, QRect]]:
        margins = self.contentsMargins()
        left, top, height = margins.left(), margins.top(), 0
        for item in self._shown():
            size = item.sizeHint()
            if left > margins.left() and left + size.width() > width - margins.right():
                left, top, height = margins.left(), top + height + self.spacing(), 0
            yield item, QRect(left, top, size.width(), size.height())
            left += size.width() + self.spacing()
            height = max(height, size.height())
