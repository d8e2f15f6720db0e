"""Undoing the last run in an agent's folder."""

from __future__ import annotations

from pathlib import Path

from wizard.domain.files import FileResult
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report, StepId
from wizard.runs import outcome
from wizard.runs.outcome import ReportFacts
from wizard.runs.retry import to_end
from wizard.runs.step_runner import Emit, StepRunner


async def run_undo(directory: Path, ports: Ports, emit: Emit) -> Report:
    """Put back the files that the last run in ``directory`` changed; all or nothing.

    What was changed in the hub or kept in the keyring stays. Never raises: the report says how it
    ended.
    """
    runner = StepRunner((StepId.CONFIG_UNDO,), emit)
    files: tuple[FileResult, ...] = ()

    def keep(results: tuple[FileResult, ...]) -> None:
        nonlocal files
        files = results
        runner.mark_final(StepId.CONFIG_UNDO)

    async def undo() -> None:
        await to_end(ports.files.undo(directory), keep)

    async def work() -> None:
        await runner.run(StepId.CONFIG_UNDO, undo)

    def facts() -> ReportFacts:
        return {"directory": directory, "files": files}

    return await outcome.run(work, runner, facts)
