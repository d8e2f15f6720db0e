"""What README.md promises is what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wizard.domain.errors import Code, Exit, Severity
from wizard.domain.report import Report, Result, StepId
from wizard.setup.answers.file import parse_answers
from wizard.text.render.json import report_as_json

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(first_column: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so."""
    _, _, rest = README.partition(f"| {first_column} | ")
    lines = rest.split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def block(language: str) -> str:
    """The first code block in this language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def test_the_table_of_codes_is_complete() -> None:
    listed = [row[0].strip("`") for row in table("code")]

    assert sorted(listed) == sorted(code.value for code in Code)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("code", Code)
def test_the_table_has_the_exit_code_of(code: Code) -> None:
    exits = {row[0].strip("`"): row[2] for row in table("code")}

    expected = "warning" if code.severity is Severity.WARNING else str(int(code.exit))
    assert exits[code.value] == expected


def test_the_steps_in_the_table_exist() -> None:
    named = {step for row in table("code") for step in re.findall(r"`([a-z_.]+)`", row[1])}

    assert named <= {step.value for step in StepId}


def test_every_exit_code_is_explained() -> None:
    assert [row[0] for row in table("exit")] == [str(int(number)) for number in Exit]


def test_every_step_is_named_in_order() -> None:
    places = [README.index(f"`{step.value}`") for step in StepId if step.value != "hub.connect"]

    assert places == sorted(places)


def test_the_answers_file_shown_is_a_valid_one(tmp_path: Path) -> None:
    answers = parse_answers(block("toml"), tmp_path)

    assert answers.state.device_id == "dev-1"
    source = answers.sources["hub.connection_string"]
    assert source.kind == "env"


def test_the_json_shown_has_the_keys_of_a_report() -> None:
    shown = json.loads(block("json"))
    real = report_as_json(Report(Result.OK, Exit.OK))

    assert list(shown) == list(real)
    assert list(shown["agent"]) == list(real["agent"])


def test_pictures_and_files_it_points_to_are_there() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)

    assert targets
    assert not [target for target in targets if not (ROOT / target).exists()]
