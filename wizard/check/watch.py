"""Checking again and again, and telling only what changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from wizard.domain.errors import Problem
from wizard.domain.report import Report, Result
from wizard.runs.retry import absorb_cancellation

Check = Callable[[], Awaitable[Report]]


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check that came out otherwise than the one before; of the first everything is new.

    ``at`` is the local time. ``came`` and ``went`` are warnings.
    """

    at: datetime
    report: Report
    outcome_changed: bool
    came: tuple[Problem, ...] = ()
    went: tuple[Problem, ...] = ()


async def watch(check: Check, seconds: float, tell: Callable[[CheckChange], bool]) -> Report | None:
    """``check`` every ``seconds``; the last report, None where there is none.

    Ends when ``tell`` says that nobody listens, or by being cancelled, and takes the cancellation
    for the end that it is. The rounds keep to their times, however long a check takes; one that
    would overlap is left out.
    """
    last: Report | None = None
    try:
        async with aclosing(_rounds(check, seconds)) as rounds:
            async for report in rounds:
                change = _change(last, report)
                last = report
                if change and not tell(change):
                    break
    except asyncio.CancelledError:
        absorb_cancellation()
    return last


async def _rounds(check: Check, seconds: float) -> AsyncGenerator[Report, None]:
    loop = asyncio.get_running_loop()
    start, number = loop.time(), 0
    while True:
        report = await check()
        if report.result is Result.CANCELLED:  # a run never raises: its report says so
            return
        yield report
        number = max(number, int((loop.time() - start) / seconds)) + 1
        await asyncio.sleep(start + number * seconds - loop.time())


def _change(former: Report | None, report: Report) -> CheckChange | None:
    now = datetime.now().astimezone()
    if former is None:
        return CheckChange(now, report, outcome_changed=True, came=report.warnings)
    differs = _outcome(former) != _outcome(report)
    came = _without(report.warnings, former.warnings)
    went = _without(former.warnings, report.warnings)
    if not (differs or came or went):
        return None
    return CheckChange(now, report, differs, came, went)


def _outcome(report: Report) -> tuple[object, ...]:
    """What makes two checks differ: not how long they took, nor a number in a sentence."""
    error = report.error and (report.error.code, report.error.variant)
    settings = tuple((finding.setting, finding.verdict) for finding in report.twin)
    about = (report.hub, report.device, report.identity, report.method, report.flavour)
    return (report.result, error, report.failed_step, about, settings)


def _without(some: tuple[Problem, ...], others: tuple[Problem, ...]) -> tuple[Problem, ...]:
    known = {_name(problem) for problem in others}
    return tuple(problem for problem in some if _name(problem) not in known)


def _name(problem: Problem) -> tuple[object, ...]:
    """Two warnings about two settings are two."""
    return (problem.code, problem.variant, dict(problem.params).get("setting"))
