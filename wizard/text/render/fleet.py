"""The outcomes of a fleet: one JSON object a device, and a summary for people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from wizard.domain.errors import Code, Problem
from wizard.domain.printable import printable
from wizard.domain.redaction import redact
from wizard.domain.report import Result
from wizard.setup.fleet.device import Outcome
from wizard.text.language import _
from wizard.text.lookup import text_of
from wizard.text.render.json import report_as_json

SKIPPED: Final = "skipped"
"""The result of a device that an earlier run has set up."""

_MOST_NAMES: Final = 5


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """One line of JSON Lines: ``device``, ``result``, ``error``, and what is worth counting."""
    report = outcome.report
    found = {"device": printable(redact(outcome.name)), "row": outcome.device.line}
    if report is None:
        return found | {"result": SKIPPED, "exit_code": 0, "error": None}
    whole = report_as_json(report)
    files = [file for file in whole["agent"]["files"] if file["change"] != "unchanged"]
    return found | {
        "result": whole["result"],
        "exit_code": whole["exit_code"],
        "error": whole["error"],
        "files": [{"path": file["path"], "change": file["change"]} for file in files],
        "hub_changes": [change["kind"] for change in whole["hub_changes"]],
        "warnings": [warning["code"] for warning in whole["warnings"]],
        "seconds": round(outcome.seconds, 3),
    }


def summary_lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """How many of each, then the failures by code: one cause is usually common to all of them."""
    results = Counter(one.report.result.value if one.report else SKIPPED for one in outcomes)
    words = _("{total} devices: {ok} ok, {failed} failed, {cancelled} cancelled, {skipped} skipped")
    counts = {name: results[name] for name in (*Result, SKIPPED)}
    yield words.format(total=len(outcomes), **counts)
    by_code: defaultdict[Code, list[tuple[str, Problem]]] = defaultdict(list)
    for one in outcomes:
        if one.report is not None and one.report.error is not None:
            problem = one.report.error
            by_code[problem.code].append((printable(redact(one.name)), problem))
    for code, failed in sorted(by_code.items(), key=lambda found: -len(found[1])):
        names = ", ".join(name for name, _problem in failed[:_MOST_NAMES])
        more = ", ..." if len(failed) > _MOST_NAMES else ""
        yield f"  {len(failed)} x {code}: {names}{more}"
        text = text_of(failed[0][1])
        yield f"      {text.cause} {text.remedy}"
