"""The step that compares this computer's clock with the server's."""

from __future__ import annotations

from dataclasses import replace

from wizard.domain.errors import Code, Problem
from wizard.domain.hub.connection_events import CLOCK_TOLERANCE
from wizard.domain.report import StepId
from wizard.runs.step_runner import StepRunner


class ClockStep:
    """Told once, by the first server that tells its time. A refused token makes a fault of it."""

    def __init__(self, runner: StepRunner) -> None:
        self._runner = runner
        self._is_open = False
        self.ahead: float | None = None

    def compare(self, ahead: float) -> None:
        """This computer's clock is ``ahead`` seconds ahead. What comes of it stays open if much."""
        if self.ahead is not None:
            return
        self.ahead = ahead
        self._runner.start(StepId.CHECK_CLOCK)
        self._runner.note(StepId.CHECK_CLOCK, (("ahead_seconds", round(ahead, 1)),))
        self._is_open = abs(ahead) > CLOCK_TOLERANCE
        if not self._is_open:
            self._runner.finish(StepId.CHECK_CLOCK)

    def blame(self, problem: Problem) -> None:
        """A token was refused because of it; ``problem`` says so."""
        if not self._is_open:
            self._runner.start(StepId.CHECK_CLOCK)
        self._is_open = False
        self._runner.finish(StepId.CHECK_CLOCK, problem)

    def explained(self, problem: Problem) -> Problem:
        """The problem, or this one where it is about a token that was refused for the clock."""
        if problem.code is not Code.CHECK_UNAUTHORIZED or self._skew() is None:
            return problem
        return replace(self._skew() or problem, agent_error=problem.agent_error)

    def settle(self) -> Problem | None:
        """Nothing was refused: what to warn of."""
        if not self._is_open:
            return None
        self._is_open = False
        self._runner.finish(StepId.CHECK_CLOCK)
        found = self._skew()
        return replace(found, variant=f"{found.variant}_so_far") if found else None

    def _skew(self) -> Problem | None:
        if self.ahead is None or abs(self.ahead) <= CLOCK_TOLERANCE:
            return None
        minutes = round(abs(self.ahead) / 60)
        variant = "ahead" if self.ahead > 0 else "behind"
        return Problem(Code.HUB_CLOCK_SKEW, variant, (("minutes", minutes),))
