"""The window of an ordinary account: polkit asks once, for all that follows."""

from __future__ import annotations

import sys

import pytest

from tests.end2end.processes import REPOSITORY
from tests.end2end.terminal import Ended
from tests.machine.agent import CONNECTED, FOLDER, InstalledAgent
from tests.machine.machine import ACCOUNT, HOME, PASSWORD, Machine, with_polkit_agent

PICTURES = HOME / "pictures"


def at_the_window(machine: Machine, test: str, password: str) -> Ended:
    """What the account does there; polkit asks on the terminal that the window was started from."""
    machine.require("pkexec", "Xvfb")
    machine.set_environment(TEST_PICTURES=str(PICTURES), PYTHONDONTWRITEBYTECODE="1")
    script = f"{REPOSITORY}/tests/gui/window_of_account.py::{test}"
    pytest_command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", script)
    machine.run("install", "-d", f"-o{ACCOUNT}", PICTURES)
    return with_polkit_agent(machine, " ".join(pytest_command), (password,))


def test_one_prompt_is_enough_to_write_restart_and_undo(
    machine: Machine, agent: InstalledAgent
) -> None:
    agent.install(CONNECTED)
    started, before = agent.start(), agent.state()

    ended = at_the_window(machine, "test_write_restart_and_undo", PASSWORD)

    assert (ended.code, ended.prompts) == (0, 1), ended.out + ended.terminal
    assert agent.invocation() != started
    # A name was made and removed in the folder, which tells its time alone.
    assert {**agent.state(), FOLDER.name: before[FOLDER.name]} == before


@pytest.mark.parametrize("password", ["wrong"])
def test_refusing_leaves_everything_as_it_was(
    machine: Machine, agent: InstalledAgent, password: str
) -> None:
    agent.install(CONNECTED)
    started, before = agent.start(), agent.state()

    ended = at_the_window(machine, "test_refused", password)

    assert (ended.code, ended.prompts) == (0, 1), ended.out + ended.terminal
    assert agent.state() == before
    assert agent.invocation() == started
