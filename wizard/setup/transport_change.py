"""Changing an agent's transport after it was set up, because a port is closed."""

from __future__ import annotations

from dataclasses import replace

from wizard.domain.errors import Code, Problem, SetupError
from wizard.domain.files import Change, FileResult
from wizard.domain.report import Report
from wizard.setup.session import Session


def offered_transport(report: Report) -> str:
    """The setting by which the agent uses its open port at once; "" where there is none."""
    found = (one for one in report.warnings if one.code is Code.CHECK_AGENT_PORT_CLOSED)
    return next((setting for one in found if (setting := _setting(one))), "")


async def use_transport(session: Session, setting: str) -> None:
    """Write ``setting`` into the folder of the last run, whose report then lists that file too.

    Both are one run to who undoes it. Raises SetupErrors; then nothing has changed.
    """
    last = session.series.last
    if last is None or last.directory is None or last.flavour is None:
        raise RuntimeError("nothing was written yet")
    outcome = await session.folder(last.directory, last.flavour).repair(setting)
    if outcome.report.error is not None:
        raise SetupError.of(outcome.report.error)
    files = _merged(last.files, outcome.report.files)
    session.series.add(replace(last, files=files, transports=outcome.report.transports))


def _setting(problem: Problem) -> str:
    return str(dict(problem.params).get("setting", ""))


def _merged(
    before: tuple[FileResult, ...], after: tuple[FileResult, ...]
) -> tuple[FileResult, ...]:
    """What was done to each file by both: one that was new is still new."""
    new = {file.path for file in before if file.change is Change.CREATED}
    changed = {file.path: file for file in after if file.path not in new}
    kept = [changed.pop(file.path, file) for file in before]
    return (*kept, *changed.values())
