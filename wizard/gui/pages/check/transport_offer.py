"""The button that lets the agent use its open port at once, where its first one is closed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from wizard.domain.errors import SetupError
from wizard.domain.report import Report
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.notice import Notice
from wizard.setup.session import Session
from wizard.setup.transport_change import offered_transport, use_transport
from wizard.text.language import _


class TransportOffer(QObject):
    """Sits in the page's notice, beside the warning that it is about."""

    busy = Signal(bool)
    done = Signal()
    """It is written: what is to be checked has changed."""
    failed = Signal(object)
    """Why it could not be written: a Problem."""

    def __init__(self, session: Session, tasks: Tasks, notice: Notice) -> None:
        super().__init__()
        self._session = session
        self._setting = ""
        self._writing = tasks.slot(self.busy.emit, writes=True)
        notice.action.connect(self._write)

    def label(self, report: Report) -> str:
        """What stands on the button after this run; "" where there is nothing to offer."""
        self._setting = offered_transport(report)
        return _("Set trans&portType") if self._setting else ""

    def _write(self) -> None:
        if self._setting and not self._writing.running:
            work = partial(use_transport, self._session, self._setting)
            self._writing.start(work, self._done, self._failed)

    def _done(self, _nothing: None) -> None:
        self._setting = ""
        self.done.emit()

    def _failed(self, error: SetupError) -> None:
        self.failed.emit(error.problem)
