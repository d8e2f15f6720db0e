"""Calling code that blocks on a socket: with a time limit, and given up as a whole.

Whoever gives up cuts the socket, so that the thread ends too. This is the one place for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from wizard.domain.hub.connection_events import Watch, ignore
from wizard.infra.net import faults
from wizard.infra.net.cancellable_socket import CancellableSocket, on_loop
from wizard.infra.threads import run_blocking

T = TypeVar("T")

MARGIN: Final = 0.5
"""Seconds after the blocking side's limit: that side knows better what it waited for."""


async def blocking_call(
    work: Callable[[CancellableSocket], T],
    host: str,
    watch: Watch = ignore,
    *,
    seconds: float | None = None,
    run: Callable[[Callable[[], T]], Awaitable[T]] = run_blocking,
) -> T:
    """What ``work`` returns, called in a thread that ``run`` provides.

    Raises what ``work`` raises, and the HubError for where it stood when its time was up.
    """
    async with cancellable_socket(host, watch, seconds) as cancellable:
        return await run(lambda: work(cancellable))


@asynccontextmanager
async def cancellable_socket(
    host: str, watch: Watch = ignore, seconds: float | None = None
) -> AsyncIterator[CancellableSocket]:
    """A socket for the calls inside, cut where they fail or are cancelled.

    After ``seconds`` they are given up: by default `MARGIN` after `faults.LIMIT`. ``watch`` is
    called on this event loop.
    """
    cancellable = CancellableSocket(on_loop(watch))
    try:
        async with asyncio.timeout(faults.LIMIT + MARGIN if seconds is None else seconds):
            yield cancellable
    except TimeoutError:
        cancellable.cut()
        raise cancellable.out_of_time(host) from None
    except BaseException:
        cancellable.cut()
        raise
