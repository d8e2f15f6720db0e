"""Setting up the devices of a fleet.

The hub is connected to once; its registry's connection is shared by all. At most so many devices
are under way at a time: the hub's limits are for all of them together. Where the hub itself refuses
(the key, the name, the network), the devices after are not tried.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from wizard.domain.errors import Problem, SetupError
from wizard.domain.hub.model import HubAccess, HubInfo
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import MOST_IN_BULK
from wizard.domain.report import Event, Report, failed_before_start
from wizard.runs.retry import absorb_cancellation
from wizard.runs.step_runner import as_problem
from wizard.setup.engine import SetupRun
from wizard.setup.fleet.batch import Batch
from wizard.setup.fleet.device import FleetDevice, Outcome
from wizard.setup.fleet.hub_refusals import HubRefusals


class _NotTriedError(SetupError):
    """The device's hub has refused another device, and would refuse this one."""


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
        self._refusals: Final = HubRefusals()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._is_cancelled = False

    async def run(self, devices: Sequence[FleetDevice]) -> tuple[Outcome, ...]:
        """Do all of them. Never raises: a cancellation ends those that are under way, and the
        others count as cancelled."""
        told = [self._told(Outcome(one, None)) for one in devices if self._is_done(one)]
        rest = [device for device in devices if not self._is_done(device)]
        # Alone: it finds out about the hub what the others need not ask again.
        told += await self._all(self._set_up(device, Batch(())) for device in rest[:1])
        batches = self._batches(rest[1:], told)
        told += await self._all(
            self._set_up(device, batches[number // MOST_IN_BULK])
            for number, device in enumerate(rest[1:])
        )
        return tuple(told)

    def _is_done(self, device: FleetDevice) -> bool:
        return device.fingerprint in self._done

    def _batches(self, devices: Sequence[FleetDevice], told: Sequence[Outcome]) -> list[Batch]:
        """Those whose modules may be created together: not where the device before them has got
        nowhere, for what it has met may be common to all."""
        got_on = bool(told) and told[-1].report is not None and told[-1].report.written
        is_possible = got_on and not self._dry_run
        starts = range(0, len(devices), MOST_IN_BULK)
        found = (devices[start : start + MOST_IN_BULK] for start in starts)
        return [Batch(each if is_possible else ()) for each in found]

    async def _all(self, works: Iterable[Coroutine[Any, Any, Outcome]]) -> list[Outcome]:
        """Their outcomes; a cancellation is handed to those that are under way."""
        tasks = [asyncio.ensure_future(work) for work in works]
        while pending := [task for task in tasks if not task.done()]:
            try:
                await asyncio.wait(pending)
            except asyncio.CancelledError:
                absorb_cancellation()
                self._is_cancelled = True
                for task in self._under_way:
                    task.cancel()
        return [task.result() for task in tasks]

    async def _set_up(self, device: FleetDevice, batch: Batch) -> Outcome:
        async with self._turns:
            began = time.monotonic()
            task, is_tried = asyncio.ensure_future(self._report(device, batch)), True
            self._under_way.add(task)
            try:
                report = await task
            except (SetupError, asyncio.CancelledError) as error:
                report = _not_begun(as_problem(error), device, batch)
                is_tried = not isinstance(error, _NotTriedError)
            finally:
                self._under_way.discard(task)
        return self._told(Outcome(device, report, time.monotonic() - began, is_tried))

    async def _report(self, device: FleetDevice, batch: Batch) -> Report:
        if self._is_cancelled:
            raise asyncio.CancelledError
        if device.problem is not None:
            return failed_before_start(device.problem, device.state)
        state = await device.load()
        if refusal := self._refusals.refusal(state):
            raise _NotTriedError.of(refusal)
        await batch.create_modules(self._ports)
        known = self._hubs.get(state.credentials) if state.credentials else None
        run = SetupRun(
            state,
            self._ports,
            _ignore,
            dry_run=self._dry_run,
            hub=known,
            ahead=batch.ahead_of(device),
        )
        report = await run.run()
        self._refusals.note(state, report)
        if state.credentials is not None and run.state.hub is not None:
            self._hubs[state.credentials] = run.state.hub
        return report

    def _told(self, outcome: Outcome) -> Outcome:
        self._tell(outcome)
        return outcome


def _not_begun(problem: Problem, device: FleetDevice, batch: Batch) -> Report:
    """The report of a device whose own run did not begin, with what was created for it before."""
    report = failed_before_start(problem, device.state)
    ahead = batch.ahead_of(device)
    return replace(report, hub_changes=ahead.changes, warnings=ahead.warnings)


def _ignore(_event: Event) -> None:
    """The steps of one among many are in its report."""
