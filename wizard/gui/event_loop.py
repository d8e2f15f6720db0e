"""The event loop behind a window that is already seen, until the window is closed."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # after PySide6: it takes the Qt that is there

from wizard.domain.errors import Exit
from wizard.gui.crash_dialog import FaultReporter
from wizard.gui.ending import end
from wizard.gui.signals import Interrupts
from wizard.gui.tasks import Tasks
from wizard.gui.window import Window
from wizard.setup.session import Session


def run_until_closed(
    app: QApplication,
    window: Window,
    session: Session,
    tasks: Tasks,
    loading: Callable[[], Awaitable[None]],
) -> Exit:
    """Load what the first page does not need, work until the window is closed, then end it all."""
    with QEventLoop(app) as loop:
        tasks.begin(loop)
        ended: Exit = loop.run_until_complete(_run(window, session, tasks, loading))
        return ended


async def _run(
    window: Window, session: Session, tasks: Tasks, loading: Callable[[], Awaitable[None]]
) -> Exit:
    loop = asyncio.get_running_loop()
    closed = asyncio.Event()
    window.finished.connect(closed.set)
    # Once more: on Windows the loop has taken over what wakes it when a signal comes.
    with FaultReporter(window, loop), Interrupts(window.reject):
        if window.isVisible():  # it may be closed already
            window.add_pages()
            gc.freeze()  # what is there now stays to the end: no need to look at it again
            gc.enable()
            window.hub_page.when_known(loading)
            await closed.wait()
        await end(tasks, session)
    return window.outcome
