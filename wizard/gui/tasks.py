"""Everything asynchronous that the window starts goes through here.

A `Slot` is a place for one piece of work at a time. It owns the task, knows whether it is still
the one that is wanted, delivers a result or a SetupError, and always ends what `busy` began.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from wizard.domain.errors import Code, SetupError

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
Failed = Callable[[SetupError], None]

_log: Final = logging.getLogger(__name__)


class Tasks(QObject):
    """All work under way. `idle` is emitted when the last piece has ended, cancelled or not."""

    idle = Signal()

    def __init__(
        self, loop: asyncio.AbstractEventLoop | None = None, parent: QObject | None = None
    ) -> None:
        """Without a loop nothing can be started until `begin`."""
        super().__init__(parent)
        self._loop = loop
        self._running: set[asyncio.Task[Any]] = set()
        self._writing: set[asyncio.Task[Any]] = set()
        self._closed = False

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run what is started from now on in this loop."""
        self._loop = loop

    def slot(
        self, busy: Callable[[bool], None] = lambda _busy: None, *, writes: bool = False
    ) -> Slot:
        """A new slot. ``writes``: its work must be given time to finish or to roll back."""
        return Slot(self, busy, writes=writes)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._running

    @property
    def is_writing(self) -> bool:
        """Whether something is under way that must not be abandoned."""
        return bool(self._writing)

    def cancel_all(self) -> None:
        """Cancel everything and accept nothing new. `idle` follows, at once if there is nothing."""
        self._closed = True
        for task in tuple(self._running):
            task.cancel()
        if self.is_idle:
            self.idle.emit()

    def launch(self, work: Coroutine[Any, Any, None], *, writes: bool) -> asyncio.Task[None] | None:
        """For slots: run ``work``, which handles its own errors; None before `begin` and after
        `cancel_all`."""
        if self._closed or self._loop is None:
            work.close()
            return None
        task = self._loop.create_task(work)
        self._running.add(task)
        if writes:
            self._writing.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._writing.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # A receiver failed, not the work: whoever looks after faults of ours is told.
            task.get_loop().call_exception_handler(
                {"message": "the window failed on a result", "exception": error, "task": task}
            )
        if self.is_idle:
            self.idle.emit()


class Slot:
    """A place for one piece of work; starting another one there cancels the first."""

    def __init__(self, tasks: Tasks, busy: Callable[[bool], None], *, writes: bool) -> None:
        self._tasks = tasks
        self._busy = busy
        self._writes = writes
        self._current: object | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether a result is still wanted and awaited."""
        return self._current is not None

    def start(
        self, work: Callable[[], Awaitable[T]], done: Callable[[T], None], failed: Failed
    ) -> None:
        """Run ``work()``; then call ``done`` or ``failed``, unless it is cancelled or replaced."""
        former = self._task
        self._drop()
        ticket = object()
        running = self._run(ticket, former if self._writes else None, work, done, failed)
        task = self._tasks.launch(running, writes=self._writes)
        if task is not None:
            self._task = task
            self._current = ticket
            self._busy(True)

    def cancel(self) -> None:
        """Stop wanting the result; nothing is delivered any more."""
        if self.running:
            self._drop()
            self._busy(False)

    def _drop(self) -> None:
        # Only what is still wanted: cancelled work may be taking back what it wrote.
        if self._current is not None and self._task is not None:
            self._task.cancel()
        self._current = None

    async def _run(
        self,
        ticket: object,
        former: asyncio.Task[None] | None,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None],
        failed: Failed,
    ) -> None:
        import asyncio  # not before there is a loop: the first page is painted without one

        try:
            if former is not None:
                await asyncio.wait({former})  # it may still be taking back what it wrote
            result = await work()
        except asyncio.CancelledError:
            self._finish(ticket)
            raise
        except SetupError as error:
            if self._finish(ticket):
                failed(error)
        except Exception as error:
            # The text of a foreign exception may hold anything: its kind and place must do.
            place = "".join(traceback.format_tb(error.__traceback__))
            _log.error("unexpected %s\n%s", type(error).__name__, place)
            if self._finish(ticket):
                failed(SetupError(Code.INTERNAL, type=type(error).__name__))
        else:
            if self._finish(ticket):
                done(result)

    def _finish(self, ticket: object) -> bool:
        """End busy if this work is still the current one, and say whether it is."""
        if self._current is not ticket:
            return False
        self._current = None
        self._busy(False)
        return True
