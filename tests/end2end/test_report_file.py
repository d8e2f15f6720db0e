"""``--report F``: what a run leaves for whoever reads it later."""

from __future__ import annotations

import getpass
import json
import os
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.canary import Haystack, assert_no_canary
from tests.end2end.conftest import Job
from tests.end2end.processes import run_program
from wizard import __version__
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.domain.environment import environment
from wizard.domain.report import StepId
from wizard.domain.secret import Secret
from wizard.text.catalogue.steps import STEPS

MakeJob = Callable[..., Job]


class Page(HTMLParser):
    """A page that is well formed: every element is closed, and nothing comes from elsewhere."""

    VOID = ("meta", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img", "iframe", "object", "base", "form")
        assert not {"src", "href"} & {name for name, _ in attrs}
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)
            if self.open and self.open[-1] in ("h1", "h2"):
                self.headings.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def secrets_of(setup: Job) -> dict[str, Secret]:
    module = setup.hub.store.get(setup.device, "azureiotsecurity")
    device = setup.hub.store.get(setup.device)
    assert module and device and module.auth.keys and device.auth.keys
    found = {"module": module.auth.keys.primary, "device": device.auth.keys.primary}
    return found | {"hub": Secret(setup.string.partition("SharedAccessKey=")[2])}


@pytest.mark.parametrize("name", ["report.html", "report.json", "REPORT.HTML"])
@pytest.mark.parametrize("identity", ["SecurityModule", "Device"])
def test_a_run_is_saved_as_its_name_says(
    job: MakeJob, name: str, identity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On Windows temporary files lie in the home, which a saved report does not name.
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    setup = job(identity=identity)
    path = setup.folder / name
    printed = setup.apply("--report", str(path))
    text = path.read_text("utf-8")
    key = secrets_of(setup)["device" if identity == "Device" else "module"]
    haystack = Haystack()
    haystack.add("report", text)
    assert_no_canary(secrets_of(setup), haystack)
    assert key.fingerprint() in text
    assert [each.name for each in setup.folder.iterdir() if each.name.endswith(".tmp")] == []
    if name.endswith(".json"):
        saved = json.loads(text)
        assert saved["environment"] == environment()
        assert saved["key_sha256"] == key.fingerprint()
        assert saved["made"].endswith("+00:00")
        for file in printed["agent"]["files"]:
            if getpass.getuser() in file.get("readers", []) and getpass.getuser() != "root":
                file["readers"] = ["another account"]  # a report that goes round names no person
        assert {name: saved[name] for name in printed} == printed
        return
    page = Page(text)
    assert page.headings[0] == "The agent can authenticate as cam-01"
    assert page.headings[1:3] == ["What was configured", "Steps"]
    for step in printed["steps"]:
        assert (step["id"] in page.text) == (step["status"] != "skipped")
    assert f"iot-agent-setup {__version__}" in page.text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_a_failure_is_saved_with_cause_remedy_and_code(job: MakeJob) -> None:
    setup = job()
    setup.hub.faults.amqp.add(TokenStatus(401))
    path = setup.folder / "report.html"
    printed = setup.apply("--report", str(path))
    assert printed["exit_code"] == 7
    page = Page(path.read_text("utf-8"))
    for part in ("message", "remedy", "code"):
        assert " ".join(printed["error"][part].split()) in page.text
    assert "The agent would log: Authentication / Unauthorized" in page.text
    assert f"Failed at: {STEPS[StepId.CHECK_CONNECT].title}" in page.headings


def test_a_check_is_saved_too(job: MakeJob) -> None:
    setup = job()
    setup.apply()
    path = setup.folder / "check.json"
    printed = setup.check("--report", str(path))
    saved = json.loads(path.read_text())
    assert saved["steps"] == printed["steps"]
    assert saved["key_sha256"] == secrets_of(setup)["module"].fingerprint()


def test_a_check_without_network_is_saved_too(job: MakeJob) -> None:
    setup = job()
    setup.apply()
    path = setup.folder / "offline.html"
    setup.check("--offline", "--report", str(path))
    assert STEPS[StepId.CHECK_READ_CONFIG].title in Page(path.read_text("utf-8")).text


def test_a_dry_run_is_saved_with_its_differences(job: MakeJob) -> None:
    setup = job()
    path = setup.folder / "plan.html"
    setup.apply("--dry-run", "--report", str(path))
    page = Page(path.read_text("utf-8"))
    assert page.headings[0] == "Preview of the changes"
    assert "LocalConfiguration.json" in page.text
    assert not setup.agent.exists()


def test_wrong_answers_are_saved_too(job: MakeJob, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    printed = job().run("apply", str(tmp_path / "none.toml"), "--json", "--report", str(path))
    assert printed["exit_code"] == 2
    assert json.loads(path.read_text())["error"]["code"] == "answers.invalid"


@pytest.mark.parametrize("name", ["report", "report.pdf", "report.html.txt", ".html"])
def test_another_ending_is_refused_before_anything_runs(job: MakeJob, name: str) -> None:
    setup = job()
    printed = setup.apply("--report", str(setup.folder / name))
    assert (printed["exit_code"], printed["error"]["code"]) == (2, "answers.invalid")
    assert ".html" in printed["error"]["message"]
    assert not setup.agent.exists()
    assert not (setup.folder / name).exists()


@pytest.mark.parametrize("name", ["no/such/report.html", "folder.html"])
def test_a_file_that_cannot_be_written_is_said_before_anything_runs(
    job: MakeJob, name: str
) -> None:
    setup = job()
    (setup.folder / "folder.html").mkdir()
    printed = setup.apply("--report", str(setup.folder / name))
    assert (printed["exit_code"], printed["error"]["code"]) == (2, "answers.invalid")
    assert "cannot be written" in printed["error"]["message"]
    assert not setup.agent.exists()


def test_a_report_that_cannot_be_written_any_more_is_a_warning(
    job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the run has done stands."""
    setup = job()
    path = setup.folder / "reports" / "report.html"
    path.parent.mkdir()

    def remove(answers: Any) -> Any:
        path.parent.rmdir()
        return {}

    monkeypatch.setattr("wizard.cli.apply.read_at_hand", remove)
    setup.source = '{ keyring = "x" }'
    printed = setup.apply("--report", str(path))
    assert printed["warnings"][-1]["code"] == "answers.invalid"
    assert "cannot be written" in printed["warnings"][-1]["message"]


def test_the_one_before_is_replaced_whole(job: MakeJob) -> None:
    setup = job()
    path = setup.folder / "report.html"
    path.write_text("before " * 10_000)
    setup.apply("--report", str(path))
    assert "before before" not in path.read_text("utf-8")
    Page(path.read_text("utf-8"))


@pytest.mark.skipif(sys.platform == "win32", reason="HOME is no home there")
def test_no_name_of_a_person_or_a_computer(job: MakeJob) -> None:
    setup = job()
    home = setup.folder / "jane.doe"
    setup.directory = home / "agent"
    home.mkdir()
    for name in ("r.html", "r.json"):
        path = home / name
        env = {"HOME": str(home), "USER": "jane.doe", "LOGNAME": "jane.doe"}
        run_program("apply", setup.answers(), "--report", path, env=env)
        text = path.read_text("utf-8")
        assert "jane.doe" not in text
        assert "~/agent" in text
        node = os.uname().nodename
        assert not re.search(rf"\b{re.escape(node)}\b", text) or len(node) < 5
