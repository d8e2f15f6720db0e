"""``apply --restart``: the agent's service, through stand-ins that speak as systemd does."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Job, statuses
from tests.end2end.systemd import Systemd

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the stand-ins are shell scripts")

MakeJob = Callable[..., Job]
REFUSED = "ASC for IoT agent encounterd an error! Error in: Authentication, reason: Unauthorized, "


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Systemd:
    (tmp_path / "systemd").mkdir()
    found = Systemd(tmp_path / "systemd", tmp_path / "agent", tmp_path / "restarted")
    monkeypatch.setenv("PATH", f"{tmp_path / 'systemd'}:/usr/bin:/bin")
    return found


def step(report: dict[str, Any], name: str) -> dict[str, Any]:
    """The step of this name."""
    found: dict[str, Any] = next(one for one in report["steps"] if one["id"] == name)
    return found


def test_the_agent_is_restarted_and_says_that_it_has_connected(
    job: MakeJob, systemd: Systemd
) -> None:
    systemd.serve("ASC for IoT Agent initialized!")

    report = job().apply("--restart")

    assert report["result"] == "ok", report["error"]
    assert list(statuses(report).values())[-2:] == ["ok", "ok"]
    (entry,) = step(report, "agent.log")["log"]
    assert (entry["line"], entry["event"]) == ("ASC for IoT Agent initialized!", "connected")
    assert systemd.restarted.read_text() == "--no-ask-password restart ASCIoTAgent.service\n"


def test_what_the_agent_refuses_is_explained(job: MakeJob, systemd: Systemd) -> None:
    systemd.serve(REFUSED)

    report = job().apply("--restart")

    assert (report["exit_code"], report["error"]["code"]) == (7, "agent.keeps_restarting")
    assert report["error"]["step"] == "agent.log"
    found = step(report, "agent.log")
    assert found["agent_error"] == "Authentication / Unauthorized"
    assert found["log"][0]["message"].startswith("The hub refused the agent")
    assert report["agent"]["files"], "they are written and stay"


def test_the_managers_own_words_are_told(job: MakeJob, systemd: Systemd) -> None:
    systemd.serve(exit_code=1, said="Job for ASCIoTAgent.service failed because of the moon.")

    report = job().apply("--restart")

    assert (report["exit_code"], report["error"]["code"]) == (7, "agent.restart_failed")
    assert "because of the moon" in report["error"]["message"]
    assert statuses(report)["agent.log"] == "skipped"


def test_the_answers_file_can_ask_for_it(job: MakeJob, systemd: Systemd) -> None:
    systemd.serve("ASC for IoT Agent initialized!")
    setup = job()
    path = setup.answers()
    path.write_text(path.read_text().replace("[agent]", "[agent]\nrestart = true"))

    report = setup.run("apply", str(path), "--json")

    assert statuses(report)["agent.log"] == "ok"


def test_without_being_asked_nothing_is_restarted(job: MakeJob, systemd: Systemd) -> None:
    systemd.serve("ASC for IoT Agent initialized!")

    report = job().apply()

    assert report["result"] == "ok"
    assert not {"agent.restart", "agent.log"} & set(statuses(report))
    assert not systemd.restarted.exists()


def test_a_person_reads_the_log_too(
    job: MakeJob, systemd: Systemd, capsys: pytest.CaptureFixture[str]
) -> None:
    from wizard.__main__ import main

    systemd.serve("Starting", "ASC for IoT Agent initialized!")

    assert main(["apply", str(job().answers()), "--restart"]) == 0

    printed = capsys.readouterr().out
    assert "log     ASC for IoT Agent initialized!" in printed
    assert "It was restarted and is running." in printed


def test_the_demo_has_nothing_to_restart(
    tmp_path: Path, job: MakeJob, capsys: pytest.CaptureFixture[str]
) -> None:
    from wizard.__main__ import main

    assert main(["apply", str(job().answers()), "--demo", "--restart", "--json"]) == 7

    found = json.loads(capsys.readouterr().out)
    assert found["error"]["code"] == "agent.not_installed"
