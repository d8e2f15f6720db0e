"""Nothing may be left of a call that has ended: no thread, no socket, no file, no task."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from wizard.infra.net import faults

_WAIT: Final = 5.0


@asynccontextmanager
async def nothing_left() -> AsyncIterator[None]:
    """Everything that was begun inside has ended soon after, by itself."""
    threads, files = count_alive()
    yield
    await until(lambda: count_alive()[0] <= threads and count_alive()[1] <= files)
    assert len(asyncio.all_tasks()) == 1


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another thread brings about."""
    deadline = time.monotonic() + _WAIT
    while not condition():
        assert time.monotonic() < deadline, f"still: {threading.enumerate()}, {_open_files()}"
        await asyncio.sleep(0.002)


def shorten_limits(patch: pytest.MonkeyPatch, seconds: float = 0.8) -> None:
    """Let the adapters lose patience sooner."""
    patch.setattr(faults, "LIMIT", seconds)


def count_alive() -> tuple[int, int]:
    """How many threads there are, and how many open files and sockets (on Linux)."""
    return threading.active_count(), len(_open_files())


def _open_files() -> list[str]:
    if sys.platform != "linux":
        return []
    links = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            links.append(str(descriptor.readlink()))
        except FileNotFoundError:
            continue  # the listing's own
    return links
