"""A report as one HTML file that needs nothing else: to be read, printed and passed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.errors import Problem
from wizard.domain.files import FileResult
from wizard.domain.report import Report, StepDone, StepStatus
from wizard.domain.resources import resource
from wizard.runs.file_preview import FilePreview
from wizard.text.catalogue.hub_changes import hub_change_text
from wizard.text.catalogue.steps import logged_text, step_title
from wizard.text.catalogue.twin import twin_text
from wizard.text.language import _, language, pgettext
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
from wizard.text.render.result_picture import picture_of, result_kind
from wizard.text.words import status_word

_MARKS: Final = {
    **dict.fromkeys(("ok",), "✓"),
    **dict.fromkeys(("failed", "failure", "problem", "cancelled"), "✕"),
    **dict.fromkeys(("note", "warning"), "!"),
}
_SHELL: Final = """<!DOCTYPE html>
<html lang="{lang}"{direction}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def report_as_html(saved: SavedReport) -> str:
    """The whole document."""
    style = resource("report", "report.css").read_text(encoding="utf-8")
    title = f"{headline(saved)} – IoT Agent Setup"
    return _SHELL.format(
        lang=language().tag,
        direction=' dir="rtl"' if language().right_to_left else "",
        title=_text(title),
        style=style,
        body="\n".join(_body(saved)),
    )


def _body(saved: SavedReport) -> Iterator[str]:
    report = saved.report
    yield "<header>"
    kind = result_kind(saved)
    yield f'<div class="result {kind}">{picture_of(kind)}<div>'
    yield f"<p>{_tag(report.result.value)}</p>"
    yield f"<h1>{_text(headline(saved))}</h1>"
    yield f'<p class="quiet">{_text(saved.when)}</p>'
    yield "</div></div>"
    yield "</header>\n<main>"
    if report.error is not None:
        yield from _panel("failure", report.error)
    for warning in lasting_warnings(report):
        yield from _panel("warning", warning)
    yield from _section(_("What was configured"), _pairs(configured(report)))
    if len(saved.session) > 1:
        yield from _section(_("Devices of this session"), _devices(saved.session))
    yield from _section(_("Steps"), _steps(report))
    yield from _section(_("The hub's ports"), _list(port_words(report)))
    yield from _section(_("Settings in the module's twin"), _twin(report.twin))
    yield from _section(_("What the agent has logged"), _log(report.agent_log))
    yield from _section(_("Files"), _files(report, saved.previews))
    yield from _section(_("Changes in the hub"), _hub_changes(report))
    yield "</main>\n<footer>"
    yield from _pairs(versions(saved))
    yield f'<p class="quiet">{_text(saved.discretion)}</p>'
    yield "</footer>"


def _devices(reports: tuple[Report, ...]) -> Iterator[str]:
    """Each device with its result, its folder and what went wrong."""
    yield "<ul>"
    for report in reports:
        folder = discreet(report.directory) if report.directory else ""
        cause = text_of(report.error).cause if report.error else ""
        is_open = report.error is None and report.login is None
        unproven = _("written, not connected yet") if is_open else ""
        name = f"<strong>{_text(report.device or '')}</strong>"
        parts = (name, _text(unproven), _text(folder), _text(cause))
        words = " · ".join(part for part in parts if part)
        kind = "" if is_open else report.result.value
        yield f'<li class="{kind}">{_tag("note" if is_open else kind)} {words}</li>'
    yield "</ul>"


def _section(title: str, content: Iterable[str]) -> Iterator[str]:
    """A heading and what belongs under it; nothing where there is nothing."""
    lines = list(content)
    if lines:
        name = "".join(word for word in title.lower() if word.isalpha())
        yield f'<section aria-labelledby="{name}">'
        yield f'<h2 id="{name}">{_text(title)}</h2>'
        yield from lines
        yield "</section>"


def _panel(kind: str, problem: Problem) -> Iterator[str]:
    text = text_of(problem)
    yield f'<div class="panel {kind}">'
    yield f"<p>{_tag(kind)} <code>{_text(problem.code)}</code></p>"
    yield f'<p class="what">{_text(text.cause)}</p>'
    yield f"<p>{_text(text.remedy)}</p>"
    if logged := logged_text(problem.agent_error):
        yield f"<p>{_text(logged)}</p>"
    yield "</div>"


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = [f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>" for label, value in pairs]
    if rows:
        yield "<dl>"
        yield from rows
        yield "</dl>"


def _table(head: str, rows: Iterable[str]) -> Iterator[str]:
    lines = list(rows)
    if lines:
        yield f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>"
        yield from lines
        yield "</tbody>\n</table>"


def _heads(*words: str) -> str:
    return "".join(f'<th scope="col">{_text(word)}</th>' for word in words)


def _steps(report: Report) -> Iterator[str]:
    head = _heads(_("Result"), _("Step"))
    time = _text(_("Time"))
    head += f'<th scope="col" class="number">{time}</th>'
    yield from _table(head, map(_step, listed(report)))
    if any(step.status is StepStatus.SKIPPED for step in report.steps):
        left_out = _("Steps that were skipped are not shown.")
        yield f'<p class="quiet">{_text(left_out)}</p>'


def _step(step: StepDone) -> str:
    status = step.status.value
    more = f'<p class="quiet">{_text(facts)}</p>' if (facts := details(step)) else ""
    return (
        f'<tr class="{status}"><td>{_tag(status)}</td>'
        f'<td><span class="what">{_text(step_title(step.step))}</span> '
        f"<code>{_text(step.step.value)}</code><p>{_text(told(step))}</p>{more}</td>"
        f'<td class="number">{step.ms:.0f} ms</td></tr>'
    )


def _log(entries: Iterable[LogEntry]) -> Iterator[str]:
    for entry in entries:
        event = status_word(entry.event.value)
        yield f"<tr><td>{_text(event)}</td><td>{_text(entry.text)}</td></tr>"


def _twin(findings: Iterable[TwinFinding]) -> Iterator[str]:
    return _table(
        _heads(_("Result"), _("Setting"), _("Value")),
        (
            f'<tr class="{finding.verdict.value}"><td>{_tag(finding.verdict.value)}</td>'
            f'<td><span class="what">{_text(finding.setting)}</span>'
            f"<p>{_text(twin_text(finding))}</p></td>"
            f"<td><code>{_text(finding.value)}</code></td></tr>"
            for finding in findings
        ),
    )


def _files(report: Report, previews: Iterable[FilePreview]) -> Iterator[str]:
    yield from _table(
        _heads(pgettext("heading of a column", "Change"), _("File")),
        (_file(file, report) for file in report.files),
    )
    for preview in previews:
        if preview.diff:
            yield f"<pre>{_text(preview.diff)}</pre>"


def _file(file: FileResult, report: Report) -> str:
    more = [_("Backup: {path}").format(path=file.backup)] if file.backup else []
    if names := readers(file, report):
        more.append(_("Can be read by {accounts}").format(accounts=", ".join(names)))
    lines = "".join(f'<p class="quiet">{_text(line)}</p>' for line in more)
    tag = f'<span class="tag">{_text(status_word(file.change.value))}</span>'
    return f"<tr><td>{tag}</td><td>{_text(file.path)}{lines}</td></tr>"


def _hub_changes(report: Report) -> Iterator[str]:
    return _list(map(hub_change_text, report.hub_changes))


def _list(sentences: Iterable[str]) -> Iterator[str]:
    rows = [f"<li>{_text(sentence)}</li>" for sentence in sentences]
    if rows:
        yield "<ul>"
        yield from rows
        yield "</ul>"


def _tag(status: str) -> str:
    """Never colour alone: a mark that is not read out, and the word."""
    mark = _MARKS.get(status, "–")
    word = _text(status_word(status))
    return f'<span class="tag"><span aria-hidden="true">{mark}</span> {word}</span>'


def _text(value: object) -> str:
    return escape(discreet(value))
