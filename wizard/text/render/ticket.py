"""A report as plain text, to be pasted into a ticket or a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.domain.agent.twin_finding import TwinVerdict
from wizard.domain.errors import Problem
from wizard.domain.report import StepDone
from wizard.text.catalogue.hub_changes import hub_change_text
from wizard.text.catalogue.steps import STEPS, logged_text
from wizard.text.catalogue.twin import twin_text
from wizard.text.lookup import text_of
from wizard.text.render.facts import (
    SavedReport,
    configured,
    details,
    discreet,
    headline,
    listed,
    readers,
    told,
    versions,
)


def report_as_text(saved: SavedReport) -> str:
    """The facts of the HTML form, in lines."""
    return "\n".join(_lines(saved)) + "\n"


def _lines(saved: SavedReport) -> Iterator[str]:
    report = saved.report
    yield f"IoT Agent Setup: {discreet(headline(saved))}"
    yield f"{saved.when}, result {report.result.value}, exit code {int(report.exit_code)}"
    if report.error is not None:
        yield ""
        yield from _problem("Failure", report.error)
    for warning in report.warnings:
        yield ""
        yield from _problem("Warning", warning)
    yield from _block("What was configured", _pairs(configured(report)))
    yield from _block("Steps", (line for step in listed(report) for line in _step(step)))
    yield from _block("Settings in the module's twin", _twin(saved))
    yield from _block("What the agent has logged", (entry.text for entry in report.agent_log))
    yield from _block("Files", _files(saved))
    yield from _block("Changes in the hub", map(hub_change_text, report.hub_changes))
    yield from _block("Versions", _pairs(versions(saved)))
    yield ""
    yield saved.discretion


def _block(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and indented lines; nothing where there is nothing."""
    found = list(lines)
    if found:
        yield ""
        yield f"{title}:"
        yield from (f"  {discreet(line)}" for line in found)


def _problem(title: str, problem: Problem) -> Iterator[str]:
    text = text_of(problem)
    yield f"{title}: {problem.code}"
    yield f"  {discreet(text.cause)}"
    yield f"  {discreet(text.remedy)}"
    if logged := logged_text(problem.agent_error):
        yield f"  {logged}"


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from (f"{label}: {value}" for label, value in pairs)


def _step(step: StepDone) -> Iterator[str]:
    title = f"{STEPS[step.step].title} ({step.step.value})"
    yield f"{step.status.value:<7}{step.ms:>7.0f} ms  {title}"
    if step.problem is not None:
        yield f"        {told(step)}"
    if facts := details(step):
        yield f"        {facts}"


def _twin(saved: SavedReport) -> Iterator[str]:
    for finding in saved.report.twin:
        yield f"{finding.verdict.value:<8} {finding.setting} = {finding.value}"
        if finding.verdict is not TwinVerdict.OK:
            yield f"         {twin_text(finding)}"


def _files(saved: SavedReport) -> Iterator[str]:
    for file in saved.report.files:
        backup = f", the former one: {file.backup}" if file.backup else ""
        names = (
            f", to be read by {', '.join(found)}" if (found := readers(file, saved.report)) else ""
        )
        yield f"{file.change.value:<9} {file.path}{backup}{names}"
    for preview in saved.previews:
        yield from preview.diff.splitlines()
