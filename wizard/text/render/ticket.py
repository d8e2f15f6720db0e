"""A report as plain text, to be pasted into a ticket or a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.domain.agent.twin_finding import TwinVerdict
from wizard.domain.errors import Problem
from wizard.domain.report import StepDone
from wizard.text.catalogue.hub_changes import hub_change_text
from wizard.text.catalogue.steps import logged_text, step_title
from wizard.text.catalogue.twin import twin_text
from wizard.text.language import _
from wizard.text.lookup import text_of
from wizard.text.render.facts import (
    SavedReport,
    configured,
    details,
    discreet,
    headline,
    lasting_warnings,
    listed,
    port_words,
    readers,
    told,
    versions,
)
from wizard.text.words import padded, status_word


def report_as_text(saved: SavedReport) -> str:
    """The facts of the HTML form, in lines."""
    return "\n".join(_lines(saved)) + "\n"


def _lines(saved: SavedReport) -> Iterator[str]:
    report = saved.report
    yield f"IoT Agent Setup: {discreet(headline(saved))}"
    yield _("{time}, result {result}, exit code {number}").format(
        time=saved.when,
        result=status_word(report.result.value),
        number=int(report.exit_code),
    )
    if report.error is not None:
        yield ""
        yield from _problem(_("Failure"), report.error)
    for warning in lasting_warnings(report):
        yield ""
        yield from _problem(_("Warning"), warning)
    yield from _block(_("What was configured"), _pairs(configured(report)))
    yield from _block(_("Steps"), (line for step in listed(report) for line in _step(step)))
    yield from _block(_("The hub's ports"), port_words(report))
    yield from _block(_("Settings in the module's twin"), _twin(saved))
    yield from _block(_("What the agent has logged"), (entry.text for entry in report.agent_log))
    yield from _block(_("Files"), _files(saved))
    yield from _block(_("Changes in the hub"), map(hub_change_text, report.hub_changes))
    yield from _block(_("Versions"), _pairs(versions(saved)))
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
    title = f"{step_title(step.step)} ({step.step.value})"
    yield f"{padded(status_word(step.status.value), 7)}{step.ms:>7.0f} ms  {title}"
    if step.problem is not None:
        yield f"        {told(step)}"
    if facts := details(step):
        yield f"        {facts}"


def _twin(saved: SavedReport) -> Iterator[str]:
    for finding in saved.report.twin:
        yield f"{padded(status_word(finding.verdict.value), 8)} {finding.setting} = {finding.value}"
        if finding.verdict is not TwinVerdict.OK:
            yield f"         {twin_text(finding)}"


def _files(saved: SavedReport) -> Iterator[str]:
    for file in saved.report.files:
        yield f"{padded(status_word(file.change.value), 9)} {file.path}"
        if file.backup:
            yield "          " + _("backup: {path}").format(path=file.backup)
        if names := readers(file, saved.report):
            yield "          " + _("can be read by {accounts}").format(accounts=", ".join(names))
    for preview in saved.previews:
        yield from preview.diff.splitlines()
