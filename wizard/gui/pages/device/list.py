"""The list of the hub's devices: fetched as one scrolls, searched by prefix, filtered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from wizard.domain.errors import SetupError
from wizard.domain.hub.model import DevicePage, DeviceQuery
from wizard.gui.pages.device.count import DeviceCount
from wizard.gui.pages.device.filter import DeviceFilter
from wizard.gui.pages.device.known_devices import KnownDevices
from wizard.gui.pages.device.list_states import show_empty, show_failure
from wizard.gui.pages.device.model import DeviceModel
from wizard.gui.pages.device.module_column import ModuleColumn
from wizard.gui.pages.device.table import DeviceTable
from wizard.gui.style.theme import BLOCK, TINY
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.busy_bar import BusyBar
from wizard.gui.widgets.field import Form
from wizard.gui.widgets.notice import Notice
from wizard.gui.widgets.placeholder import Placeholder
from wizard.runs.retry import OnWait
from wizard.setup.session import Session
from wizard.text.language import _


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
        self.model = DeviceModel(self)
        self.model.more_wanted.connect(self._load)
        self.filter = DeviceFilter()
        self.filter.changed.connect(self.reload)
        self.filter.again.clicked.connect(self.fetch_anew)
        self.known = KnownDevices()
        self._to_end = False
        self._is_stale = False
        self.table = DeviceTable(self.model)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.doubleClicked.connect(self._double_clicked)
        self.table.end_wanted.connect(self._go_to_end)
        self.table.up_and_out.connect(self.filter.search.setFocus)
        self.filter.search.down.connect(self._enter_table)
        self.pane = Placeholder()
        self.pane.action.connect(self._act)
        self.pane.setMinimumHeight(self.table.minimumHeight())
        self.failure = Notice()
        self.failure.action.connect(self._try_more)
        self._stack = QStackedLayout()
        for either in (self.table, self.pane):
            either.setParent(self)  # a stack that is in no widget yet would show it as a window
            self._stack.addWidget(either)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BLOCK)
        box.addWidget(self.filter)
        self.count = DeviceCount()
        self.count.stop.connect(self.stop_loading)
        rows = QVBoxLayout()
        rows.setSpacing(TINY)
        rows.addLayout(self._stack, 1)
        rows.addWidget(self.count)
        self.form_below = Form()
        rows.addWidget(self.form_below)
        box.addLayout(rows, 1)
        box.addWidget(self.failure)
        self._column = ModuleColumn(session, tasks, self.model, self.table)

    def reload(self) -> None:
        """Fetch from the beginning with what the filter says."""
        self._column.drop()
        self.failure.clear()
        self._to_end = False
        self._is_stale = True  # the rows stay until there are others: nothing flickers
        self._load()

    def fetch_anew(self) -> None:
        """Forget what was fetched, and fetch from the beginning."""
        self.known.clear()
        self.model.clear()
        self.reload()

    def only_match(self) -> str:
        """The id of the only device that the search has found; empty where there are others."""
        searching = self.filter.search_now() or self._loading.running
        alone = self.model.rowCount() == 1 and self.model.continuation is None
        return self.model.device_id(0) if alone and not searching else ""

    def stop_loading(self) -> bool:
        """Fetch no more on the way to the end; whether that was going on."""
        was_going_on, self._to_end = self._to_end, False
        self._show_count()
        return was_going_on

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self.filter.stop()
        self._loading.cancel()
        self._column.stop()

    def select(self, device_id: str) -> None:
        """Select the device's row where it is in the list, and nothing where it is not."""
        row = self.model.row_of(device_id)
        current = self.table.currentIndex()
        if row is None:
            self.table.clearSelection()
        elif not current.isValid() or current.row() != row:
            self.table.selectRow(row)

    def _load(self) -> None:
        if self._loading.running and not self._is_stale and self.model.rowCount() > 0:
            return
        continuation = None if self._is_stale else self.model.continuation
        query = self.filter.query()
        work = partial(self._session.list_devices, query, continuation, self._on_wait)
        self._loading.start(work, partial(self._loaded, query), self._failed)

    def _show_loading(self, loading: bool) -> None:
        if loading:
            self._busy.begin(_("Loading devices…"), "list")
        else:
            self._busy.end("list")
        if loading and self.model.rowCount() == 0:
            self.pane.show_skeleton(_("The devices are being loaded"))
            self._show_pane()

    def _show_pane(self) -> None:
        """What has the focus and goes gives it to the field: not to what happens to come next."""
        if self.table.hasFocus():
            self.filter.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(self.pane)

    def _loaded(self, query: DeviceQuery, page: DevicePage) -> None:
        if self._is_stale:
            self._is_stale = False
            self.model.clear()
        self.known.add(query, page)
        self.model.append(page)
        if page.continuation is None:
            self.model.append(DevicePage(self.known.with_inside(query)))
        self._show_count()
        if self.model.rowCount() > 0:
            self._stack.setCurrentWidget(self.table)
            self._column.look_soon()
            self.select(self.filter.search.text().strip())
            self._go_on_to_end()
        elif page.continuation is not None:
            self._load()
        else:
            show_empty(self.pane, query)
            self._show_pane()

    def _go_to_end(self) -> None:
        """Fetch all that is left, then show the last device."""
        self._to_end = True
        self._go_on_to_end()

    def _go_on_to_end(self) -> None:
        if not self._to_end:
            return
        self.table.scrollToBottom()
        if self.model.continuation is None:
            self._to_end = False
            self.table.selectRow(self.model.rowCount() - 1)
        else:
            self._load()
        self._show_count()

    def _enter_table(self) -> None:
        """Down in the field goes into the list, or to what can be done where there is none."""
        if self.pane.button.isVisible():
            self.pane.button.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.table.isVisible() and self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.table.selectionModel().hasSelection():
                self.table.selectRow(0)

    def _show_count(self) -> None:
        if not self._to_end and self.count.button.hasFocus():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # before the button goes
        total = self.known.total
        is_whole = self.model.continuation is None
        self.count.show_count(self.model.rowCount(), total, whole=is_whole, more=self._to_end)

    def _failed(self, error: SetupError) -> None:
        self._to_end = False
        if self._is_stale:
            self._is_stale = False
            self.model.clear()
            self._show_count()
        if self.model.rowCount() > 0:
            # Not asked for again by every turn of the wheel.
            self.model.pause()
            self.failure.say_error(error, action=_("Try again"))
            return
        show_failure(self.pane, error)
        self._show_pane()

    def _try_more(self) -> None:
        """Fetch the page that failed."""
        self.failure.clear()
        self._load()

    def _act(self) -> None:
        """The button of the pane: fetch again, without a filter that left nothing."""
        self.filter.search.setFocus(Qt.FocusReason.OtherFocusReason)  # before the button goes
        if not self.filter.reset():
            self.fetch_anew()

    def _selected(self, selected: QItemSelection, _former: QItemSelection) -> None:
        if selected.indexes():
            self.picked.emit(self.model.device_id(selected.indexes()[0].row()))

    def _double_clicked(self, _index: QModelIndex) -> None:
        self.activated.emit()
