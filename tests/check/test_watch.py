"""Checking again and again: what is told, when, and how it ends."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from wizard.check.watch import CheckChange, watch
from wizard.domain.errors import Code, Exit, Problem
from wizard.domain.report import Report, Result, StepDone, StepId, StepStatus
from wizard.text.render.watch import change_as_json, change_lines

OK = Report(Result.OK, Exit.OK, device="cam-01", directory=Path("/agent"))
LOST = replace(
    OK,
    result=Result.FAILED,
    exit_code=Exit.CHECK,
    error=Problem(Code.CHECK_CONNECTION_LOST, "", (("host", "h"),)),
    failed_step=StepId.CHECK_CONNECT,
)
TIMEOUT = replace(LOST, error=Problem(Code.CHECK_TIMEOUT, "", (("seconds", 30),)))
CANCELLED = replace(OK, result=Result.CANCELLED, exit_code=Exit.CANCELLED)


def noted(report: Report, *settings: str) -> Report:
    warnings = tuple(
        Problem(Code.TWIN_SETTING, "unknown", (("setting", name),)) for name in settings
    )
    return replace(report, warnings=warnings)


async def watched(*reports: Report) -> list[CheckChange]:
    """What is told of these checks; the last one is cut short."""
    left = iter((*reports, CANCELLED))
    told: list[CheckChange] = []

    async def check() -> Report:
        return next(left)

    def tell(change: CheckChange) -> bool:
        told.append(change)
        return True

    last = await watch(check, 0.001, tell)
    assert last is (reports[-1] if reports else None)
    return told


async def test_the_first_is_told_and_then_what_changed() -> None:
    slow = replace(OK, steps=(StepDone(StepId.CHECK_CONNECT, StepStatus.OK, 900.0),))
    told = await watched(OK, OK, slow, LOST, LOST, TIMEOUT, OK)
    assert [change.report for change in told] == [OK, LOST, TIMEOUT, OK]
    assert all(change.outcome_changed for change in told)


async def test_a_number_in_a_sentence_is_no_change() -> None:
    later = replace(TIMEOUT, error=Problem(Code.CHECK_TIMEOUT, "", (("seconds", 29),)))
    assert len(await watched(TIMEOUT, later)) == 1


async def test_warnings_come_and_go() -> None:
    told = await watched(noted(OK, "a"), noted(OK, "a", "b"), noted(OK, "b"))
    first, second, third = told
    assert ([p.params for p in first.came], first.outcome_changed) == ([(("setting", "a"),)], True)
    assert [p.params for p in second.came] == [(("setting", "b"),)]
    assert (second.went, second.outcome_changed) == ((), False)
    assert [p.params for p in third.went] == [(("setting", "a"),)]


async def test_each_change_is_one_line_with_its_time() -> None:
    told = await watched(OK, noted(LOST, "a"), OK)
    lines = [line for change in told for line in change_lines(change)]
    assert [line[len("2026-01-01 00:00:00+00:00") :].split()[0] for line in lines] == [
        *("ok", "failed", "note", "ok", "gone")
    ]
    assert "check.connection_lost at check.connect: " in lines[1]
    assert all("\n" not in line for line in lines)


async def test_each_change_is_one_json_object_with_its_time() -> None:
    (change,) = await watched(LOST)
    found = change_as_json(change)
    assert next(iter(found)) == "time"
    assert found["time"] == change.at.isoformat(timespec="seconds")
    assert (found["exit_code"], found["error"]["code"]) == (7, "check.connection_lost")


async def test_nothing_is_told_where_the_first_check_is_cut_short() -> None:
    assert await watched() == []


async def test_it_ends_where_nobody_listens() -> None:
    async def check() -> Report:
        return OK

    assert await watch(check, 0.001, lambda _change: False) is OK


async def test_cancelling_ends_it_between_two_checks_with_the_last_report() -> None:
    first = asyncio.Event()

    async def check() -> Report:
        return LOST

    def tell(_change: CheckChange) -> bool:
        first.set()
        return True

    task = asyncio.create_task(watch(check, 3600, tell))
    await first.wait()
    task.cancel()
    assert await task is LOST
    assert not task.cancelled()


class Clock:
    """A loop's time that only sleeping and checking move."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, takes: Callable[[int], float]) -> None:
        self.now = 1000.0
        self.begun: list[float] = []
        self._takes = takes
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "time", lambda: self.now)
        monkeypatch.setattr(asyncio, "sleep", self.sleep)

    async def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds + 0.4  # no timer is exact

    async def check(self) -> Report:
        if len(self.begun) == 20:
            return CANCELLED
        self.begun.append(self.now - 1000)
        self.now += self._takes(len(self.begun))
        return OK


async def test_the_rounds_keep_to_their_times(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        clock = Clock(patch, lambda number: 7.3 if number % 2 else 0.1)
        await watch(clock.check, 60, lambda _change: True)
    assert [round(at) for at in clock.begun] == [60 * number for number in range(20)]


async def test_a_round_that_would_overlap_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        clock = Clock(patch, lambda number: 130 if number == 2 else 1)
        await watch(clock.check, 60, lambda _change: True)
    assert [round(at) for at in clock.begun[:5]] == [0, 60, 240, 300, 360]


async def test_nothing_piles_up() -> None:
    rounds = 0

    async def check() -> Report:
        nonlocal rounds
        rounds += 1
        if rounds == 500:
            return CANCELLED
        await asyncio.sleep(0)
        return noted(OK, str(rounds % 2))

    def tell(_change: CheckChange) -> bool:
        return True

    def alive() -> int:
        gc.collect()
        return sum(isinstance(each, (Report, CheckChange)) for each in gc.get_objects())

    others = alive()  # of the tests before, in this process
    await watch(check, 0.0001, tell)
    assert (len(asyncio.all_tasks()), alive() - others < 40) == (1, True)
