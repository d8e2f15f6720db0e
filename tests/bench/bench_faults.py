"""Every fault at every door: what the check says, how long the loop is deaf, how fast Cancel is.

The demo hub runs in this process, so its work counts too. The check has less patience here than
for a user, as in the test of the same table (tests/end2end/fault_plant.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.bench.harness import private_environment
from tests.end2end.fault_plant import LIMIT, Plant
from tests.end2end.fault_table import CASES, NAMES, Case, Endpoint, Route
from tests.infra.leftovers import count_alive
from wizard.demo.hub import DemoHub
from wizard.domain.report import Report, Result

TIMES: Final = 3

SOON: Final = 5.0
"""Seconds after which what is not gone stays."""

TURN: Final = 0.001
"""Seconds between two turns of the event loop that is watched."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one cell of the matrix; times in milliseconds."""

    code: str
    survived: bool
    gap: float
    cancel: float

    def __str__(self) -> str:
        mark = "" if self.survived else " **not survived**"
        return f"`{self.code}`{mark} {self.gap:.0f} / {self.cancel:.0f}"


class Watched:
    """The longest time between two turns of the loop, in milliseconds, beyond the turn itself."""

    gap = 0.0

    async def _turn(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TURN)
            self.gap = max(self.gap, (time.perf_counter() - before - TURN) * 1000)

    @classmethod
    @contextlib.asynccontextmanager
    async def loop(cls) -> AsyncIterator[Watched]:
        """Watch while the context lasts."""
        watched = cls()
        turning = asyncio.create_task(watched._turn())
        try:
            yield watched
        finally:
            turning.cancel()
            await asyncio.gather(turning, return_exceptions=True)


def main() -> None:
    """Measure and print."""
    with (
        private_environment() as environment,
        tempfile.TemporaryDirectory() as folder,
        DemoHub() as hub,
    ):
        os.environ.update(environment)
        plant = Plant(hub, Path(folder))
        outcomes, idle = asyncio.run(_measure(plant))
    sys.stdout.write(_matrix(outcomes) + "\n" + _summary(outcomes, idle) + "\n")


async def _measure(plant: Plant) -> tuple[dict[Case, Outcome], float]:
    """All cells, and the gap of a loop that has nothing to do."""
    async with Watched.loop() as watched:
        await asyncio.sleep(1.0)
    cases = [case for case in CASES if case.fault is not Route.DROPPED or sys.platform == "linux"]
    return {case: await _outcome(plant, case) for case in cases}, watched.gap


async def _outcome(plant: Plant, case: Case) -> Outcome:
    """Survived is what is survived every time; the times are medians."""
    tries = [await _try(plant, case) for _ in range(TIMES)]
    worst = next((one for one in tries if not one.survived), tries[0])
    gap = statistics.median(one.gap for one in tries)
    return replace(worst, gap=gap, cancel=statistics.median(one.cancel for one in tries))


async def _try(plant: Plant, case: Case) -> Outcome:
    with plant.suffering(case):
        async with Watched.loop() as watched:
            first = await _check(plant, case.endpoint)
        cancel = await _cancelled(plant, case.endpoint, first.seconds / 2)
    again = await _check(plant, case.endpoint)
    code = first.report.error.code if first.report.error else None
    is_told = code is case.code and first.seconds < LIMIT
    is_clean = first.is_clean and again.is_clean and math.isfinite(cancel)
    has_recovered = again.report.result is Result.OK
    survived = is_told and is_clean and has_recovered
    return Outcome(code or "nothing", survived, watched.gap, cancel)


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that has ended; ``is_clean``: nothing is left of it."""

    report: Report
    seconds: float
    is_clean: bool


async def _check(plant: Plant, endpoint: Endpoint) -> Checked:
    before, began = count_alive(), time.perf_counter()
    report = await plant.check(endpoint)
    seconds = time.perf_counter() - began
    return Checked(report, seconds, await _is_gone(before))


async def _cancelled(plant: Plant, endpoint: Endpoint, after: float) -> float:
    """Milliseconds from Cancel, so many seconds after the start, until nothing is left.

    Infinite where something stays. A check that has ended by then is cancelled sooner, anew.
    """
    before = count_alive()
    checking = asyncio.create_task(plant.check(endpoint))
    await asyncio.sleep(after)
    if checking.done():
        await _is_gone(before)
        return await _cancelled(plant, endpoint, after / 2)
    began = time.perf_counter()
    checking.cancel()
    await asyncio.gather(checking, return_exceptions=True)
    if not await _is_gone(before):
        return math.inf
    return (time.perf_counter() - began) * 1000


async def _is_gone(before: tuple[int, int]) -> bool:
    """Whether there are soon no more threads, files and sockets than before."""

    def gone() -> bool:
        return all(now <= then for now, then in zip(count_alive(), before, strict=True))

    end = time.monotonic() + SOON
    while not gone():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.002)
    return True


def _matrix(outcomes: dict[Case, Outcome]) -> str:
    cells = {(case.name, case.endpoint): str(outcome) for case, outcome in outcomes.items()}
    rows = [
        [name, *(cells.get((name, endpoint), "") for endpoint in Endpoint)]
        for name in NAMES
        if any((name, endpoint) in cells for endpoint in Endpoint)
    ]
    header = ["fault: code, gap / Cancel (ms)", *(endpoint.value for endpoint in Endpoint)]
    return "\n".join(_line(row) for row in itertools.chain([header, ["---"] * len(header)], rows))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _summary(outcomes: dict[Case, Outcome], idle: float) -> str:
    survived = sum(outcome.survived for outcome in outcomes.values())
    gap = max(outcome.gap for outcome in outcomes.values())
    cancel = max(outcome.cancel for outcome in outcomes.values())
    return (
        f"\n{survived} of {len(outcomes)} survived; longest gap of the loop {gap:.0f} ms (of an "
        f"idle one {idle:.0f} ms); longest from Cancel to idle {cancel:.0f} ms (medians of {TIMES})"
    )


if __name__ == "__main__":
    main()
