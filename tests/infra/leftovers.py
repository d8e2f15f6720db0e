"""Nothing may be left of a call that has ended: no thread, no socket, no file, no task."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.patience import until_then
from wizard.infra.net import blocking_call, faults


@asynccontextmanager
async def nothing_left() -> AsyncIterator[None]:
    """Everything that was begun inside has ended soon after, by itself."""
    threads, files = count_alive()
    yield
    await until_then(
        lambda: (
            count_alive()[0] <= threads
            and count_alive()[1] <= files
            and len(asyncio.all_tasks()) == 1
        ),
        lambda: (threading.enumerate(), _open_files(), asyncio.all_tasks()),
    )


def shorten_limits(patch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the adapters lose patience sooner. What is too soon depends on the machine.

    A test tries `longer_and_longer` ones.
    """
    patch.setattr(faults, "LIMIT", seconds)
    patch.setattr(blocking_call, "MARGIN", seconds)


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
