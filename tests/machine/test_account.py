"""An ordinary account sets up an installed agent: one prompt, a real restart, a real log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end2end.terminal import Ended
from tests.end2end.test_elevation import report
from tests.machine.agent import (
    AGENT_UID,
    CONNECTED,
    ENDS,
    FOLDER,
    InstalledAgent,
    error_message,
)
from tests.machine.answers import PROGRAM, answers
from tests.machine.machine import PASSWORD, Machine, with_polkit_agent
from wizard.demo.hub import DemoHub
from wizard.domain.agent.agent_error import AgentError


@pytest.fixture
def polkit(machine: Machine) -> Iterator[None]:
    """The account has no sudo: polkit's agent asks on its terminal."""
    machine.require("pkexec", "pkttyagent")
    sudo = machine.path("/usr/bin/sudo")
    mode = sudo.stat().st_mode
    sudo.chmod(0)
    yield
    sudo.chmod(mode)


def apply_with_polkit(machine: Machine, file: str, *passwords: str) -> Ended:
    command = f"{PROGRAM} apply {file} --restart --json"
    return with_polkit_agent(machine, command, passwords)


def test_one_prompt_writes_restarts_and_explains_and_undo_works(
    machine: Machine, agent: InstalledAgent, hub: DemoHub
) -> None:
    agent.install(CONNECTED)
    started, before = agent.start(), agent.state()

    ended = machine.login([PROGRAM, "apply", answers(machine, hub), "--restart", "--json"])

    found = report(ended)
    assert (found["result"], ended.prompts) == ("ok", 1), ended.terminal
    assert str(FOLDER) in ended.terminal, "the prompt says where it will write"
    assert {file["elevated"] for file in found["agent"]["files"]} == {True}
    assert [entry["event"] for entry in found["steps"][-1]["log"]] == ["connected"]
    assert agent.invocation() != started
    written = agent.state()
    assert written["azureiotsecurity.key"][1:4] == (0, 0, 0o600)
    assert written["LocalConfiguration.json"][1] == AGENT_UID, "the owner is kept"

    undone = machine.login([PROGRAM, "undo", "--agent-dir", str(FOLDER), "--json"])

    assert (report(undone)["result"], undone.prompts) == ("ok", 1)
    after = agent.state()
    # A name was made and removed in the folder, which tells its time alone.
    assert {**after, FOLDER.name: before[FOLDER.name]} == before


@pytest.mark.parametrize("passwords", [(), ("wrong", "wrong", "wrong")], ids=["ctrl-c", "wrong"])
def test_refusing_leaves_everything_as_it_was(
    machine: Machine, agent: InstalledAgent, hub: DemoHub, passwords: tuple[str, ...]
) -> None:
    agent.install(CONNECTED)
    started, before = agent.start(), agent.state()

    ended = machine.login(
        [PROGRAM, "apply", answers(machine, hub), "--restart", "--json"], passwords
    )

    assert report(ended)["exit_code"] == (6 if passwords else 8)
    assert agent.state() == before
    assert agent.invocation() == started


def test_what_the_agent_logs_is_explained(
    machine: Machine, agent: InstalledAgent, hub: DemoHub
) -> None:
    agent.install(error_message(AgentError.AUTH_FILE_PERMISSIONS), then=ENDS)

    ended = machine.login([PROGRAM, "apply", answers(machine, hub), "--restart", "--json"])

    found = report(ended)
    assert (ended.code, ended.prompts) == (7, 1)
    assert found["error"]["code"] == "agent.keeps_restarting"
    assert "account may not read its key" in found["steps"][-1]["log"][0]["message"]


def test_polkit_asks_once(
    machine: Machine, agent: InstalledAgent, hub: DemoHub, polkit: None
) -> None:
    agent.install(CONNECTED)
    started = agent.start()

    ended = apply_with_polkit(machine, answers(machine, hub), PASSWORD)

    found = report(ended)
    assert (found["result"], ended.prompts) == ("ok", 1), ended.terminal
    assert [entry["event"] for entry in found["steps"][-1]["log"]] == ["connected"]
    assert agent.invocation() != started


def test_polkit_refused_leaves_everything_as_it_was(
    machine: Machine, agent: InstalledAgent, hub: DemoHub, polkit: None
) -> None:
    agent.install(CONNECTED)
    started, before = agent.start(), agent.state()

    ended = apply_with_polkit(machine, answers(machine, hub), "wrong")

    assert (report(ended)["exit_code"], ended.prompts) == (6, 1)
    assert agent.state() == before
    assert agent.invocation() == started
