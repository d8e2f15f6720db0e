"""Patience: what is tried again, for how long, and that the user is told."""

from __future__ import annotations

import asyncio

import pytest

from tests.patience import LoopClock
from wizard.domain.errors import Code, HubError
from wizard.runs.retry import absorb_cancellation, read_with_retries, to_end, undisturbed


class FastClock:
    """Makes the loop's sleeps instant; its clock is moved by them alone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.slept: list[float] = []
        loop = asyncio.get_running_loop()
        start = loop.time()
        monkeypatch.setattr(loop, "time", lambda: start + sum(self.slept))
        monkeypatch.setattr("wizard.runs.retry.BUDGET", 12.0)
        real_sleep = asyncio.sleep

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            await real_sleep(0)

        monkeypatch.setattr("wizard.runs.retry.asyncio.sleep", sleep)


class Flaky:
    def __init__(self, *outcomes: HubError | str) -> None:
        self.outcomes = list(outcomes)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        outcome = self.outcomes[min(self.calls, len(self.outcomes)) - 1]
        if isinstance(outcome, HubError):
            raise outcome
        return outcome


PASSING = HubError(Code.HUB_SERVER_ERROR, retryable=True)


async def test_a_passing_fault_is_waited_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FastClock(monkeypatch)
    told: list[tuple[float, Code]] = []
    call = Flaky(PASSING, PASSING, "there")
    found = await read_with_retries(call, lambda seconds, error: told.append((seconds, error.code)))
    assert found == "there"
    assert clock.slept == [0.5, 1.0]
    assert told == [(0.5, Code.HUB_SERVER_ERROR), (1.0, Code.HUB_SERVER_ERROR)]


async def test_a_final_fault_is_not_tried_again() -> None:
    call = Flaky(HubError(Code.HUB_UNAUTHORIZED), "never")
    with pytest.raises(HubError):
        await read_with_retries(call)
    assert call.calls == 1


async def test_it_ends_within_the_budget_with_the_last_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = FastClock(monkeypatch)
    with pytest.raises(HubError) as caught:
        await read_with_retries(Flaky(PASSING))
    assert caught.value is PASSING
    assert 7 <= sum(clock.slept) <= 12


async def test_the_hubs_own_wish_is_honoured_within_the_budget(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = FastClock(monkeypatch)
    wish = HubError(Code.HUB_THROTTLED, retryable=True, retry_after=3)
    assert await read_with_retries(Flaky(wish, "there")) == "there"
    assert clock.slept == [3]
    long = HubError(Code.HUB_THROTTLED, retryable=True, retry_after=60)
    call = Flaky(long, "never")
    with pytest.raises(HubError):
        await read_with_retries(call)
    assert call.calls == 1


async def test_a_read_that_never_answers_is_abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = LoopClock(monkeypatch)

    async def never() -> None:
        clock.run_out()
        await asyncio.Event().wait()

    with pytest.raises(HubError) as caught:
        await read_with_retries(never, budget=12.0)
    assert caught.value.code is Code.HUB_TIMEOUT


async def test_a_write_ends_before_the_cancellation_goes_on() -> None:
    go_on, started, kept = asyncio.Event(), asyncio.Event(), list[str]()

    async def write() -> str:
        started.set()
        await go_on.wait()
        return "written"

    task = asyncio.create_task(to_end(write(), kept.append))
    await started.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert kept == ["written"]


async def test_a_write_that_fails_while_it_is_cancelled_is_cancelled() -> None:
    go_on, started = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        started.set()
        await go_on.wait()
        raise PASSING

    task = asyncio.create_task(to_end(write()))
    await started.wait()
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_write_that_is_cancelled_is_given_up_after_its_grace() -> None:
    started = asyncio.Event()
    ended: list[str] = []

    async def never() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            ended.append("given up")

    task = asyncio.create_task(to_end(never(), grace=0.01))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["given up"]


async def test_what_answers_a_cancellation_itself_is_not_disturbed() -> None:
    go_on, started = asyncio.Event(), asyncio.Event()

    async def clean_up() -> str:
        started.set()
        await go_on.wait()
        return "clean"

    async def run() -> str:
        found = await undisturbed(clean_up())
        absorb_cancellation()
        return found

    task = asyncio.create_task(run())
    await started.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    go_on.set()
    assert await task == "clean"
    assert not task.cancelling()
