"""What README.md and the manual promise is what the program does."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from wizard.agents import AGENTS
from wizard.domain.errors import Code, Exit
from wizard.domain.report import Report, Result
from wizard.domain.resources import resource
from wizard.setup.answers.file import parse_answers
from wizard.text.render.json import report_as_json

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "resources" / "manual"
README = (ROOT / "README.md").read_text(encoding="utf-8")
FOR_PEOPLE = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "wizard/README.md")),
    *sorted(MANUAL.glob("*.md")),
]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """``packaging/manual.py``, which writes the tables."""
    return load("manual")


def load(name: str) -> ModuleType:
    """A script of ``packaging``."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks in this language."""
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(README.splitlines()) < 150
    assert "python3 packaging/bootstrap.py demo" in README
    assert "python3 packaging/bootstrap.py test" in README


def test_the_tables_of_the_manual_are_those_of_the_code(generator: ModuleType) -> None:
    stale = [path.name for path in generator.stale_pages()]
    assert not stale, "run: python3 packaging/bootstrap.py manual"


def test_the_table_of_speed_is_written_by_a_command() -> None:
    table = load("speed_table")
    rows = [("The live check", "TLS, MQTT and one twin", "0.60 ×", "0.6 ×")]
    written = table.with_table(README, rows)

    assert "| The live check | TLS, MQTT and one twin | 0.60 × | 0.6 × |\n" in written
    assert table.with_table(written, rows) == written
    assert all((ROOT / f"tests/bench/bench_{name}.py").exists() for name in table.BENCHES)


def test_every_table_stands_on_a_page(generator: ModuleType) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in MANUAL.glob("*.md"))
    assert re.findall(r"<!-- generated: ([a-z ]+) -->", pages)
    assert set(re.findall(r"<!-- generated: ([a-z ]+) -->", pages)) == set(generator.TABLES)


def test_a_changed_table_is_stale(generator: ModuleType) -> None:
    page = (MANUAL / "codes.md").read_text(encoding="utf-8")
    changed = page.replace("`hub.proxy`", "`hub.proxi`")

    assert changed != page
    assert generator.renewed(changed) == page


def test_the_table_of_codes_is_complete(generator: ModuleType) -> None:
    listed = re.findall(r"^\| `([a-z0-9_.]+)` \| (\w+) \|", generator.codes(), re.MULTILINE)

    assert [code for code, _ in listed] == [code.value for code in Code]
    assert dict(listed)["hub.proxy"] == "3"
    assert dict(listed)["check.secondary_key"] == "warning"


def test_every_exit_code_and_no_other_is_explained(generator: ModuleType) -> None:
    assert set(generator.EXITS) == set(Exit)


def test_every_answer_key_and_no_other_is_explained(generator: ModuleType) -> None:
    known = {f"{table}.{key}" for table, keys in generator.KEYS.items() for key in keys}
    assert set(generator.ANSWER_KEYS) == known


def test_the_pages_are_linked_and_shipped() -> None:
    assert "(resources/manual/README.md)" in README
    index = (MANUAL / "README.md").read_text(encoding="utf-8")
    for path in MANUAL.glob("*.md"):
        if path.name != "README.md":
            assert f"({path.name})" in index
        assert resource("manual", path.name).is_file()


@pytest.mark.parametrize("path", [ROOT / "README.md", MANUAL / "answers.md"], ids=lambda p: p.name)
def test_the_answers_files_shown_are_valid(path: Path, tmp_path: Path) -> None:
    answers = parse_answers(blocks(path, "toml")[0], tmp_path, AGENTS)

    assert answers.state.device_id == "dev-1"
    assert answers.sources["hub.connection_string"].kind == "env"


def test_the_json_shown_has_the_keys_of_a_report() -> None:
    shown = json.loads(blocks(MANUAL / "json.md", "json")[0])
    real = report_as_json(Report(Result.OK, Exit.OK))

    assert list(shown) == list(real)
    assert list(shown["agent"]) == list(real["agent"])


@pytest.mark.parametrize("path", FOR_PEOPLE, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_pictures_and_files_pointed_to_are_there(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))

    assert not [target for target in targets if not (path.parent / target).exists()]
