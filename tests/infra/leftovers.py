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

from wizard.infra.net import faults as network_faults
from wizard.infra.net import https_client as https
from wizard.infra.probe import http_request as agent_request
from wizard.infra.probe import reach
from wizard.infra.probe.mqtt import link as mqtt_probe
from wizard.infra.registry import hub_lane

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
    for module in (agent_request, https, hub_lane, mqtt_probe, network_faults, reach):
        for name, value in (("LIMIT", seconds), ("BACKSTOP", seconds + 0.3)):
            if hasattr(module, name):
                patch.setattr(module, name, value)


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
