"""The agent's service under a real systemd, and its log in a real journal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.processes import REPOSITORY
from tests.machine.agent import CONNECTED, ENDS, FOLDER, InstalledAgent, error_message
from tests.machine.machine import SERVICE, Machine
from tests.patience import until
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.agent_log import ERROR_VARIANTS

SHORT, LONG = 0.5, 300.0
"""Seconds: an agent that says nothing is waited for no longer; one that will speak, as it needs."""


def restart(machine: Machine, patience: float = LONG, folder: Path = FOLDER) -> dict[str, Any]:
    """Restart the agent as root."""
    script = REPOSITORY / "tests/machine/restart_agent.py"
    printed = machine.run(
        *("env", f"PYTHONPATH={REPOSITORY}", "HOME=/root"),
        sys.executable,
        script,
        folder,
        str(patience),
    )
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found | {"log": found["steps"][-1].get("log")}


def test_it_runs_and_has_connected(machine: Machine, agent: InstalledAgent) -> None:
    agent.install("Something before", CONNECTED)
    before = agent.start()

    found = restart(machine)

    assert found["error"] is None, found["error"]
    assert (found["status"], found["folder"]) == ("running", str(FOLDER))
    assert [entry["line"] for entry in found["log"]] == ["Something before", CONNECTED]
    assert found["log"][-1]["event"] == "connected"
    assert agent.invocation() != before


def test_it_is_started_where_it_does_not_run(machine: Machine, agent: InstalledAgent) -> None:
    agent.install(CONNECTED)

    found = restart(machine)

    assert (found["status"], found["error"]) == ("stopped", None)
    assert machine.run("systemctl", "is-active", SERVICE) == "active\n"


def test_each_message_is_explained(machine: Machine, agent: InstalledAgent) -> None:
    known = [name for name in ERROR_VARIANTS if name != AgentError.AUTH_UNAUTHORIZED]
    known.append(AgentError.AUTH_UNAUTHORIZED)
    agent.install(*map(error_message, known), then=ENDS, service="Restart=no")
    found: dict[str, Any] = {}

    def is_whole() -> bool:
        found.update(restart(machine))
        return len(found["log"] or ()) == len(known)

    until(is_whole)  # the log may be read while the agent is still writing it

    assert found["error"]["code"] == "agent.keeps_restarting"
    assert found["error"]["message"].startswith("The hub refused the agent")
    told = {entry["agent_error"]: entry["message"] for entry in found["log"]}
    assert [*told] == known
    assert len(set(told.values())) == len(known)


def test_it_ends_again_and_again(machine: Machine, agent: InstalledAgent) -> None:
    agent.install(then=ENDS, service="Restart=always\nRestartSec=50ms")

    found = restart(machine)

    assert found["error"]["code"] == "agent.keeps_restarting"
    assert "without logging a reason" in found["error"]["message"]


def test_it_says_nothing_yet(machine: Machine, agent: InstalledAgent) -> None:
    agent.install("Something that nobody knows")

    found = restart(machine, SHORT)

    assert found["error"] is None
    assert [warning["code"] for warning in found["warnings"]] == ["agent.silent"]
    assert [entry["line"] for entry in found["log"]] == ["Something that nobody knows"]


def test_where_there_is_none(machine: Machine, agent: InstalledAgent) -> None:
    found = restart(machine)

    assert (found["status"], found["error"]["code"]) == ("not_installed", "agent.not_installed")
    assert "not installed as a service" in found["error"]["message"]


def test_the_managers_words_where_the_program_cannot_be_started(
    machine: Machine, agent: InstalledAgent
) -> None:
    agent.install(CONNECTED, service="Type=exec")
    machine.path(agent.folder / "ASCIoTAgent").chmod(0o644)

    found = restart(machine)

    assert found["error"]["code"] == "agent.restart_failed"
    assert "Job for ASCIoTAgent.service failed" in found["error"]["message"]


def test_a_program_that_cannot_be_started_again_and_again(
    machine: Machine, agent: InstalledAgent
) -> None:
    agent.install(CONNECTED)
    machine.path(agent.folder / "ASCIoTAgent").unlink()

    found = restart(machine)

    assert found["error"]["code"] == "agent.keeps_restarting"
    assert "cannot start the agent's program: 203/EXEC." in found["error"]["message"]


def test_one_whose_account_is_gone(machine: Machine, agent: InstalledAgent) -> None:
    agent.install(CONNECTED, service="User=nobody-here\nRestart=always\nRestartSec=1h")

    assert "program: 217/USER." in restart(machine)["error"]["message"]


def test_it_crashes(machine: Machine, agent: InstalledAgent) -> None:
    agent.install(
        "Something before", then="kill -SEGV $$", service="Restart=on-failure\nRestartSec=1h"
    )

    found = restart(machine)

    assert found["error"]["code"] == "agent.keeps_restarting"
    assert "crashes when it starts: 11/SEGV." in found["error"]["message"]


@pytest.mark.parametrize(
    ("unit", "words"),
    [(None, "Unit ASCIoTAgent.service is masked."), ("Nothing=1\n", "bad unit file setting")],
    ids=["masked", "broken"],
)
def test_a_service_that_may_not_start_is_not_one_that_is_missing(
    machine: Machine, agent: InstalledAgent, unit: str | None, words: str
) -> None:
    path = f"/etc/systemd/system/{SERVICE}"
    if unit is None:
        machine.run("ln", "-s", "/dev/null", path)
        machine.run("systemctl", "daemon-reload")
    else:
        agent.put_unit(path, unit)

    found = restart(machine)

    assert (found["status"], found["error"]["code"]) == ("stopped", "agent.restart_failed")
    assert words in found["error"]["message"]


def test_one_that_the_manager_has_given_up(machine: Machine, agent: InstalledAgent) -> None:
    """A wrong configuration ends so: systemd starts it no more, until it is told to forget."""
    agent.install(
        error_message(AgentError.AUTH_UNAUTHORIZED),
        then=ENDS,
        service="Restart=always\nRestartSec=1ms",
    )
    machine.run("systemctl", "start", SERVICE, check=False)
    until(lambda: "failed" in machine.run("systemctl", "is-active", SERVICE, check=False))
    agent.say(CONNECTED)

    found = restart(machine)

    assert (found["status"], found["error"]) == ("failed", None), found["error"]


def test_the_folder_is_that_of_the_units_program(machine: Machine, agent: InstalledAgent) -> None:
    folder = Path("/opt/iot agent")
    agent.install(CONNECTED, program=f'"{folder}/ASCIoTAgent"', folder=folder)

    found = restart(machine, folder=folder)

    assert (found["folder"], found["error"]) == (str(folder), None), found["error"]
    assert found["folders"] == [str(folder)]


def test_a_drop_in_names_another_program(machine: Machine, agent: InstalledAgent) -> None:
    folder = Path("/srv/agent")
    agent.install(CONNECTED, program="/var/ASCIoTAgent/ASCIoTAgent", folder=folder)
    agent.put_unit(
        f"/etc/systemd/system/{SERVICE}.d/program.conf",
        f"ExecStart=\nExecStart={folder}/ASCIoTAgent",
    )

    found = restart(machine, folder=folder)
    other = restart(machine)

    assert (found["folder"], found["error"]) == (str(folder), None), found["error"]
    assert found["folders"][0] == str(folder)
    assert other["error"]["code"] == "agent.not_installed"
    assert f"runs from {folder}" in other["error"]["message"]
