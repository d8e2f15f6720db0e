"""Undoing the last run in an agent's folder."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

from wizard.domain.errors import Problem, SetupError
from wizard.domain.files import FileResult
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report, StepId, result_of
from wizard.runs.retry import absorb_cancellation, to_end
from wizard.runs.step_runner import Emit, StepRunner, as_problem

_log: Final = logging.getLogger(__name__)


async def run_undo(directory: Path, ports: Ports, emit: Emit) -> Report:
    """Put back the files that the last run in ``directory`` changed; all or nothing.

    What was changed in the hub or kept in the keyring stays. Never raises: the report says how it
    ended.
    """
    runner = StepRunner((StepId.CONFIG_UNDO,), emit)
    files: tuple[FileResult, ...] = ()
    problem: Problem | None = None

    def keep(results: tuple[FileResult, ...]) -> None:
        nonlocal files
        files = results

    async def undo() -> None:
        await to_end(ports.files.undo(directory), keep)

    try:
        await runner.run(StepId.CONFIG_UNDO, undo)
    except (Exception, asyncio.CancelledError) as error:
        if not isinstance(error, (SetupError, asyncio.CancelledError)):
            _log.exception("the undoing ended unexpectedly")
        absorb_cancellation()
        problem = as_problem(error)
    result, exit_code = result_of(problem)
    return Report(
        result=result,
        exit_code=exit_code,
        directory=directory,
        files=files,
        error=problem,
        failed_step=runner.failed.step if runner.failed else None,
        steps=runner.results(),
    )
