"""How long the tests wait. No test may fail because the machine is slow.

A test waits for what happens, and never measures how long that takes; ``tests/bench`` does. The one
limit only ends what hangs. The program's own limits are as good as switched off meanwhile: what
ends all the same has ended for another reason.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:  # child processes use this too, and need no pytest
    import pytest

HANG_LIMIT: Final = 300.0
"""Seconds after which what a test waits for hangs. ``timeout`` in pyproject.toml is thrice that."""

HANG_LIMIT_MS: Final = int(1000 * HANG_LIMIT)
"""The same for Qt."""

NEVER: Final = 10 * HANG_LIMIT
"""The program's limits during the tests, in seconds."""

PROGRAM_LIMITS: Final[Mapping[str, tuple[str, ...]]] = {
    "wizard.infra.installed_agents": ("_SECONDS",),
    "wizard.infra.elevation.uac": ("_STARTING",),
    "wizard.infra.net.faults": ("LIMIT",),
    "wizard.infra.net.cancellable_socket": ("_FIRST_SHARE",),
    "wizard.infra.net.survey": ("_LIMIT",),
    "wizard.infra.ssh.client": ("_CONNECTING", "_LONGEST"),
    "wizard.check.other_transports": ("LIMIT",),
    "wizard.setup.hub.verified_write": ("GRACE", "LOOKING"),
    "wizard.check.live_check": ("LIMIT",),
    "wizard.diagnosis.diagnosis": ("LIMIT",),
    "wizard.runs.retry": ("BUDGET",),
    "wizard.demo.mqtt.connection": ("_FIRST_PACKET_SECONDS",),
    "wizard.demo.tls": ("_HANDSHAKE_SECONDS",),
}
"""Where the limits stand that a slow machine could reach."""


class SetLimit(Protocol):
    """`setattr`, or pytest's, which takes it back."""

    def __call__(self, module: object, name: str, value: float, /) -> None:
        """Set the limit."""


def lift_limits(set_limit: SetLimit = setattr) -> None:
    """Let the program wait for as long as it takes."""
    for module, names in PROGRAM_LIMITS.items():
        for name in names:
            set_limit(importlib.import_module(module), name, NEVER)


def far_off() -> float:
    """A time of `time.monotonic` that only what hangs reaches."""
    return time.monotonic() + HANG_LIMIT


def until(condition: Callable[[], bool], told: Callable[[], object] = str) -> None:
    """Wait for what another thread or process brings about; ``told`` is told where it hangs."""
    end = far_off()
    while not condition():
        assert time.monotonic() < end, f"it did not happen {told()}"
        time.sleep(0.002)


async def until_then(condition: Callable[[], bool], told: Callable[[], object] = str) -> None:
    """The same while the event loop turns."""
    end = far_off()
    while not condition():
        assert time.monotonic() < end, f"it did not happen {told()}"
        await asyncio.sleep(0.002)


class LoopClock:
    """The running event loop's clock, which can be put forward: no limit is waited for."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        real, self._ahead = loop.time, 0.0
        patch.setattr(loop, "time", lambda: real() + self._ahead)

    def run_out(self) -> None:
        """Whatever limit is running has passed now."""
        self._ahead += NEVER


def longer_and_longer(first: float = 0.05) -> Iterator[float]:
    """Limits for a test of what happens when one is reached, in seconds.

    The first ones may be reached on a slow machine before what they are to interrupt has begun: the
    test tries until one is long enough.
    """
    limit = first
    while limit < HANG_LIMIT / 4:
        yield limit
        limit *= 2
