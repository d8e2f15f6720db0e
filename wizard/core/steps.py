"""Running the steps of a plan one after the other: timing, events, and what became of each."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from wizard.core.errors import Code, HubError, SetupError
from wizard.core.report import (
    Event,
    Problem,
    StepDone,
    StepId,
    StepStarted,
    StepStatus,
    StepWaiting,
)

Emit = Callable[[Event], None]

_log: Final = logging.getLogger(__name__)


def as_problem(error: BaseException) -> Problem:
    """Any error as data; of an unexpected one only its type, for its text may hold a secret."""
    if isinstance(error, SetupError):
        return Problem.of(error)
    if isinstance(error, (asyncio.CancelledError, KeyboardInterrupt)):
        return Problem(Code.CANCELLED)
    return Problem(Code.INTERNAL, "", (("type", type(error).__name__),))


class StepRunner:
    """Keeps the book of a run. The order of ``plan`` is the order of the report."""

    def __init__(self, plan: Sequence[StepId], emit: Emit) -> None:
        self._plan = tuple(plan)
        self._emit = emit
        self._done: dict[StepId, StepDone] = {}
        self.failed: StepDone | None = None

    async def run(self, step: StepId, work: Callable[[], Awaitable[None]]) -> None:
        """Do one step. Whatever ends it early is noted as its failure and raised on."""
        self._tell(StepStarted(step))
        start = time.perf_counter()
        try:
            await work()
        except BaseException as error:
            self._finish(step, StepStatus.FAILED, start, as_problem(error))
            raise
        self._finish(step, StepStatus.OK, start, None)

    def skip(self, step: StepId) -> None:
        """The step is not needed in this run."""
        self._record(StepDone(step, StepStatus.SKIPPED))

    def waiting(self, step: StepId) -> Callable[[float, HubError], None]:
        """A callback for `core.retry` that says that this step waits."""

        def on_wait(seconds: float, error: HubError) -> None:
            self._tell(StepWaiting(step, seconds, Problem.of(error)))

        return on_wait

    def results(self) -> tuple[StepDone, ...]:
        """Every step of the plan; those that were not reached are skipped, and announced so."""
        for step in self._plan:
            if step not in self._done:
                self.skip(step)
        return tuple(self._done[step] for step in self._plan)

    def _finish(
        self, step: StepId, status: StepStatus, start: float, problem: Problem | None
    ) -> None:
        elapsed = (time.perf_counter() - start) * 1000
        self._record(StepDone(step, status, round(elapsed, 1), problem))

    def _record(self, done: StepDone) -> None:
        self._done[done.step] = done
        if done.status is StepStatus.FAILED and self.failed is None:
            self.failed = done
        self._tell(done)

    def _tell(self, event: Event) -> None:
        """What becomes of a run does not depend on who watches it."""
        try:
            self._emit(event)
        except Exception:
            _log.exception("an event could not be shown")
