"""The rows of the device list, as far as they were fetched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication

from wizard.domain.hub.model import DevicePage, DeviceSummary
from wizard.domain.printable import printable
from wizard.gui.style.icons import icon
from wizard.gui.style.theme import Tone, tone_colour
from wizard.gui.words import auth_word, status_word
from wizard.text.language import N_, _

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Column(IntEnum):
    """The columns, from left to right."""

    ID = 0
    AUTHENTICATION = 1
    STATUS = 2
    MODULE = 3


_HEADINGS: Final = {
    Column.ID: N_("Device ID"),
    Column.AUTHENTICATION: N_("Authentication"),
    Column.STATUS: N_("Status"),
    Column.MODULE: N_("Module"),
}


class DeviceModel(QAbstractTableModel):
    """Grows page by page: `more_wanted` is emitted when the view has come to its end."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices: list[DeviceSummary] = []
        self._rows: dict[str, int] = {}
        self._modules: dict[str, bool] = {}
        self._done: Mapping[str, bool] = {}
        self._sorting: tuple[Column, bool] | None = None
        self._continuation: str | None = None
        self._paused = False

    @property
    def continuation(self) -> str | None:
        """Where the next page begins; None after the last."""
        return self._continuation

    def clear(self) -> None:
        """Forget all rows."""
        self.beginResetModel()
        self._devices = []
        self._rows = {}
        self._modules = {}
        self._continuation = None
        self._paused = False
        self.endResetModel()

    def pause(self) -> None:
        """Want no more until a page is added."""
        self._paused = True

    def append(self, page: DevicePage) -> None:
        """Add a page."""
        first = len(self._devices)
        self._continuation = page.continuation
        self._paused = False
        if page.devices:
            self.beginInsertRows(_NOWHERE, first, first + len(page.devices) - 1)
            self._devices.extend(page.devices)
            self._rows.update({one.id: first + at for at, one in enumerate(page.devices)})
            self.endInsertRows()
            self._rearrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort what is loaded, and what will be; a column of -1 is the order of the hub."""
        descending = order is Qt.SortOrder.DescendingOrder
        self._sorting = (Column(column), descending) if column >= 0 else None
        self._rearrange()

    def mark_done(self, devices: Mapping[str, bool]) -> None:
        """Mark these as set up in this session; green where the agent's login was proven."""
        if devices != self._done:
            self._done = dict(devices)
            if self._devices:
                last = self.index(len(self._devices) - 1, Column.ID)
                self.dataChanged.emit(self.index(0, Column.ID), last)

    def _rearrange(self) -> None:
        """Put the rows into the order that was asked for; what is selected stays selected."""
        if self._sorting is None or not self._devices:
            return
        column, descending = self._sorting
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._devices[index.row()].id for index in before]
        self._devices.sort(key=lambda one: self._words(one, column).lower(), reverse=descending)
        self._rows = {one.id: row for row, one in enumerate(self._devices)}
        after = [
            self.index(self._rows[device], index.column())
            for device, index in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def device_id(self, row: int) -> str:
        """The id in a row."""
        return self._devices[row].id

    def row_of(self, device_id: str) -> int | None:
        """The row of a device; None where it was not fetched."""
        return self._rows.get(device_id)

    def without_module_state(self, rows: range) -> tuple[str, ...]:
        """The devices in these rows of which it is not known whether they have the module."""
        ids = (self._devices[row].id for row in rows if row < len(self._devices))
        return tuple(one for one in ids if one not in self._modules)

    def set_modules(self, asked: Sequence[str], having: Collection[str]) -> None:
        """Note which of the devices that were asked for have the module."""
        self._modules.update({device: device in having for device in asked})
        changed = [row for row in map(self.row_of, asked) if row is not None]
        if changed:
            top, bottom = (self.index(row, Column.MODULE) for row in (min(changed), max(changed)))
            self.dataChanged.emit(top, bottom)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._devices)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return _(_HEADINGS[Column(section)]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        device = self._devices[index.row()]
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(device, column)
            case Qt.ItemDataRole.ToolTipRole:
                return printable(device.id) if column is Column.ID else None
            case Qt.ItemDataRole.DecorationRole if column is Column.ID and device.id in self._done:
                return _mark(proven=self._done[device.id])
            case Qt.ItemDataRole.AccessibleTextRole if device.id in self._done:
                words = self._words(device, column)
                if column is not Column.ID:
                    return words
                if self._done[device.id]:
                    return _("{device}, set up in this session").format(device=words)
                return _("{device}, written in this session, not connected yet").format(
                    device=words
                )
            case Qt.ItemDataRole.ForegroundRole if not device.enabled:
                return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self._continuation is not None and not self._paused

    def fetchMore(self, _parent: _Index) -> None:
        self.more_wanted.emit()

    def _words(self, device: DeviceSummary, column: Column) -> str:
        match column:
            case Column.ID:
                return printable(device.id)
            case Column.AUTHENTICATION:
                return auth_word(device.auth)
            case Column.STATUS:
                return status_word(device.enabled)
            case Column.MODULE:
                known = self._modules.get(device.id)
                return "…" if known is None else _("Yes") if known else _("Missing")


def _mark(*, proven: bool) -> QIcon:
    """As the result's mark on the last page: green only for what was proven."""
    name, tone = ("success", Tone.SUCCESS) if proven else ("info", Tone.ACCENT)
    return icon(name, tone_colour(tone, QApplication.palette()))
