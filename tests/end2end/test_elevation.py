"""The whole program as an ordinary user, with an agent's folder that is another account's.

sudo is real, with a real password on a real terminal; the service is a stand-in (see `systemd`).
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.clean_account import PASSWORD, UID, CleanAccount, clean_account
from tests.end2end.conftest import toml
from tests.end2end.systemd import Systemd
from tests.end2end.terminal import Ended
from wizard.demo.hub import DemoHub

OTHER_UID = 41235
PROGRAM = (str(Path(sys.executable).with_name("iot-agent-setup")),)
CONNECTED = "ASC for IoT Agent initialized!"


@pytest.fixture
def account() -> Iterator[CleanAccount]:
    # Not pytest's folder, which is closed to other accounts.
    folder = Path(tempfile.mkdtemp(prefix="iot-agent-setup-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        with clean_account(folder) as found:
            yield found
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def agent(account: CleanAccount) -> Path:
    return put_agent(account.folder)


def put_agent(place: Path) -> Path:
    """The agent's folder with its configuration, owned by an account that is not ours."""
    folder = place / "agent"
    folder.mkdir(mode=0o755)
    path = folder / "LocalConfiguration.json"
    path.write_bytes(Path("resources/agent-defaults/c/LocalConfiguration.json").read_bytes())
    path.chmod(0o640)
    for one in (path, folder):
        os.chown(one, OTHER_UID, OTHER_UID)
    return folder


@pytest.fixture
def systemd(account: CleanAccount, agent: Path) -> Systemd:
    found = Systemd(account.tools, agent, account.folder / "restarted")
    found.serve(CONNECTED)
    return found


def answers(account: CleanAccount, agent: Path, hub: DemoHub) -> Path:
    """An answers file of the account, in its home; the hub's string is in its environment."""
    ca_file = account.home / "ca.pem"
    shutil.copyfile(hub.ca_file, ca_file)
    ca_file.chmod(0o644)
    account.environment["HUB"] = hub.connection_string("registryReadWrite").reveal()
    path = account.home / "answers.toml"
    path.write_text(
        f'[hub]\nconnection_string = {{ env = "HUB" }}\nca_file = {toml(str(ca_file))}\n'
        f"amqp_port = {hub.amqp_port}\n"
        '[device]\nid = "cam-01"\n[authentication]\nidentity = "SecurityModule"\n'
        f'[agent]\nflavour = "c"\ndirectory = {toml(str(agent))}\n'
        "[secrets]\nkeyring = false\n"
    )
    path.chmod(0o644)
    return path


def state_of(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file: content, owner, mode."""
    return {
        path.name: (path.read_bytes(), path.stat().st_uid, stat.S_IMODE(path.stat().st_mode))
        for path in folder.iterdir()
    }


def report(ended: Ended) -> dict[str, Any]:
    """What was printed; its exit code is the process's."""
    assert "Traceback" not in ended.terminal, ended.terminal
    assert ended.out, ended.terminal
    found: dict[str, Any] = json.loads(ended.out)
    assert found["exit_code"] == ended.code, ended.terminal
    return found


def test_one_prompt_writes_restarts_and_explains_and_undo_works(
    account: CleanAccount, agent: Path, systemd: Systemd, hub: DemoHub
) -> None:
    path, before = answers(account, agent, hub), state_of(agent)

    ended = account.run((*PROGRAM, "apply", str(path), "--restart", "--json"))

    found = report(ended)
    assert found["result"] == "ok", found["error"]
    assert ended.prompts == 1
    assert str(agent) in ended.terminal, "the prompt says where it will write"
    assert {file["elevated"] for file in found["agent"]["files"]} == {True}
    assert found["steps"][-1]["log"][0]["event"] == "connected"
    assert systemd.restarted.exists()
    key = agent / "azureiotsecurity.key"
    assert (key.stat().st_uid, stat.S_IMODE(key.stat().st_mode)) == (0, 0o600)
    config = agent / "LocalConfiguration.json"
    assert config.stat().st_uid == OTHER_UID, "the owner is kept"

    undone = account.run((*PROGRAM, "undo", "--agent-dir", str(agent), "--json"))

    assert report(undone)["result"] == "ok"
    assert undone.prompts == 1
    assert state_of(agent) == before


@pytest.mark.parametrize("passwords", [(), ("wrong", "wrong", "wrong")], ids=["ctrl-c", "wrong"])
def test_refusing_leaves_everything_as_it_was(
    account: CleanAccount,
    agent: Path,
    systemd: Systemd,
    hub: DemoHub,
    passwords: tuple[str, ...],
) -> None:
    path, before = answers(account, agent, hub), state_of(agent)

    ended = account.run((*PROGRAM, "apply", str(path), "--restart", "--json"), passwords)

    found = report(ended)
    if passwords:
        assert (ended.code, found["error"]["code"]) == (6, "files.not_writable")
        assert "Administrator rights are required" in found["error"]["message"]
    else:
        assert ended.code == 8, "Ctrl-C is for both"
    assert state_of(agent) == before
    assert not systemd.restarted.exists()


def test_never_asks_where_it_must_not(
    account: CleanAccount, agent: Path, systemd: Systemd, hub: DemoHub
) -> None:
    path, before = answers(account, agent, hub), state_of(agent)

    ended = account.run((*PROGRAM, "apply", str(path), "--elevate", "never", "--json"))

    assert (ended.code, ended.prompts) == (6, 0)
    assert report(ended)["error"]["code"] == "files.not_writable"
    assert state_of(agent) == before


def test_a_folder_of_ones_own_needs_no_rights(
    account: CleanAccount, systemd: Systemd, hub: DemoHub
) -> None:
    agent = account.home / "agent"
    path = answers(account, agent, hub)

    ended = account.run((*PROGRAM, "apply", str(path), "--json"))

    found = report(ended)
    assert (found["result"], ended.prompts) == ("ok", 0)
    assert {file["elevated"] for file in found["agent"]["files"]} == {False}
    assert agent.stat().st_uid == UID


def test_the_password_is_nowhere(
    account: CleanAccount, agent: Path, systemd: Systemd, hub: DemoHub
) -> None:
    ended = account.run((*PROGRAM, "apply", str(answers(account, agent, hub)), "--json"))

    assert report(ended)["result"] == "ok"
    assert PASSWORD not in ended.terminal
    assert PASSWORD not in ended.out
    kept = [path for path in account.home.rglob("*") if path.is_file()]
    assert not [path for path in kept if PASSWORD.encode() in path.read_bytes()]
