"""The list of the hub's devices: fetched as one scrolls, searched by prefix, filtered."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.model import DevicePage, DeviceQuery
from wizard.gui.pages.device.filter import DeviceFilter
from wizard.gui.pages.device.model import Column, DeviceModel
from wizard.gui.style.theme import BLOCK, Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.busy_bar import BusyBar
from wizard.gui.widgets.notice import Notice
from wizard.gui.widgets.placeholder import Placeholder
from wizard.gui.words import in_a_row
from wizard.runs.retry import OnWait
from wizard.setup.session import Session
from wizard.text.lookup import text_of

_LOOK_MS: Final = 120
"""How long scrolling must rest before the modules of the visible rows are asked for."""
_ROW: Final = 32


class DeviceList(QWidget):
    """Search, filters, and the table or what stands in its place."""

    picked = Signal(str)
    activated = Signal()

    def __init__(self, session: Session, tasks: Tasks, busy: BusyBar, on_wait: OnWait) -> None:
        super().__init__()
        self._session = session
        self._busy = busy
        self._on_wait = on_wait
        self._loading = tasks.slot(self._show_loading)
        self._looking = tasks.slot()
        self.model = DeviceModel(self)
        self.model.more_wanted.connect(self._load)
        self.filter = DeviceFilter()
        self.filter.changed.connect(self.reload)
        self.table = self._make_table()
        self.pane = Placeholder()
        self.pane.action.connect(self._act)
        self.pane.setMinimumHeight(3 * _ROW)
        self.failure = Notice()
        self.failure.action.connect(self._try_more)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.pane)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BLOCK)
        box.addWidget(self.filter)
        box.addLayout(self._stack, 1)
        box.addWidget(self.failure)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_LOOK_MS)
        self._rest.timeout.connect(self._look)
        self.table.verticalScrollBar().valueChanged.connect(self._rest.start)
        self.table.verticalScrollBar().rangeChanged.connect(self._rest.start)

    def reload(self) -> None:
        """Fetch from the beginning with what the filter says."""
        self._looking.cancel()
        self.failure.clear()
        self.model.clear()
        self._load()

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self.filter.stop()
        self._rest.stop()
        self._loading.cancel()
        self._looking.cancel()

    def select(self, device_id: str) -> None:
        """Select the device's row where it is in the list, and nothing where it is not."""
        row = self.model.row_of(device_id)
        current = self.table.currentIndex()
        if row is None:
            self.table.clearSelection()
        elif not current.isValid() or current.row() != row:
            self.table.selectRow(row)

    def _load(self) -> None:
        if self._loading.running and self.model.rowCount() > 0:
            return
        query, continuation = self.filter.query(), self.model.continuation
        work = partial(self._session.list_devices, query, continuation, self._on_wait)
        self._loading.start(work, partial(self._loaded, query), self._failed)

    def _show_loading(self, loading: bool) -> None:
        if loading:
            self._busy.begin(self.tr("Fetching devices…"), "list")
        else:
            self._busy.end("list")
        if loading and self.model.rowCount() == 0:
            self.pane.show_skeleton(self.tr("The devices are being fetched"))
            self._stack.setCurrentWidget(self.pane)

    def _loaded(self, query: DeviceQuery, page: DevicePage) -> None:
        self.model.append(page)
        if self.model.rowCount() > 0:
            self._stack.setCurrentWidget(self.table)
            self._rest.start()
        elif page.continuation is not None:
            self._load()
        elif query == DeviceQuery():
            self.pane.show_state(
                self.tr("This hub has no devices yet"),
                self.tr("Register the device in the hub, then look again."),
                action=self.tr("Look again"),
            )
        else:
            self.pane.show_state(
                self.tr("No device matches"),
                self.tr("Capitals matter: the search compares with the beginning of the id."),
                action=self.tr("Show all"),
            )

    def _failed(self, error: SetupError) -> None:
        if self.model.rowCount() > 0:
            # Not asked for again by every turn of the wheel.
            self.model.pause()
            self.failure.say_error(error, action=self.tr("Try again"))
            return
        text = text_of(error.problem)
        no_right = error.code is Code.HUB_UNAUTHORIZED
        self.pane.show_state(
            self.tr("No list with this policy") if no_right else self.tr("No list for now"),
            in_a_row(text)
            if not no_right
            else self.tr("This policy may not query the hub. Type the device's id below."),
            tone=Tone.WARNING,
            action="" if no_right else self.tr("Try again"),
        )
        self._stack.setCurrentWidget(self.pane)

    def _try_more(self) -> None:
        """Fetch the page that failed."""
        self.failure.clear()
        self._load()

    def _act(self) -> None:
        """The button of the pane: fetch again, without a filter that left nothing."""
        if not self.filter.reset():
            self.reload()

    def _look(self) -> None:
        top = self.table.rowAt(0)
        if top < 0:
            return
        bottom = self.table.rowAt(self.table.viewport().height() - 1)
        last = bottom if bottom >= 0 else self.model.rowCount() - 1
        wanted = self.model.without_module_state(range(top, last + 1))
        if wanted:
            work = partial(self._session.having_module, wanted)
            self._looking.start(work, partial(self.model.set_modules, wanted), self._not_looked)

    def _not_looked(self, _error: SetupError) -> None:
        """The column keeps its dots: choosing a device asks for its module anyway."""

    def _selected(self, selected: QItemSelection, _former: QItemSelection) -> None:
        if selected.indexes():
            self.picked.emit(self.model.device_id(selected.indexes()[0].row()))

    def _double_clicked(self, _index: QModelIndex) -> None:
        self.activated.emit()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setAccessibleName(self.tr("Devices"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(0)  # by the rows that are seen, not by a thousand
        header.setSectionResizeMode(Column.ID, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().selectionChanged.connect(self._selected)
        table.doubleClicked.connect(self._double_clicked)
        table.setMinimumHeight(3 * _ROW)
        return table
