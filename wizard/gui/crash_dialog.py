"""A fault of ours: told in a window and in the log, without a word of what was being worked on."""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from types import TracebackType
from typing import Any, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from wizard.domain.errors import Code, Problem
from wizard.text.language import _

_log: Final = logging.getLogger(__name__)


class FaultReporter(QObject):
    """While this context lasts, what nobody caught is shown once and logged.

    The text of an exception may hold a secret: only its type and its place are used.
    """

    def __init__(self, window: QWidget, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(window)
        self._window = window
        self._loop = loop
        self.box: QMessageBox | None = None

    def __enter__(self) -> FaultReporter:
        self._former = sys.excepthook
        sys.excepthook = self._hook
        self._loop.set_exception_handler(self._from_loop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        sys.excepthook = self._former
        self._loop.set_exception_handler(None)

    def report(self, error: BaseException) -> None:
        """Log the fault, and show it unless one is shown already."""
        place = "".join(traceback.format_tb(error.__traceback__))
        _log.error("unexpected %s\n%s", type(error).__name__, place)
        if self.box is not None:
            return
        from wizard.text.lookup import text_of

        text = text_of(Problem(Code.INTERNAL, "", (("type", type(error).__name__),)))
        self.box = QMessageBox(
            QMessageBox.Icon.Critical,
            _("Internal error"),
            text.cause,
            QMessageBox.StandardButton.Close,
            self._window,
        )
        self.box.setInformativeText(text.remedy)
        self.box.setDetailedText(f"{type(error).__name__}\n{place}")
        self.box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.box.finished.connect(self._closed)
        self.box.open()

    def _closed(self) -> None:
        self.box = None

    def _hook(
        self, _kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.report(error.with_traceback(trace))

    def _from_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            _log.error("event loop: %s", context.get("message", ""))
