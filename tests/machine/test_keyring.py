"""A real keyring behind a real login: under sudo, locked, silent, and not there at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.end2end.terminal import Ended
from tests.end2end.test_elevation import report
from tests.machine.agent import InstalledAgent
from tests.machine.answers import PROGRAM, answers, patient_program
from tests.machine.machine import ACCOUNT, HOME, Machine
from wizard.demo.hub import DemoHub

_DAEMON = "gnome-keyring-d"  # as the kernel cuts its name
_UNLOCKED = "printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize > daemon"
_OWN_UNITS = "find /etc/systemd/user /usr/lib/systemd/user -name 'gnome-keyring*' -delete"


@pytest.fixture
def keyring(machine: Machine) -> Iterator[None]:
    """Whoever needs the keyring starts it; afterwards it is gone, with what it kept."""
    machine.require("gnome-keyring-daemon")
    machine.run("sh", "-c", _OWN_UNITS)
    yield
    machine.run("pkill", "-KILL", _DAEMON, check=False)
    machine.run("rm", "-rf", HOME / ".local/share/keyrings")


def unlocked(machine: Machine, command: str) -> Ended:
    """A login whose keyring is unlocked, as a desktop's is."""
    return machine.login(["sh", "-c", f"{_UNLOCKED}; {command}"])


def store_of(found: dict[str, Any]) -> str:
    """What became of keeping the secrets."""
    (step,) = (step for step in found["steps"] if step["id"] == "secrets.store")
    return str(step["status"])


def test_it_keeps_the_secrets(
    machine: Machine, agent: InstalledAgent, hub: DemoHub, keyring: None
) -> None:
    ended = unlocked(machine, f"{PROGRAM} apply {answers(machine, hub, '')} --json")

    found = report(ended)
    assert (found["result"], found["warnings"], store_of(found)) == ("ok", [], "ok")
    assert list(machine.path(HOME / ".local/share/keyrings").glob("*.keyring"))


def test_under_sudo_it_says_whose_it_is_and_goes_on(
    machine: Machine, agent: InstalledAgent, hub: DemoHub, keyring: None
) -> None:
    file = answers(machine, hub, "")

    ended = unlocked(machine, f"sudo --preserve-env=HUB {PROGRAM} apply {file} --json")

    found = report(ended)
    assert (found["result"], store_of(found)) == ("ok", "skipped"), found["error"]
    (warning,) = found["warnings"]
    assert warning["code"] == "keyring.unavailable"
    assert f"belongs to the user {ACCOUNT}" in warning["message"]


def test_under_sudo_nothing_is_done_where_it_is_insisted_on(
    machine: Machine, agent: InstalledAgent, hub: DemoHub, keyring: None
) -> None:
    file, before = answers(machine, hub, "keyring = true"), agent.state()

    ended = unlocked(machine, f"sudo --preserve-env=HUB {PROGRAM} apply {file} --json")

    found = report(ended)
    assert (found["exit_code"], found["error"]["code"]) == (5, "keyring.unavailable")
    assert f"belongs to the user {ACCOUNT}" in found["error"]["message"]
    assert {step["status"] for step in found["steps"]} == {"failed", "skipped"}, "not connected"
    assert agent.state() == before


def test_where_it_is_silent_nobody_is_waited_for_long(
    machine: Machine, agent: InstalledAgent, hub: DemoHub, keyring: None
) -> None:
    """Standard error is a file and there is no display: no prompt could be seen."""
    program = patient_program({"wizard.infra.keyring.store:UNATTENDED": 1})
    apply = f"{program} apply {answers(machine, hub, '')} --json 2> said < /dev/null"
    # Only what is killed ends while it is stopped.
    end = f"code=$?; pkill -KILL {_DAEMON}; exit $code"

    ended = unlocked(machine, f"pkill -STOP {_DAEMON}; {apply}; {end}")

    found = report(ended)
    assert (found["exit_code"], found["error"]["code"]) == (5, "keyring.locked")
    assert "did not answer within 1 s" in found["error"]["message"]
    assert ended.prompts == 0


def test_a_login_in_which_it_cannot_be_unlocked_says_so_before_it_asks(
    machine: Machine, agent: InstalledAgent, hub: DemoHub, keyring: None
) -> None:
    """As over SSH: it is there, and has no display for its question."""
    before = agent.state()

    ended = machine.login([PROGRAM, "apply", answers(machine, hub, ""), "--json"])

    found = report(ended)
    assert (found["exit_code"], found["error"]["code"]) == (5, "keyring.locked")
    assert ended.prompts == 0, "for administrator rights"
    assert agent.state() == before


def test_a_service_without_one_says_so_before_anything(
    machine: Machine, agent: InstalledAgent, hub: DemoHub
) -> None:
    file = answers(machine, hub, "")
    run = ("systemd-run", "--quiet", "--pipe", "--wait", f"--uid={ACCOUNT}", "sh", "-c")

    printed = machine.run(*run, f". {HOME}/.profile; {PROGRAM} apply {file} --json", check=False)

    found = json.loads(printed[printed.index("{") :])
    assert (found["exit_code"], found["error"]["code"]) == (5, "keyring.unavailable")
    assert {step["status"] for step in found["steps"]} == {"failed", "skipped"}, "not connected"
