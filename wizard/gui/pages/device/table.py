"""The table of devices: sorted by its headings, driven by keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from wizard.gui.pages.device.model import Column, DeviceModel
from wizard.gui.style.theme import BLOCK
from wizard.text.language import _

_LEAST_ROWS: Final = 3
"""Devices that are seen below the headings, however little room there is."""
_AS_THE_HUB_GIVES_THEM: Final = -1


class DeviceTable(QTableView):
    """One row is one device. `end_wanted`: the user wants to see the last one of all."""

    end_wanted = Signal()
    up_and_out = Signal()
    """Up was pressed in the first row."""

    def __init__(self, model: DeviceModel) -> None:
        super().__init__()
        self.row_height: Final = self.fontMetrics().height() + BLOCK
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Devices"))
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_up_header()
        headings = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        self.setMinimumHeight(headings + _LEAST_ROWS * self.row_height)

    def sizeHint(self) -> QSize:
        """What is below the list is seen first; the list has what is left."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def selectRow(self, row: int) -> None:
        """Select it and make it the current one.

        Qt's own looks for the first column of a mirrored table beside the table, and finds none.
        """
        flags = QItemSelectionModel.SelectionFlag
        first = self.model().index(row, Column.ID)
        self.selectionModel().setCurrentIndex(first, flags.ClearAndSelect | flags.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.MoveToEndOfDocument):
            self.end_wanted.emit()
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.up_and_out.emit()
            return
        super().keyPressEvent(event)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(0)  # by the rows that are seen, not by a thousand
        header.setSectionResizeMode(Column.ID, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(_AS_THE_HUB_GIVES_THEM, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
