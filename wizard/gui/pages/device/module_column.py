"""Which of the devices that are seen have the security module: asked when scrolling rests."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer

from wizard.domain.errors import SetupError
from wizard.gui.pages.device.model import DeviceModel
from wizard.gui.pages.device.table import DeviceTable
from wizard.gui.tasks import Tasks
from wizard.setup.session import Session

_LOOK_MS: Final = 120
"""How long scrolling must rest before the modules of the visible rows are asked for."""


class ModuleColumn:
    """Fills the model's column, a query for what is seen; the list does not wait for it."""

    def __init__(
        self, session: Session, tasks: Tasks, model: DeviceModel, table: DeviceTable
    ) -> None:
        self._session: Final = session
        self._model: Final = model
        self._table: Final = table
        self._looking: Final = tasks.slot()
        self._asked: frozenset[str] = frozenset()
        self._rest: Final = QTimer(table)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_LOOK_MS)
        self._rest.timeout.connect(self._look)
        table.verticalScrollBar().valueChanged.connect(self._scrolled)
        table.verticalScrollBar().rangeChanged.connect(self.look_soon)

    def look_soon(self) -> None:
        """Ask when the rows have rested."""
        self._rest.start()

    def drop(self) -> None:
        """What was asked is not wanted any more."""
        self._looking.cancel()

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self._rest.stop()
        self.drop()

    def _scrolled(self) -> None:
        """A query about rows of which none is seen any more is dropped."""
        seen = (self._model.device_id(row) for row in self._visible())
        if self._looking.running and self._asked.isdisjoint(seen):
            self.drop()
        self.look_soon()

    def _look(self) -> None:
        wanted = self._model.without_module_state(self._visible())
        # While some of the rows that were asked about are still seen, the next look waits.
        if wanted and not self._looking.running:
            self._asked = frozenset(wanted)
            work = partial(self._session.having_module, wanted)
            self._looking.start(work, partial(self._looked, wanted), self._not_looked)

    def _looked(self, wanted: Sequence[str], having: frozenset[str]) -> None:
        self._model.set_modules(wanted, having)
        self.look_soon()

    def _not_looked(self, _error: SetupError) -> None:
        """The column keeps its dots: choosing a device asks for its module anyway."""

    def _visible(self) -> range:
        top = self._table.rowAt(0)
        if top < 0:
            return range(0)
        bottom = self._table.rowAt(self._table.viewport().height() - 1)
        return range(top, (bottom if bottom >= 0 else self._model.rowCount() - 1) + 1)
