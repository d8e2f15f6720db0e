"""Many devices in one process, each with an outcome of its own.

The hub is connected to once; its registry's connection is shared by all. At most so many devices
are under way at a time: the hub's limits are for all of them together.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.domain.errors import AnswersError, Code, Problem, SetupError
from wizard.domain.hub.model import HubAccess, HubInfo
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Event, Report, failed_before_start
from wizard.domain.state import SetupState
from wizard.runs.step_runner import as_problem
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.engine import SetupRun

LoadState = Callable[[], Awaitable[SetupState]]
"""Gives a device's state with its secrets. Raises SetupErrors."""


async def _nothing() -> SetupState:
    """Of a device whose row is wrong there is nothing to load."""
    raise IncompleteStateError


@dataclass(frozen=True, slots=True)
class FleetDevice:
    """One device that is to be set up, or what is wrong with its row.

    ``line`` is that of its row, ``fingerprint`` that by which a later run knows it again.
    """

    line: int
    fingerprint: str
    state: SetupState | None = None
    load: LoadState = _nothing
    problem: Problem | None = None

    @property
    def name(self) -> str:
        """The device's id, or that of its registration; "" where neither is known yet."""
        if self.state is None:
            return ""
        dps = self.state.dps
        return self.state.device_id or (dps.registration_id if dps else "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one device ended. ``report`` is None where an earlier run has done it."""

    device: FleetDevice
    report: Report | None
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """The device's id, as far as it is known now."""
        return (self.report.device if self.report else None) or self.device.name


class Fleet:
    """Sets up the devices; ``tell`` is called with each outcome as it comes."""

    def __init__(
        self,
        ports: Ports,
        tell: Callable[[Outcome], None],
        *,
        at_once: int,
        dry_run: bool = False,
        done: frozenset[str] = frozenset(),
    ) -> None:
        """``done`` are the fingerprints of those that an earlier run has set up."""
        self._ports: Final = ports
        self._tell: Final = tell
        self._dry_run: Final = dry_run
        self._done: Final = done
        self._turns: Final = asyncio.Semaphore(at_once)
        self._hubs: dict[HubAccess, HubInfo] = {}

    async def run(self, devices: Sequence[FleetDevice]) -> tuple[Outcome, ...]:
        """Do all of them. Never raises: a device that is not reached counts as cancelled."""
        first, others = devices[:1], devices[1:]
        # Alone: it finds out about the hub what the others need not ask again.
        outcomes = [await self._set_up(device) for device in first]
        outcomes += await asyncio.gather(*map(self._set_up, others))
        return tuple(outcomes)

    async def _set_up(self, device: FleetDevice) -> Outcome:
        if device.fingerprint in self._done:
            return self._told(Outcome(device, None))
        began = time.monotonic()
        try:
            async with self._turns:
                began = time.monotonic()
                report = await self._report(device)
        except (SetupError, asyncio.CancelledError) as error:
            report = failed_before_start(as_problem(error), device.state)
        return self._told(Outcome(device, report, time.monotonic() - began))

    async def _report(self, device: FleetDevice) -> Report:
        if device.problem is not None:
            return failed_before_start(device.problem, device.state)
        state = await device.load()
        known = self._hubs.get(state.credentials) if state.credentials else None
        run = SetupRun(state, self._ports, _ignore, dry_run=self._dry_run, hub=known)
        report = await run.run()
        if state.credentials is not None and run.state.hub is not None:
            self._hubs[state.credentials] = run.state.hub
        return report

    def _told(self, outcome: Outcome) -> Outcome:
        self._tell(outcome)
        return outcome


def refuse_twins(devices: Iterable[FleetDevice]) -> None:
    """Refuse two devices with one identity, which cut each other off, or with one place for their
    files. Raises AnswersError, which names both lines."""
    seen: dict[tuple[str, object], int] = {}
    for device in devices:
        if device.state is None or device.state.agent is None:
            continue
        agent = device.state.agent
        for key in (("device", device.name), ("place", _place(agent.directory))):
            if key[1] and key in seen:
                variant = "each_device" if key[0] == "device" else "each_place"
                raise AnswersError(
                    Code.ANSWERS_INVALID,
                    variant,
                    key="--each",
                    line=device.line,
                    other=seen[key],
                    value=str(key[1]),
                )
            seen[key] = device.line


def _place(directory: Path) -> str:
    return str(directory)


def _ignore(_event: Event) -> None:
    """The steps of one among many are in its report."""
