"""How every run ends: it never raises, what it began is rolled back, and a report says it all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, TypedDict

from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.model import AgentFlavour, Identity, Method
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.errors import Code, Problem, SetupError
from wizard.domain.files import FileResult
from wizard.domain.hub.port_found import PortFound
from wizard.domain.hub.transport import Transport
from wizard.domain.report import HubChange, Report, result_of
from wizard.runs.retry import absorb_cancellation, undisturbed
from wizard.runs.step_runner import StepRunner, as_problem

_log: Final = logging.getLogger(__name__)


class ReportFacts(TypedDict, total=False):
    """What a kind of run adds to its report, by the report's field."""

    hub: str | None
    device: str | None
    identity: Identity | None
    method: Method | None
    flavour: AgentFlavour | None
    directory: Path | None
    files: tuple[FileResult, ...]
    hub_changes: tuple[HubChange, ...]
    warnings: tuple[Problem, ...]
    twin: tuple[TwinFinding, ...]
    agent_log: tuple[LogEntry, ...]
    transports: tuple[Transport, ...]
    ports: tuple[PortFound, ...]
    fingerprint: str | None


async def _nothing() -> None:
    """For runs that roll nothing back."""


async def run(
    work: Callable[[], Awaitable[None]],
    runner: StepRunner,
    facts: Callable[[], ReportFacts],
    roll_back: Callable[[], Awaitable[None]] = _nothing,
) -> Report:
    """Do ``work``, whose steps ``runner`` has recorded, and report how it ended.

    Where the work raises or is cancelled before its files are final, ``roll_back`` is awaited to
    its end. ``facts`` is asked last. Whoever awaits the report is not cancelled by it.
    """
    problem: Problem | None = None
    try:
        await work()
    except (Exception, asyncio.CancelledError) as error:
        if not isinstance(error, (SetupError, asyncio.CancelledError)):
            _log.exception("the run ended unexpectedly")
        problem = as_problem(error)
        if not runner.is_final:
            await undisturbed(roll_back())
    absorb_cancellation()
    result, exit_code = result_of(problem, written=runner.is_final)
    return Report(
        result=result,
        exit_code=exit_code,
        error=problem,
        failed_step=runner.failed_with(problem),
        steps=runner.results(),
        **facts(),
    )


def with_new_check(report: Report, checked: Report) -> Report:
    """The report of a set-up whose live check was done once more: ``checked`` says how it ended."""
    result, exit_code = result_of(checked.error, written=report.written)
    return replace(
        report,
        result=result,
        exit_code=exit_code,
        error=checked.error,
        failed_step=checked.failed_step,
        warnings=(*filter(_is_of_setting_up, report.warnings), *checked.warnings),
        steps=(*(step for step in report.steps if not step.step.is_check), *checked.steps),
        twin=checked.twin,
        transports=checked.transports or report.transports,
        ports=checked.ports,
    )


def _is_of_setting_up(warning: Problem) -> bool:
    """Whether it was met before the check, which repeats its own warnings."""
    return warning.code is not Code.HUB_CLOCK_SKEW and warning.code.value.startswith(
        ("hub.", "device.", "module.", "files.", "keyring.")
    )
