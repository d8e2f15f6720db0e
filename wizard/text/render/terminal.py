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
    StepFellBack,
    StepId,
    StepStarted,
    StepStatus,
    StepWaiting,
    StepWarned,
)
from wizard.runs.file_preview import FilePreview
from wizard.text.catalogue.hub_changes import hub_change_text
from wizard.text.catalogue.steps import logged_text, step_title
from wizard.text.catalogue.transports import transport_words
from wizard.text.language import _
from wizard.text.lookup import text_of
from wizard.text.render.facts import detail_words, lasting_warnings, port_words
from wizard.text.words import padded, status_word

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
            again = _("Trying again in {seconds:g} s.").format(seconds=seconds)
            cause = text_of(problem).cause
            return _row(_("wait"), f"{step_title(step)}: {cause} {again}")
        case StepWarned(_, problem):
            return _note(problem)
        case StepFellBack():
            return _fallback(event)
        case StepDone(_, StepStatus.SKIPPED):
            return None
        case StepDone(step, status, ms, _, detail):
            facts = ": " + "; ".join(detail_words(detail)) if detail else ""
            return _row(status_word(status.value), f"{step_title(step)} ({ms:.0f} ms){facts}")


def _fallback(event: StepFellBack) -> str:
    words = _("{failed} did not work: {cause} Trying {following}, as the agent will.").format(
        failed=transport_words([event.failed]),
        cause=text_of(event.problem).cause,
        following=transport_words([event.following]),
    )
    return _row(_("next"), words)


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
        yield _row(_("log"), entry.text)
    for warning in lasting_warnings(report):
        if warning.code not in _TOLD_BEFORE:
            yield _note(warning)
    for words in port_words(report):
        yield _row(_("port"), words)
    for change in report.hub_changes:
        yield _row(_("hub"), hub_change_text(change))
    if report.error is not None:
        yield _row(status_word(report.result.value), report.error.code)
        yield from problem_lines(report.error)
    elif report.result is Result.OK:
        changed = any(file.change is not Change.UNCHANGED for file in report.files)
        yield _closing(report, previews, changed)


def file_lines(report: Report, previews: tuple[FilePreview, ...] = ()) -> Iterator[str]:
    """What became of each file, or would: a dry run's with its difference."""
    shown = {preview.path for preview in previews}
    for preview in previews:
        yield f"\n{status_word(preview.change.value)}: {preview.path}"
        yield from preview.diff.splitlines()
    for file in report.files:
        if file.path not in shown:
            yield f"  {padded(status_word(file.change.value), 9)} {file.path}"
            if file.backup:
                yield _INDENT + _("backup: {path}").format(path=file.backup)
            if file.readers:
                yield _INDENT + _("can be read by {accounts}").format(
                    accounts=", ".join(file.readers)
                )


def _closing(report: Report, previews: tuple[FilePreview, ...], changed: bool) -> str:
    if previews:
        return f"\n{nothing_changed()}"
    if any(step.step is StepId.CHECK_CONNECT and step.status is _SKIPPED for step in report.steps):
        return _ok(_("No problem found. The connection as the module was not tried."))
    if any(file.path == report.directory for file in report.files):
        return _ok(_bundle_is_ready(report))
    ready = can_authenticate(report)
    if report.agent_log:
        running = _("It was restarted and is running.")
        return _ok(f"{ready} {running}")
    restart = _("Restart its service so that it reads the new configuration.")
    return _ok(f"{ready} {restart}" if changed else ready)


def _bundle_is_ready(report: Report) -> str:
    """The one file that was written is a bundle, which is to be installed elsewhere."""
    ready = _("The bundle {bundle} is ready; its agent can authenticate as {device}.").format(
        bundle=report.directory, device=report.device
    )
    next_step = _(
        "Copy it to the agent's computer, unpack it there and follow its README.txt. It holds a "
        "secret: delete it when the agent runs."
    )
    return f"{ready} {next_step}"


def can_authenticate(report: Report) -> str:
    """What is proven."""
    return _("The agent in {folder} can authenticate as {device}.").format(
        folder=report.directory, device=report.device
    )


def nothing_changed() -> str:
    """The end of a dry run."""
    return _("Nothing was changed: this was a dry run.")


def _ok(words: str) -> str:
    return _row(status_word("ok"), words)


def _note(problem: Problem) -> str:
    text = text_of(problem)
    return _row(status_word("note"), f"{text.cause} {text.remedy}")


def _row(word: str, words: str) -> str:
    """``word`` in a column of its own."""
    return f"  {padded(word, 7)} {words}"
