"""The whole job for an agent on another computer: a real sshd, a real sudo, the demo hub."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from typing import Any

import pytest

from tests.end2end.conftest import Job
from tests.infra.servers import closed_port
from tests.infra.ssh.sshd import Server, wrap_ssh
from wizard.domain.errors import Exit
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.transport import Transport

SYSTEMCTL = """\
#!/bin/sh
case $1 in
  show) printf 'LoadState=loaded\\nActiveState=active\\nNRestarts=0\\n' ;;
  *) echo "$@" >>"LOG" ;;
esac
"""
JOURNALCTL = """\
#!/bin/sh
echo '{"__REALTIME_TIMESTAMP": "99999999999999999", "MESSAGE": "ASC for IoT Agent initialized"}'
"""


@pytest.fixture
def remote(job: Callable[..., Job], server: Server, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A set-up whose agent runs on the computer behind the sshd."""
    server.allow("NOPASSWD: ALL")
    wrap_ssh(server, monkeypatch, server.config())
    keys = {"target": '"ssh"', "ssh": '"target"'}
    return job(directory=server.agent, agent_keys=keys)


def step(report: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in report["steps"] if step["id"] == name)
    return found


def test_an_agent_on_another_computer_is_set_up_and_checked(remote: Job, server: Server) -> None:
    report = remote.apply()

    assert report["result"] == "ok", report
    looked = step(report, "target.look")
    assert looked["status"] == "ok"
    assert looked["detail"]["account"] == server.user
    assert looked["detail"]["port_state"] == "open"
    assert step(report, "check.connect")["status"] == "ok"
    assert step(report, "check.target_port")["status"] == "ok"
    config = json.loads((server.agent / "LocalConfiguration.json").read_text(encoding="utf-8"))
    key = server.agent / "azureiotsecurity.key"
    assert config["Configuration"]["Authentication"]["FilePath"] == str(key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [file["change"] for file in report["agent"]["files"]] == ["created", "created"]
    assert sorted(path.name for path in server.agent.iterdir()) == [
        "LocalConfiguration.json",
        "azureiotsecurity.key",
    ]
    assert server.left_over() == []


def test_a_second_run_changes_nothing(remote: Job, server: Server) -> None:
    remote.apply()
    before = {path.name: path.stat().st_mtime_ns for path in server.agent.iterdir()}

    report = remote.apply()

    assert report["result"] == "ok", report
    assert {file["change"] for file in report["agent"]["files"]} == {"unchanged"}
    assert {path.name: path.stat().st_mtime_ns for path in server.agent.iterdir()} == before


def test_a_dry_run_shows_what_would_change_there_and_writes_nothing(
    remote: Job, server: Server
) -> None:
    report = remote.apply("--dry-run")

    assert report["result"] == "ok", report
    assert any("cam-01" in file["diff"] for file in report["agent"]["files"])
    assert not server.agent.exists()


def test_the_port_that_counts_is_the_one_there(remote: Job, server: Server) -> None:
    """The module connects by another transport here; the agent's own port is closed there."""
    remote.ports = {Transport.AMQP: closed_port()}

    report = remote.apply()

    assert report["exit_code"] == Exit.CHECK, report
    assert step(report, "target.look")["detail"]["port_state"] == "closed"
    assert (server.agent / "LocalConfiguration.json").exists()


def test_a_computer_that_does_not_let_us_in_changes_nothing(
    remote: Job, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.config(key=False)

    report = remote.apply()

    assert report["exit_code"] == Exit.FILES, report
    assert report["error"]["code"] in ("ssh.login_refused", "ssh.not_answered")
    assert report["error"]["step"] == "target.look"
    assert not server.agent.exists()


def test_an_account_without_sudo_changes_nothing(remote: Job, server: Server) -> None:
    server.allow(None)

    report = remote.apply()

    assert report["exit_code"] == Exit.FILES, report
    assert report["error"]["code"] in ("ssh.no_sudo", "ssh.not_answered")
    assert not server.agent.exists()


def test_another_devices_folder_is_said(remote: Job, server: Server) -> None:
    remote.apply()
    remote.device = "cam-02" if remote.hub.store.module("cam-03", MODULE_ID) is None else "cam-03"

    report = remote.apply("--dry-run")

    warnings = {warning["code"] for warning in report["warnings"]}
    assert "files.folder" in warnings or report["result"] != "ok"


def test_the_agent_there_is_restarted_and_its_log_is_read(remote: Job, server: Server) -> None:
    log = server.folder / "restarted"
    log.unlink(missing_ok=True)
    for name, text in (("systemctl", SYSTEMCTL), ("journalctl", JOURNALCTL)):
        path = server.tools / name
        path.write_text(text.replace("LOG", str(log)), encoding="ascii")
        path.chmod(0o755)

    report = remote.apply("--restart")

    assert report["result"] == "ok", report
    assert "restart ASCIoTAgent.service" in log.read_text(encoding="ascii")
    assert step(report, "agent.log")["log"][0]["event"] == "connected"
