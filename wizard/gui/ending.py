"""The end: everything that is under way is cancelled, and gets a moment to end."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from wizard.gui.tasks import Tasks
from wizard.setup.session import Session

READ_GRACE: Final = 0.2
"""Seconds for cancelled reads: they end at once, or are not worth waiting for."""
WRITE_GRACE: Final = 10.0
"""Seconds for work that is taking back what it has written."""


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
