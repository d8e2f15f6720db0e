"""What changed between two checks, in lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.check.watch import CheckChange
from wizard.domain.report import Result
from wizard.text.language import _, in_english
from wizard.text.lookup import text_of
from wizard.text.render.json import report_as_json
from wizard.text.render.terminal import can_authenticate
from wizard.text.words import padded, status_word


def change_lines(change: CheckChange) -> Iterator[str]:
    """One line for each thing that changed, with the time."""
    at = change.at.isoformat(sep=" ", timespec="seconds")
    if change.outcome_changed:
        yield f"{at}  {padded(status_word(change.report.result.value), 7)} {_outcome(change)}"
    for problem in change.came:
        text = text_of(problem)
        yield f"{at}  {padded(status_word('note'), 7)} {text.cause} {text.remedy}"
    gone = padded(_("gone"), 7)
    for problem in change.went:
        yield f"{at}  {gone} {text_of(problem).cause}"


@in_english
def change_as_json(change: CheckChange) -> dict[str, Any]:
    """The whole report of the check that came out otherwise, and its time."""
    return {"time": change.at.isoformat(timespec="seconds"), **report_as_json(change.report)}


def _outcome(change: CheckChange) -> str:
    report = change.report
    if report.error is None or report.result is Result.OK:
        return can_authenticate(report)
    text = text_of(report.error)
    step = f" at {report.failed_step}" if report.failed_step else ""
    return f"{report.error.code}{step}: {text.cause} {text.remedy}"
