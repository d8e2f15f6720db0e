"""An ordinary user without sudo: polkit asks, with its real daemon and an agent on a terminal."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.polkit import PolkitAccount, polkit_account
from tests.end2end.test_elevation import OTHER_UID, PROGRAM, answers, put_agent, report, state_of
from wizard.demo.hub import DemoHub


@pytest.fixture
def account() -> Iterator[PolkitAccount]:
    # Not pytest's folder, which is closed to other accounts.
    folder = Path(tempfile.mkdtemp(prefix="iot-agent-setup-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        with polkit_account(folder) as found:
            yield found
    finally:
        shutil.rmtree(folder)


def test_polkit_asks_once_and_the_files_are_written(account: PolkitAccount, hub: DemoHub) -> None:
    agent = put_agent(account.folder)

    ended = account.run((*PROGRAM, "apply", str(answers(account, agent, hub)), "--json"))

    found = report(ended)
    assert found["result"] == "ok", found["error"]
    assert ended.prompts == 1, ended.terminal
    assert {file["elevated"] for file in found["agent"]["files"]} == {True}
    key, config = agent / "azureiotsecurity.key", agent / "LocalConfiguration.json"
    assert (key.stat().st_uid, config.stat().st_uid) == (0, OTHER_UID)


def test_a_wrong_password_leaves_everything_as_it_was(account: PolkitAccount, hub: DemoHub) -> None:
    agent = put_agent(account.folder)
    path, before = answers(account, agent, hub), state_of(agent)

    ended = account.run((*PROGRAM, "apply", str(path), "--json"), ("wrong",))

    assert ended.prompts == 1, ended.terminal
    assert (ended.code, report(ended)["error"]["code"]) == (6, "files.not_writable")
    assert "Administrator rights are required" in report(ended)["error"]["message"]
    assert state_of(agent) == before
