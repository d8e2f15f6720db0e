"""Events and reports as lines for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wizard.domain.errors import Code, Problem
from wizard.domain.files import Change
from wizard.domain.report import (
    Event,
    Report,
    Result,
    StepDone,
    StepId,
    StepStarted,
    StepStatus,
    StepWaiting,
    StepWarned,
)
from wizard.runs.file_preview import FilePreview
from wizard.text.catalogue.hub_changes import hub_change_text
from wizard.text.catalogue.steps import STEPS, logged_text
from wizard.text.lookup import text_of
from wizard.text.render.facts import detail_words

_INDENT: Final = " " * 10
_SKIPPED: Final = StepStatus.SKIPPED
_TOLD_BEFORE: Final = (Code.CHECK_AGENT_RUNNING,)
"""Warnings that an event has told already."""


def event_line(event: Event) -> str | None:
    """The line for an event; None for one that a terminal does not show."""
    match event:
        case StepStarted():
            return None
        case StepWaiting(step, seconds, problem):
            return (
                f"  wait    {STEPS[step].title}: {text_of(problem).cause} Again in {seconds:g} s."
            )
        case StepWarned(_, problem):
            return _note(problem)
        case StepDone(_, StepStatus.SKIPPED):
            return None
        case StepDone(step, status, ms, _, detail):
            facts = ": " + "; ".join(detail_words(detail)) if detail else ""
            return f"  {status.value:<7} {STEPS[step].title} ({ms:.0f} ms){facts}"


def problem_lines(problem: Problem) -> Iterator[str]:
    """Cause, remedy and what the agent would log."""
    text = text_of(problem)
    yield f"{_INDENT}{text.cause}"
    yield f"{_INDENT}{text.remedy}"
    if logged := logged_text(problem.agent_error):
        yield f"{_INDENT}{logged}"


def report_lines(report: Report, previews: tuple[FilePreview, ...] = ()) -> Iterator[str]:
    """The outcome, after the steps' own lines."""
    yield from file_lines(report, previews)
    for entry in report.agent_log:
        yield f"  log     {entry.text}"
    for warning in report.warnings:
        if warning.code not in _TOLD_BEFORE:
            yield _note(warning)
    for change in report.hub_changes:
        yield f"  hub     {hub_change_text(change)}"
    if report.error is not None:
        yield f"  {report.result.value:<7} {report.error.code}"
        yield from problem_lines(report.error)
    elif report.result is Result.OK:
        changed = any(file.change is not Change.UNCHANGED for file in report.files)
        yield _closing(report, previews, changed)


def file_lines(report: Report, previews: tuple[FilePreview, ...] = ()) -> Iterator[str]:
    """What became of each file, or would: a dry run's with its difference."""
    shown = {preview.path for preview in previews}
    for preview in previews:
        yield f"\n{preview.change.value}: {preview.path}"
        yield from preview.diff.splitlines()
    for file in report.files:
        if file.path not in shown:
            backup = f", former one in {file.backup}" if file.backup else ""
            readers = f", to be read by {', '.join(file.readers)}" if file.readers else ""
            yield f"  {file.change.value:<9} {file.path}{backup}{readers}"


def _closing(report: Report, previews: tuple[FilePreview, ...], changed: bool) -> str:
    if previews:
        return "\nNothing was changed: this was a dry run."
    if any(step.step is StepId.CHECK_CONNECT and step.status is _SKIPPED for step in report.steps):
        return "  ok      Nothing stands in the way so far; connecting as the module was left out."
    ready = f"  ok      The agent in {report.directory} can authenticate as {report.device}."
    if report.agent_log:
        return f"{ready} It was restarted and runs."
    return f"{ready} Restart its service to use it." if changed else ready


def _note(problem: Problem) -> str:
    text = text_of(problem)
    return f"  note    {text.cause} {text.remedy}"
