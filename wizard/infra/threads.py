"""The one bridge from asyncio to code that blocks.

A daemon thread, a `concurrent.futures.Future`, `asyncio.wrap_future`: of the ways that were tried
(house.md, "Threads, loops, cancelling") the one that ends cleanly under asyncio and under qasync,
on Linux and on Windows, with calls still under way. A result that comes after its awaiter was
cancelled is dropped.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

T = TypeVar("T")


async def run_blocking(function: Callable[[], T]) -> T:
    """Run ``function`` in a thread of its own.

    Cancelling returns at once and abandons the thread, so this is for reads only.
    """
    return await _in_thread(function)


async def run_to_end(function: Callable[[], T]) -> T:
    """Run ``function`` in a thread of its own and wait for its end, whatever happens: for writes.

    Cancelling waits for the function, however often it is repeated, and then raises
    CancelledError; the caller takes back what the function has done.
    """
    running = _in_thread(function)
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return running.result()
    running.exception()  # seen: nobody is left to be told
    raise cancelled


class Worker:
    """One daemon thread that runs functions in the order given, for libraries that want that.

    A function whose awaiter is cancelled before its turn is not run; one that is running is
    abandoned, and the next waits for its end.
    """

    def __init__(self, name: str = "worker") -> None:
        self._closed = False
        self._jobs: Final[queue.SimpleQueue[Callable[[], None] | None]] = queue.SimpleQueue()
        threading.Thread(target=_work, args=(self._jobs,), name=name, daemon=True).start()

    async def run(self, function: Callable[[], T]) -> T:
        """Run ``function`` in the worker's thread. Raises RuntimeError after `close`."""
        job = _Job(function)
        return await _begun(job, lambda: self._take(job))

    def submit(self, function: Callable[[], T]) -> Future[T]:
        """The same without waiting: it is run, unless the future is cancelled before its turn."""
        job = _Job(function)
        self._take(job)
        return job.future

    def _take(self, job: _Job[T]) -> None:
        if self._closed:
            raise RuntimeError("the worker is closed")
        self._jobs.put(job)

    def close(self) -> None:
        """Let the thread end after what it was given so far. Returns at once, never raises."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)


class _Job(Generic[T]):
    """A function and the future that waits for it. Called once, in the thread that runs it."""

    def __init__(self, function: Callable[[], T]) -> None:
        self.function: Final = function
        self.future: Final[Future[T]] = Future()

    def __call__(self) -> None:
        # From here on the future cannot be cancelled: a late set_result would raise.
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.function()
        except BaseException as error:  # the awaiter's to handle, not the thread's
            self.future.set_exception(error)
        else:
            self.future.set_result(result)
        finally:
            del self  # or the error, its traceback and this frame would keep one another alive


def _in_thread(function: Callable[[], T]) -> asyncio.Future[T]:
    job = _Job(function)
    name = getattr(function, "__qualname__", "call")
    thread = threading.Thread(target=job, name=f"blocking {name}", daemon=True)
    return _begun(job, thread.start)


def _begun(job: _Job[T], begin: Callable[[], None]) -> asyncio.Future[T]:
    """The job's result for this loop; ``begin`` lets a thread take the job.

    Wrapped first: of a call that has ended by then Python 3.14 gives the result at once, before
    the loop gets to what the call has told it (`call_soon_threadsafe`).
    """
    result = asyncio.wrap_future(job.future)
    begin()
    return result


def _work(jobs: queue.SimpleQueue[Callable[[], None] | None]) -> None:
    while (job := jobs.get()) is not None:
        job()
        del job  # or the last result would live until the next job comes
