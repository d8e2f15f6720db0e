"""What comes from a file, a hub or a lock gives a terminal, a page or a report no commands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from wizard.cli.console import Console
from wizard.domain.agent.assessment import Finding, Verdict
from wizard.domain.errors import Code, Exit, Problem
from wizard.domain.printable import printable, shortened
from wizard.domain.report import Report, Result, StepDone, StepId, StepStatus
from wizard.text.lookup import text_of, text_of_finding
from wizard.text.render.facts import SavedReport
from wizard.text.render.html import report_as_html
from wizard.text.render.json import report_as_json
from wizard.text.render.terminal import report_lines
from wizard.text.render.ticket import report_as_text

ORDERS = "\x1b[2J\x07\x9b31m\x85\u202e\u2066\u200f\u2028\r\udc9b"
KEY = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="
STRING = f"HostName=h.azure-devices.net;SharedAccessKeyName=p;SharedAccessKey={KEY}"
PROBLEM = Problem(
    Code.FILES_BUSY,
    "run",
    (
        ("program", f"x{ORDERS}"),
        ("pid", 1),
        ("since", ORDERS),
        ("path", STRING),
    ),
)
REPORT = Report(
    Result.FAILED,
    Exit.FILES,
    hub=f"hub{ORDERS}",
    device=f"dev{ORDERS}",
    directory=Path(STRING),
    error=PROBLEM,
    failed_step=StepId.CONFIG_WRITE,
    steps=(
        StepDone(StepId.HUB_CONNECT, StepStatus.OK, 1.0, None, (("issuer", ORDERS),)),
        StepDone(StepId.CONFIG_WRITE, StepStatus.FAILED, 1.0, PROBLEM),
    ),
    warnings=(replace(PROBLEM),),
)


def gives_no_orders(text: str) -> bool:
    text.encode("utf-8")  # no half of a surrogate pair
    return not set(ORDERS) & set(text) - set("[2J31m")


def test_they_are_written_out() -> None:
    assert printable("\x1b[31m\u202e\udc9b") == "\\x1b[31m\\u202e\\udc9b"
    assert printable("Grüße, 東京\tand\nmore \U0001f600") == "Grüße, 東京\tand\nmore \U0001f600"
    assert len(shortened("x" * 900_000)) == 1001


def test_sentences() -> None:
    finding = Finding(
        "setting.not_accepted",
        f"f{ORDERS}",
        1,
        ORDERS,
        (
            ("value", ORDERS + KEY),
            ("allowed", "x"),
        ),
        Verdict.REJECTED,
        None,
    )
    for text in (*text_of(PROBLEM), *text_of_finding(finding)):
        assert gives_no_orders(text)
        assert KEY not in text


@pytest.mark.parametrize("form", ["html", "ticket", "json"])
def test_forms_of_a_report(form: str) -> None:
    saved = SavedReport(REPORT)
    made = {
        "html": lambda: report_as_html(saved),
        "ticket": lambda: report_as_text(saved),
        "json": lambda: json.dumps(report_as_json(REPORT), ensure_ascii=False),
    }[form]()
    assert gives_no_orders(made)
    assert KEY not in made


def test_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(as_json=False)
    for line in report_lines(REPORT):
        console.say(line)
    console.say(ORDERS)
    said = capsys.readouterr().out
    assert gives_no_orders(said)
    assert KEY not in said
