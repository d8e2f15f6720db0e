"""The event loop behind a window that is already seen, until the window is closed."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # after PySide6: it takes the Qt that is there

from wizard.domain.errors import Exit
from wizard.gui.crash_dialog import FaultReporter
from wizard.gui.signals import Interrupts
from wizard.gui.tasks import Tasks
from wizard.gui.window import Window
from wizard.setup.session import Session

READ_GRACE: Final = 0.2
"""Seconds for cancelled reads: they end at once, or are not worth waiting for."""
WRITE_GRACE: Final = 10.0
"""Seconds for work that is taking back what it has written."""


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
            gc.freeze()  # what is there now stays to the end: no need to look at it again
            gc.enable()
            window.hub_page.when_known(partial(load_the_rest, window, loading))
            await closed.wait()
        await end(tasks, session)
    return window.outcome


async def load_the_rest(window: Window, loading: Callable[[], Awaitable[None]]) -> None:
    """``loading``, which is for a thread, and the pages behind the first."""
    await loading()
    window.add_pages()
    QTimer.singleShot(0, window.navigation, window.navigation.make_next)
    gc.freeze()  # what was loaded stays as well


async def end(tasks: Tasks, session: Session) -> None:
    """Return when nothing is under way any more, or patience has ended."""
    idle = asyncio.Event()
    tasks.idle.connect(idle.set)
    tasks.cancel_all()
    await _within(READ_GRACE, idle)
    if tasks.is_writing:
        await _within(WRITE_GRACE, idle)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(READ_GRACE):
            await session.close()


async def _within(seconds: float, idle: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await idle.wait()
