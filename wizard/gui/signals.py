"""Ctrl-C and SIGTERM close the window as its Cancel does."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Final

from PySide6.QtCore import QSocketNotifier

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """While this context lasts, a signal calls ``close``.

    Python runs its signal handlers between two of its own instructions, and Qt's loop executes
    none while it waits: a byte in a socket wakes it.
    """

    def __init__(self, close: Callable[[], None]) -> None:
        self._close = close
        self._former: dict[signal.Signals, Any] = {}

    def __enter__(self) -> None:
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._former_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)
        for number in _SIGNALS:
            self._former[number] = signal.signal(number, self._handle)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._former_fd)
        self._read.close()
        self._write.close()

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._close()

    def _drain(self) -> None:
        self._read.recv(64)
