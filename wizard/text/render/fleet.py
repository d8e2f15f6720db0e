"""The outcomes of a fleet: one JSON object a device, and a summary for people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from wizard.domain.errors import Code, Problem
from wizard.domain.files import Change
from wizard.domain.printable import printable
from wizard.domain.redaction import redact
from wizard.domain.report import Report, Result
from wizard.setup.fleet.device import Outcome
from wizard.text.language import _
from wizard.text.lookup import text_of
from wizard.text.render.json import report_as_json

SKIPPED: Final = "skipped"
"""The result of a device that an earlier run has set up."""
NOT_TRIED: Final = "not_tried"
"""The result of a device whose hub has refused another one before."""

_MOST_NAMES: Final = 5
_NOTHING_DONE: Final[dict[str, Any]] = {"files": [], "hub_changes": [], "warnings": []}


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """One line of JSON Lines: ``device``, ``result``, ``error``, and what is worth counting."""
    report = outcome.report
    found = {"device": printable(redact(outcome.name)), "row": outcome.device.line}
    if report is None:
        ended = {"result": SKIPPED, "exit_code": 0, "error": None}
        return found | ended | _NOTHING_DONE | {"seconds": 0.0}
    whole = report_as_json(report)
    files = whole["agent"]["files"]
    return found | {
        "result": _result(outcome),
        "exit_code": whole["exit_code"],
        "error": whole["error"],
        "files": [{"path": file["path"], "change": file["change"]} for file in files],
        "hub_changes": [change["kind"] for change in whole["hub_changes"]],
        "warnings": [warning["code"] for warning in whole["warnings"]],
        "seconds": round(outcome.seconds, 3),
    }


def summary_lines(
    outcomes: Sequence[Outcome], *, dry_run: bool = False, noted_in: Path | None = None
) -> Iterator[str]:
    """How many of each, what has changed, then the failures by code: one cause is usually common
    to all of them. ``noted_in`` is the file that says which devices are done."""
    yield _counts(outcomes)
    if dry_run:
        yield "  " + _("This was a dry run. Nothing was changed; a run would do this:")
    for line in _changes(outcomes):
        yield f"  {line}"
    yield from _failures(outcomes)
    yield _("The report of each device is its line of JSON on standard output.")
    if noted_in:
        words = _("Which devices are done is noted in {path}; the same command does the others.")
        yield words.format(path=printable(str(noted_in)))


def _result(outcome: Outcome) -> str:
    if outcome.report is None:
        return SKIPPED
    return outcome.report.result.value if outcome.is_tried else NOT_TRIED


def _counts(outcomes: Sequence[Outcome]) -> str:
    results = Counter(map(_result, outcomes))
    counts = {name: results[name] for name in (*Result, SKIPPED, NOT_TRIED)}
    words = _("{total} devices: {ok} ok, {failed} failed, {cancelled} cancelled, {skipped} skipped")
    if results[NOT_TRIED]:
        words = _(
            "{total} devices: {ok} ok, {failed} failed, {cancelled} cancelled, {skipped} skipped, "
            "{not_tried} not tried"
        )
    return words.format(total=len(outcomes), **counts)


def _changes(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What became of the files, and what was changed in the hub, with the devices."""
    words = {
        Change.CREATED: _("Files created for {count}: {names}"),
        Change.UPDATED: _("Files changed or repaired for {count}: {names}"),
        Change.UNCHANGED: _("Files unchanged for {count}: {names}"),
    }
    found = [(words[change], one) for one in outcomes if (change := _files(one.report))]
    in_hub = _("Changed in the hub for {count}: {names}")
    found += [(in_hub, one) for one in outcomes if one.report and one.report.hub_changes]
    for sentence in (*words.values(), in_hub):
        if of_it := [one for known, one in found if known == sentence]:
            yield sentence.format(count=len(of_it), names=_names(of_it))


def _files(report: Report | None) -> Change | None:
    """What became of the device's files as a whole; None where none of them stays."""
    if report is None or (report.error is not None and not report.written):
        return None
    changes = {file.change for file in report.files}
    order = (Change.CREATED, Change.UPDATED, Change.UNCHANGED)
    return next((change for change in order if change in changes), None)


def _failures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    by_code: defaultdict[Code, list[tuple[Outcome, Problem]]] = defaultdict(list)
    for one in outcomes:
        if one.report is not None and one.report.error is not None:
            by_code[one.report.error.code].append((one, one.report.error))
    for code, ended in sorted(by_code.items(), key=lambda found: -len(found[1])):
        failed = [one for one, _problem in ended if one.is_tried]
        yield f"  {len(failed)} x {code}: {_names(failed)}"
        text = text_of(ended[0][1])
        yield f"      {text.cause} {text.remedy}"
        if not_tried := [one for one, _problem in ended if not one.is_tried]:
            words = _("Not tried, because the hub would refuse these as well, {count}: {names}")
            yield "      " + words.format(count=len(not_tried), names=_names(not_tried))


def _names(outcomes: Sequence[Outcome]) -> str:
    names = ", ".join(printable(redact(one.name)) for one in outcomes[:_MOST_NAMES])
    return names + (", ..." if len(outcomes) > _MOST_NAMES else "")
