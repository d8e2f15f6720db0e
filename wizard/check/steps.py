"""Doing the steps of a live check: in time, each for itself, every failure explained."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeVar

from wizard.check.connection_steps import ClockStep, ConnectionSteps
from wizard.diagnosis.context import Explain, FailureContext
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.failed_start import FailedStart
from wizard.domain.errors import CheckError, Code, Problem, SetupError
from wizard.domain.hub.connection_events import Watch
from wizard.domain.report import Detail, StepId
from wizard.runs.step_runner import StepRunner, as_problem

_log: Final = logging.getLogger(__name__)

_LOGGED_AFTER_TIMEOUT: Final = {
    StepId.CHECK_DPS: AgentError.AUTH_OTHER,
    StepId.CHECK_HUB_REST: AgentError.AUTH_OTHER,
    StepId.CHECK_CONNECT: AgentError.REMOTE_TIMEOUT,
    StepId.CHECK_TWIN: AgentError.REMOTE_TIMEOUT,
}

T = TypeVar("T")

Work = Callable[[], Awaitable[None]]


class CheckSteps:
    """The steps of one check, which has ``limit`` seconds from now on.

    ``facts`` tells what is known when a step has failed. ``warnings`` are what the user should know
    although nothing failed for it.
    """

    def __init__(
        self,
        runner: StepRunner,
        explain: Explain,
        facts: Callable[[StepId], FailureContext],
        limit: float,
    ) -> None:
        self._runner = runner
        self._explain = explain
        self._facts = facts
        self._limit = limit
        self._deadline = asyncio.get_running_loop().time() + limit
        self._connections: dict[StepId, ConnectionSteps] = {}
        self.clock = ClockStep(runner)
        self.warnings: list[Problem] = []

    async def step(self, step: StepId, work: Work) -> bool:
        """Whether the step went well; a failure is noted, and not raised."""

        def failed(problem: Problem, at: float) -> None:
            self._runner.finish(step, problem, at)

        self._runner.start(step)
        went_well = await self._try(step, work, failed)
        if went_well:
            self._runner.finish(step)
        return went_well

    async def connection(
        self,
        step: StepId,
        host: str,
        call: Callable[[Watch], Awaitable[None]],
        *,
        only_look: bool = False,
    ) -> bool:
        """The same for a step that connects; the check's first connection is told in phases.

        ``only_look``: the phases alone are done, and the step itself is left out.
        """
        made_for = None if only_look else step
        connection_steps = ConnectionSteps(self._runner, made_for, is_first=not self._connections)
        self._connections[step] = connection_steps

        async def work() -> None:
            try:
                await call(connection_steps.watch)
            finally:
                connection_steps.close()
                if connection_steps.ahead is not None:
                    self.clock.compare(connection_steps.ahead)

        went_well = await self._try(step, work, connection_steps.fail)
        if went_well:
            connection_steps.succeed()
        warning = connection_steps.broken_route(host)
        if warning is not None and warning not in self.warnings:
            self.warnings.append(warning)
        return went_well

    def note(self, step: StepId, detail: Detail) -> None:
        """Facts that will stand in the step's result."""
        self._runner.note(step, detail)

    def has_reached(self, *steps: StepId) -> bool:
        """Whether a connection for one of these steps stood."""
        return any(
            step in self._connections and self._connections[step].is_secured for step in steps
        )

    @property
    def have_connected(self) -> bool:
        """Whether there was any connection, good or bad."""
        return bool(self._connections)

    def settle(self) -> None:
        """The check has ended; what was left open becomes a warning."""
        if warning := self.clock.settle():
            self.warnings.append(warning)

    async def _try(
        self, step: StepId, work: Work, failed: Callable[[Problem, float], None]
    ) -> bool:
        problem: Problem | None = None
        at = 0.0
        try:
            try:
                await self._in_time(step, work)
            except SetupError as error:
                at = time.perf_counter()
                problem = await self._explained(step, error.problem)
        except BaseException as error:
            failed(as_problem(error), at or time.perf_counter())
            raise
        if problem is not None:
            failed(problem, at)
        return problem is None

    async def _in_time(self, step: StepId, work: Work) -> None:
        try:
            async with asyncio.timeout_at(self._deadline):
                await work()
        except TimeoutError:
            logged = _LOGGED_AFTER_TIMEOUT.get(step)
            raise CheckError(
                Code.CHECK_TIMEOUT, agent_error=logged, seconds=round(self._limit)
            ) from None

    async def _explained(self, step: StepId, problem: Problem) -> Problem:
        """The one place where a failure becomes what the user is told."""
        found = self.clock.explained(problem) if step is StepId.CHECK_CONNECT else problem
        if found == problem:
            context = self._facts(step)
            found = _as_logged(await self._cause(problem, context), context)
        if found.code is Code.HUB_CLOCK_SKEW:
            self.clock.blame(found)
        return found

    async def _cause(self, problem: Problem, context: FailureContext) -> Problem:
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._explain(problem, context)
        except TimeoutError:
            return problem
        except Exception:  # whatever hinders the explanation: the failure itself stands
            _log.exception("a failure could not be explained")
            return problem


def _as_logged(problem: Problem, context: FailureContext) -> Problem:
    """With what this agent logs: not each tells all answers apart, or says anything."""
    if context.flavour is None or context.step not in _LOGGED_AFTER_TIMEOUT:
        return problem  # of its files the strict reader has told it
    identity = context.settings.identity if context.settings else None
    failure = FailedStart(problem, identity, at_dps=context.step is StepId.CHECK_DPS)
    return replace(problem, agent_error=context.flavour.logs(failure))


def known(value: T | None) -> T:
    """What an earlier step has found."""
    if value is None:
        raise RuntimeError("a step was left out")
    return value
