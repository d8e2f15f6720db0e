"""The steps of a check, one by one: their times, their explanations, their connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.check.steps import CheckSteps
from wizard.diagnosis.context import Explain, FailureContext, as_it_is
from wizard.domain.agent.agent_error import NOTHING, AgentError
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import CheckError, Code, Problem
from wizard.domain.hub.connection_events import (
    AddressFailed,
    Connected,
    Phase,
    PhaseStarted,
    Resolved,
    Secured,
    ServerTime,
    Watch,
)
from wizard.domain.hub.model import Network
from wizard.domain.report import StepDone, StepId, StepStatus
from wizard.runs.step_runner import StepRunner

CONNECT, REST, TWIN = StepId.CHECK_CONNECT, StepId.CHECK_HUB_REST, StepId.CHECK_TWIN
REFUSED = CheckError(Code.CHECK_UNAUTHORIZED, "module", agent_error="Unauthorized")


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(time, "perf_counter", found)
    return found


class Check:
    """A check with nothing but its steps."""

    def __init__(
        self,
        explain: Explain = as_it_is,
        limit: float = 60.0,
        flavour: AgentFlavour | None = None,
    ) -> None:
        self.flavour = flavour
        self.runner = StepRunner(tuple(step for step in StepId if step.is_check), lambda _: None)
        self.asked: list[StepId] = []
        self.steps = CheckSteps(self.runner, explain, self.facts, limit)

    def facts(self, step: StepId) -> FailureContext:
        self.asked.append(step)
        return FailureContext(step, Network(), self.flavour)

    def ended(self) -> dict[StepId, StepDone]:
        """The steps that were done, well or badly."""
        results = self.runner.results()
        return {done.step: done for done in results if done.status is not StepStatus.SKIPPED}


def failing(
    clock: Clock, seconds: float, error: BaseException
) -> Callable[[], asyncio.Future[None]]:
    async def work() -> None:
        clock.now += seconds
        raise error

    return lambda: asyncio.ensure_future(work())


@pytest.mark.parametrize(
    ("flavour", "step", "code", "logged"),
    [
        (C, StepId.CHECK_DPS, Code.CHECK_NOT_FOUND, AgentError.AUTH_NOT_FOUND),
        (CSHARP, StepId.CHECK_DPS, Code.CHECK_NOT_FOUND, AgentError.AUTH_OTHER),
        (CSHARP, StepId.CHECK_DPS, Code.CHECK_UNREACHABLE, AgentError.AUTH_OTHER),
        (CSHARP, StepId.CHECK_DPS, Code.CHECK_DPS_NOT_ASSIGNED, NOTHING),
        (CSHARP, REST, Code.CHECK_NOT_FOUND, AgentError.AUTH_NOT_FOUND),
        (CSHARP, REST, Code.MODULE_NOT_SYMMETRIC, NOTHING),
        (C, REST, Code.MODULE_NOT_SYMMETRIC, NOTHING),
    ],
)
async def test_each_agent_logs_a_failed_provisioning_in_its_own_words(
    clock: Clock, flavour: AgentFlavour, step: StepId, code: Code, logged: str
) -> None:
    check = Check(flavour=flavour)
    error = CheckError(code, agent_error=AgentError.AUTH_NOT_FOUND)
    assert not await check.steps.step(step, failing(clock, 1, error))
    problem = check.ended()[step].problem
    assert problem is not None
    assert problem.agent_error == logged


async def test_a_failed_step_ends_when_it_failed_and_not_when_it_was_explained(
    clock: Clock,
) -> None:
    async def explain(problem: Problem, context: FailureContext) -> Problem:
        clock.now += 5
        return Problem(problem.code, "key_rolled")

    check = Check(explain)
    assert not await check.steps.step(TWIN, failing(clock, 2, REFUSED))
    done = check.ended()[TWIN]
    assert (done.ms, done.status) == (2000, StepStatus.FAILED)
    assert done.problem == Problem(Code.CHECK_UNAUTHORIZED, "key_rolled")
    assert check.asked == [TWIN]


async def test_a_step_that_is_cancelled_while_it_is_explained_ended_when_it_failed(
    clock: Clock,
) -> None:
    explaining = asyncio.Event()

    async def explain(problem: Problem, _context: FailureContext) -> Problem:
        clock.now += 5
        explaining.set()
        await asyncio.Event().wait()
        return problem

    check = Check(explain)
    task = asyncio.create_task(check.steps.step(TWIN, failing(clock, 2, REFUSED)))
    await explaining.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    done = check.ended()[TWIN]
    assert (done.ms, done.problem) == (2000, Problem(Code.CANCELLED))


async def test_a_step_that_is_cancelled_ends_then(clock: Clock) -> None:
    check = Check()
    with pytest.raises(asyncio.CancelledError):
        await check.steps.step(TWIN, failing(clock, 3, asyncio.CancelledError()))
    done = check.ended()[TWIN]
    assert (done.ms, done.problem) == (3000, Problem(Code.CANCELLED))


async def test_an_explanation_that_fails_leaves_the_failure_as_it_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def explain(_problem: Problem, _context: FailureContext) -> Problem:
        raise ValueError("a bug")

    check = Check(explain)

    async def work() -> None:
        raise REFUSED

    assert not await check.steps.step(TWIN, work)
    assert check.ended()[TWIN].problem == REFUSED.problem
    assert "could not be explained" in caplog.text


@pytest.mark.parametrize(
    ("step", "logged"),
    [
        (StepId.CHECK_DPS, "Authentication / Other"),
        (REST, "Authentication / Other"),
        (CONNECT, "Remote Configuration / Timeout"),
        (TWIN, "Remote Configuration / Timeout"),
        (StepId.CHECK_SECRET, None),
    ],
)
async def test_the_time_of_the_whole_check_ends(step: StepId, logged: str | None) -> None:
    check = Check(limit=0.0)
    assert not await check.steps.step(step, asyncio.Event().wait)  # type: ignore[arg-type]
    problem = check.ended()[step].problem
    assert problem == Problem(Code.CHECK_TIMEOUT, "", (("seconds", 0),), logged)


def arriving(clock: Clock, *more: object) -> Callable[[Watch], asyncio.Future[None]]:
    """A connection that takes a second for each of its phases."""

    async def call(watch: Watch) -> None:
        for phase in (Phase.RESOLVE, Phase.TCP, Phase.TLS):
            watch(PhaseStarted(phase, clock.now))
            if phase is Phase.RESOLVE:
                watch(Resolved(("192.0.2.1",)))
            if phase is Phase.TCP:
                for event in more:
                    watch(event)  # type: ignore[arg-type]
                watch(Connected("192.0.2.1", 8883))
            clock.now += 1
        watch(Secured("TLSv1.3", "CN=CA", datetime(2030, 1, 2, tzinfo=UTC), clock.now))
        clock.now += 4
        watch(ServerTime(0.04))

    return lambda watch: asyncio.ensure_future(call(watch))


async def test_the_first_connection_is_told_in_phases(clock: Clock) -> None:
    check = Check()
    assert not check.steps.have_connected
    assert await check.steps.connection(REST, "hub", arriving(clock))
    assert await check.steps.connection(CONNECT, "hub", arriving(clock))
    ended = check.ended()
    assert {step: done.ms for step, done in ended.items()} == {
        StepId.CHECK_RESOLVE: 1000,
        StepId.CHECK_TCP: 1000,
        StepId.CHECK_TLS: 1000,
        StepId.CHECK_CLOCK: 0,
        REST: 4000,
        CONNECT: 7000,
    }
    assert ended[StepId.CHECK_TLS].detail == (
        ("tls_version", "TLSv1.3"),
        ("issuer", "CN=CA"),
        ("expires", "2030-01-02"),
    )
    assert ended[StepId.CHECK_CLOCK].detail == (("ahead_seconds", 0.0),)
    assert check.steps.have_connected
    assert check.steps.has_reached(TWIN, CONNECT)
    assert not check.steps.has_reached(TWIN)
    assert check.steps.warnings == []


async def test_only_to_look_the_step_itself_is_left_out(clock: Clock) -> None:
    check = Check()
    assert await check.steps.connection(CONNECT, "hub", arriving(clock), only_look=True)
    assert CONNECT not in check.ended()
    assert StepId.CHECK_TLS in check.ended()


@pytest.mark.parametrize(
    ("dead", "variant"), [("2001:db8::1", "ipv6"), ("192.0.2.9", "")], ids=["ipv6", "ipv4"]
)
async def test_an_address_that_does_not_answer_is_a_warning_once(
    clock: Clock, dead: str, variant: str
) -> None:
    check = Check()
    failed = AddressFailed(dead, "timed out")
    for step in (REST, CONNECT):
        assert await check.steps.connection(step, "hub", arriving(clock, failed))
    assert [(found.code, found.variant) for found in check.steps.warnings] == [
        (Code.CHECK_ADDRESS_UNREACHABLE, variant)
    ]
    detail = dict(check.ended()[StepId.CHECK_TCP].detail)
    assert detail["unanswered"] == (f"{dead} (timed out)",)


async def test_a_clock_that_is_off_is_a_warning_where_nothing_was_refused(clock: Clock) -> None:
    check = Check()

    async def call(watch: Watch) -> None:
        watch(ServerTime(-3600.0))

    assert await check.steps.connection(REST, "hub", call)
    check.steps.settle()
    check.steps.settle()
    expected = Problem(Code.HUB_CLOCK_SKEW, "behind_so_far", (("minutes", 60),))
    assert check.steps.warnings == [expected]


async def test_a_clock_that_is_off_is_why_a_token_was_refused(clock: Clock) -> None:
    check = Check()

    async def call(watch: Watch) -> None:
        watch(ServerTime(7200.0))

    async def refused(_watch: Watch) -> None:
        clock.now += 1
        raise REFUSED

    assert await check.steps.connection(REST, "hub", call)
    assert not await check.steps.connection(CONNECT, "hub", refused)
    check.steps.settle()
    skew = Problem(Code.HUB_CLOCK_SKEW, "ahead", (("minutes", 120),), "Unauthorized")
    assert check.ended()[CONNECT].problem == skew
    assert check.ended()[StepId.CHECK_CLOCK].problem == skew
    assert check.steps.warnings == []
    assert check.asked == [], "it is explained already"


async def test_another_step_is_not_refused_for_the_clock_told_before(clock: Clock) -> None:
    check = Check()

    async def refused(watch: Watch) -> None:
        watch(ServerTime(7200.0))
        raise REFUSED

    assert not await check.steps.connection(REST, "hub", refused)
    assert check.ended()[REST].problem == REFUSED.problem
    assert check.asked == [REST]
