"""Trying again what may pass by itself, for a limited time and not behind the user's back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from wizard.domain.errors import Code, HubError

T = TypeVar("T")

OnWait = Callable[[float, HubError], None]
"""Told the seconds until the next try, and why there is one."""

BUDGET: Final = 12.0
"""Seconds that one step may spend on a fault that may pass, waiting and trying together."""

_PAUSES: Final = (0.5, 1.0, 2.0, 4.0)


def ignore_wait(_seconds: float, _error: HubError) -> None:
    """For callers that show nothing."""


class Patience:
    """The time that is left for one step."""

    def __init__(self, on_wait: OnWait, budget: float | None = None) -> None:
        self._on_wait = on_wait
        self.budget = BUDGET if budget is None else budget
        self._deadline = asyncio.get_running_loop().time() + self.budget
        self._tries = 0

    @property
    def left(self) -> float:
        """Seconds until patience ends."""
        return self._deadline - asyncio.get_running_loop().time()

    async def pause(self, error: HubError) -> None:
        """Wait before the next try; raises ``error`` where it is final or time would run out."""
        wish = error.retry_after
        pause = _PAUSES[min(self._tries, len(_PAUSES) - 1)] if wish is None else wish
        if not error.retryable or pause >= self.left:
            raise error
        self._tries += 1
        self._on_wait(pause, error)
        await asyncio.sleep(pause)


async def read_with_retries(
    call: Callable[[], Awaitable[T]], on_wait: OnWait = ignore_wait, budget: float | None = None
) -> T:
    """The result of ``call``, which only reads: it is repeated, and abandoned when time is up.

    Raises the last HubError; HubError ``hub.timeout`` where the very first try never answered.
    """
    patience = Patience(on_wait, budget)
    last: HubError | None = None
    while True:
        try:
            # More patience is for a hub that answers "later", not for one that does not answer.
            async with asyncio.timeout(max(min(patience.left, BUDGET), 0.0)):
                return await call()
        except TimeoutError:
            raise last or HubError(
                Code.HUB_TIMEOUT, seconds=round(min(patience.budget, BUDGET))
            ) from None
        except HubError as error:
            last = error
            await patience.pause(error)


async def to_end(
    work: Awaitable[T],
    keep: Callable[[T], object] = lambda _result: None,
    *,
    grace: float | None = None,
) -> T:
    """Await work that must not stop half way: it ends even when the awaiter is cancelled.

    ``keep`` gets the result before a pending cancellation goes on, so that it can be undone. After
    ``grace`` seconds of a cancellation the work is given up all the same; None: never.
    """
    task = asyncio.ensure_future(work)
    cancelled = await _outlast(task, grace)
    if cancelled is None:
        result = await task
        keep(result)
        return result
    if not task.cancelled() and task.exception() is None:
        keep(task.result())
    raise cancelled


async def undisturbed(work: Awaitable[T]) -> T:
    """Await work that answers a cancellation itself: whoever cancels meanwhile waits for it."""
    task = asyncio.ensure_future(work)
    await _outlast(task)
    return task.result()


def absorb_cancellation() -> None:
    """Tell the task that it is not cancelled any more: a report is the answer."""
    task = asyncio.current_task()
    while task is not None and task.cancelling():
        task.uncancel()


async def _outlast(
    task: asyncio.Future[T], grace: float | None = None
) -> asyncio.CancelledError | None:
    """Wait until the task is done; the cancellation that came meanwhile, if any."""
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task}, timeout=grace if cancelled else None)
            if cancelled is not None and not task.done():
                task.cancel()
        except asyncio.CancelledError as error:
            cancelled = error
    return cancelled
