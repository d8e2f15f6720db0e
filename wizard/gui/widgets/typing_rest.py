"""Waiting until somebody has stopped typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

_REST_MS: Final = 350


class TypingRest(QTimer):
    """Calls ``then`` once nothing has been typed for a moment; `start` it with every key."""

    def __init__(self, parent: QObject, then: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(_REST_MS)
        self.timeout.connect(then)
