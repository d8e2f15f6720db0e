"""A child of `bench_start`: opens a window, and says when it was painted and how big it is then."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6 import QtWidgets
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent

PAGES = 3
FIELDS = 8
"""Those that the program's first page has: lists, edits, check boxes."""


class WatchedWizard(QtWidgets.QWizard):
    """Ends the process in the first turn of the event loop after the first paint."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt's own, and the watch."""
        super().paintEvent(event)
        QTimer.singleShot(0, report)


def report() -> None:
    """Say it to the parent. Nothing after this is measured, so nothing is tidied up."""
    found = {
        "at": time.monotonic_ns(),
        "cpu": time.process_time() * 1000,
        "kilobytes": resident_kilobytes(),
    }
    line = json.dumps(found)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    os._exit(0)


def resident_kilobytes() -> int:
    """This process's memory that is in RAM (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def bare(fields: int = 1) -> None:
    """The least that deserves the name: three pages, on the first of them so many fields."""
    application = QtWidgets.QApplication(sys.argv[:1])
    wizard = WatchedWizard()
    for number in range(PAGES):
        page = QtWidgets.QWizardPage()
        page.setTitle(f"Page {number}")
        form = QtWidgets.QFormLayout(page)
        for _ in range(fields if number == 0 else 1):
            form.addRow("&Field", QtWidgets.QLineEdit())
        wizard.addPage(page)
    wizard.show()
    application.exec()


def product() -> None:
    """The program as it starts, but that its window is watched."""
    QtWidgets.QWizard = WatchedWizard  # type: ignore[misc]
    from wizard.__main__ import main

    main([])


def usable() -> None:
    """The program until its first page is there with all its fields and its event loop runs.

    `compose.warm_up` is the first that the loop is given.
    """
    from wizard import compose
    from wizard.__main__ import main
    from wizard.domain.ports.ports import Ports

    async def begin(ports: Ports, first: Callable[[], None]) -> None:
        report()

    compose.warm_up = begin
    main([])


KINDS = {
    "bare": bare,
    "product": product,
    "bare with fields": lambda: bare(FIELDS),
    "usable": usable,
}

if __name__ == "__main__":
    KINDS[sys.argv[1]]()
