"""What the agent in a folder would do at start, without any network."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.domain.agent.assessment import Assessment, Verdict
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, Problem, SetupError
from wizard.domain.files import FileResult
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report, StepId, result_of
from wizard.runs.assess import assess_folder, only, rejected
from wizard.runs.retry import absorb_cancellation
from wizard.runs.step_runner import Emit, StepRunner, as_problem

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OfflineCheck:
    """What was found. ``judgement`` is None where no agent could be judged: the report says why."""

    report: Report
    assessment: Assessment | None = None


async def judge_offline(
    directory: Path, ports: Ports, emit: Emit, flavour: AgentFlavour | None = None
) -> OfflineCheck:
    """Judge the configuration in ``directory`` as its agent would.

    The flavour is told from the files; with both agents there it must be named. Never raises: the
    report says how it ended.
    """
    runner = StepRunner((StepId.CHECK_READ_CONFIG,), emit)
    found: tuple[AgentFlavour, Assessment] | None = None
    problem: Problem | None = None

    async def read() -> None:
        nonlocal found
        found = await assess_folder(ports.files, directory, only(ports.agents, flavour))
        if found[1].verdict is not Verdict.ACCEPTED:
            raise rejected(Code.CHECK_BAD_CONFIG, found[1])

    try:
        await runner.run(StepId.CHECK_READ_CONFIG, read)
    except (Exception, asyncio.CancelledError) as error:
        if not isinstance(error, (SetupError, asyncio.CancelledError)):
            _log.exception("the check ended unexpectedly")
        absorb_cancellation()
        problem = as_problem(error)
    here, assessment = found or (flavour, None)
    report = judged_report(directory, here, assessment, problem, runner)
    return OfflineCheck(report, assessment)


def judged_report(
    directory: Path,
    flavour: AgentFlavour | None,
    assessment: Assessment | None,
    problem: Problem | None,
    runner: StepRunner,
    files: tuple[FileResult, ...] = (),
) -> Report:
    """The report of a run that knows of the agent what its configuration says."""
    settings = assessment.settings if assessment else None
    result, exit_code = result_of(problem)
    return Report(
        result=result,
        exit_code=exit_code,
        hub=settings.host_name or None if settings else None,
        device=settings.device_id or None if settings else None,
        identity=settings.identity if settings else None,
        method=settings.method if settings else None,
        flavour=flavour,
        directory=directory,
        files=files,
        error=problem,
        failed_step=runner.failed.step if runner.failed else None,
        steps=runner.results(),
    )
