"""Running the steps of a plan one after the other: timing, events, and what became of each."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from wizard.domain.errors import Code, HubError, Problem, SetupError
from wizard.domain.hub.transport import Transport
from wizard.domain.log_fields import fields
from wizard.domain.report import (
    Detail,
    Event,
    StepDone,
    StepFellBack,
    StepId,
    StepStarted,
    StepStatus,
    StepWaiting,
    StepWarned,
)

Emit = Callable[[Event], None]

_log: Final = logging.getLogger(__name__)


def as_problem(error: BaseException) -> Problem:
    """Any error as data; of an unexpected one only its type, for its text may hold a secret."""
    if isinstance(error, SetupError):
        return error.problem
    if isinstance(error, (asyncio.CancelledError, KeyboardInterrupt)):
        return Problem(Code.CANCELLED)
    return Problem(Code.INTERNAL, "", (("type", type(error).__name__),))


class StepRunner:
    """Records the steps of a run. The order of ``plan`` is the order of the report."""

    def __init__(self, plan: Sequence[StepId], emit: Emit) -> None:
        self._plan = tuple(plan)
        self._emit = emit
        self._begun: dict[StepId, float] = {}
        self._details: dict[StepId, Detail] = {}
        self._done: dict[StepId, StepDone] = {}
        self._committed_with: StepId | None = None

    @property
    def failed(self) -> StepDone | None:
        """The first failure, in the order of the plan."""
        done = (self._done.get(step) for step in self._plan)
        return next((one for one in done if one and one.status is StepStatus.FAILED), None)

    def noted(self, name: str) -> str:
        """The first step's fact of this name, in the order of the plan; "" where there is none."""
        facts = (fact for step in self._plan for fact in self._details.get(step, ()))
        return next((str(value) for known, value in facts if known == name), "")

    @property
    def is_final(self) -> bool:
        """Whether what the run has written stays, whatever comes."""
        return self._committed_with is not None

    def mark_final(self, step: StepId) -> None:
        """With this step, which is under way, the run's files have become final."""
        self._committed_with = step

    def failed_with(self, problem: Problem | None) -> StepId | None:
        """The step that this problem ended, else the first that failed; None for no problem.

        A cancellation between two steps has none.
        """
        if problem is None:
            return None
        for step in self._plan:
            if (done := self._done.get(step)) and done.problem == problem:
                return step
        failed = self.failed
        return failed.step if failed and problem.code is not Code.CANCELLED else None

    async def run(self, step: StepId, work: Callable[[], Awaitable[None]]) -> None:
        """Do one step. Whatever ends it early is noted as its failure and raised on."""
        self.start(step)
        try:
            await work()
        except BaseException as error:
            self.finish(step, as_problem(error))
            raise
        self.finish(step)

    def fail(self, step: StepId, error: BaseException) -> None:
        """Record that the step cannot be done: it failed before it began."""
        self.start(step)
        self.finish(step, as_problem(error))

    def start(self, step: StepId, at: float | None = None) -> None:
        """The step begins now, or began ``at`` (of `time.perf_counter`)."""
        self._begun[step] = time.perf_counter() if at is None else at
        self._tell(StepStarted(step))

    def note(self, step: StepId, detail: Detail) -> None:
        """Facts that will stand in the step's result, after those that were noted before."""
        self._details[step] = self._details.get(step, ()) + detail

    def forget(self, *steps: StepId) -> None:
        """What was noted about these steps: they are done once more."""
        for step in steps:
            self._details.pop(step, None)

    def warn(self, step: StepId, problem: Problem) -> None:
        """Something to be known before the step begins."""
        self._tell(StepWarned(step, problem))

    def fall_back(
        self, step: StepId, problem: Problem, failed: Transport, following: Transport
    ) -> None:
        """The connection of ``step`` has failed and is made anew, over the next transport."""
        _log.info("next transport", extra=fields(step=step.value, code=problem.code.value))
        self._tell(StepFellBack(step, problem, failed, following))

    def finish(self, step: StepId, problem: Problem | None = None, at: float | None = None) -> None:
        """The step that was started has ended now, or ``at``: well, or with a problem."""
        ended = time.perf_counter() if at is None else at
        status = StepStatus.OK if problem is None else StepStatus.FAILED
        ms = round((ended - self._begun[step]) * 1000, 1)
        detail, committed = self._details.get(step, ()), step is self._committed_with
        self._record(StepDone(step, status, ms, problem, detail, committed))

    def skip(self, step: StepId) -> None:
        """The step is not needed in this run."""
        self._record(StepDone(step, StepStatus.SKIPPED, detail=self._details.get(step, ())))

    def waiting(self, step: StepId) -> Callable[[float, HubError], None]:
        """A callback for `runs.retry` that says that this step waits."""

        def on_wait(seconds: float, error: HubError) -> None:
            self._tell(StepWaiting(step, seconds, error.problem))

        return on_wait

    def results(self) -> tuple[StepDone, ...]:
        """Every step of the plan; those that were not reached are skipped, and announced so."""
        for step in self._plan:
            if step not in self._done:
                self.skip(step)
        return tuple(self._done[step] for step in self._plan)

    def _record(self, done: StepDone) -> None:
        self._done[done.step] = done
        code = done.problem.code.value if done.problem else None
        told = fields(step=done.step.value, status=done.status.value, ms=done.ms, code=code)
        _log.info("step", extra=told)
        self._tell(done)

    def _tell(self, event: Event) -> None:
        """What becomes of a run does not depend on who watches it."""
        try:
            self._emit(event)
        except Exception:
            _log.exception("an event could not be shown")
