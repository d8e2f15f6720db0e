"""Asking systemd: a stand-in prints what the real ``systemctl`` of systemd 252 prints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.agents.c.facts import C
from wizard.domain.errors import Code, ServiceError
from wizard.domain.ports.service import ServiceFault, ServiceState, ServiceStatus
from wizard.infra.service import systemd
from wizard.infra.service.systemd import SystemdService
from wizard.infra.service.unit_files import program_folders

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")

SHOWN = """LoadState={load}
ActiveState={active}
SubState={sub}
NRestarts={restarts}
ExecStart={{ path={folder}/ASCIoTAgent ; argv[]={folder}/ASCIoTAgent ; ignore_errors=no ; \
start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }}
StatusText=
"""
JOB_FAILED = (
    "Job for ASCIoTAgent.service failed because the control process exited with error code.\n"
    'See "systemctl status ASCIoTAgent.service" and "journalctl -xeu ASCIoTAgent.service" for '
    "details.\n"
)

Systemctl = Callable[..., None]


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Systemctl:
    """What the stand-in prints, says on standard error, and ends with."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("HUB", "HostName=h;SharedAccessKey=c2VjcmV0")

    def make(out: str = "", err: str = "", code: int = 0, first: str = "") -> None:
        (folder / "out").write_text(out)
        (folder / "err").write_text(err)
        script = folder / "systemctl"
        script.write_text(
            f'#!/bin/sh\necho "$@" > {folder}/asked\nenv > {folder}/environment\n{first}\n'
            f"cat {folder}/out\ncat {folder}/err >&2\nexit {code}\n"
        )
        script.chmod(0o755)

    return make


@pytest.mark.parametrize(
    ("load", "active", "sub", "restarts", "state"),
    [
        ("loaded", "active", "running", "0", ServiceState.RUNNING),
        ("loaded", "activating", "auto-restart", "7", ServiceState.RESTARTING),
        ("loaded", "failed", "failed", "5", ServiceState.FAILED),
        ("loaded", "inactive", "dead", "0", ServiceState.STOPPED),
    ],
)
async def test_reads_the_state(
    systemctl: Systemctl, load: str, active: str, sub: str, restarts: str, state: ServiceState
) -> None:
    folder = "/opt/An agent"
    systemctl(SHOWN.format(load=load, active=active, sub=sub, restarts=restarts, folder=folder))

    found = await SystemdService().status(C)

    assert found == ServiceStatus(state, Path(folder), int(restarts))


async def test_a_unit_that_is_not_there(systemctl: Systemctl) -> None:
    systemctl("LoadState=not-found\nActiveState=inactive\nSubState=dead\n")

    assert (await SystemdService().status(C)).state is ServiceState.NOT_INSTALLED


@pytest.mark.parametrize("load", ["masked", "bad-setting", "error"])
async def test_a_unit_that_may_not_start_is_there(systemctl: Systemctl, load: str) -> None:
    systemctl(f"LoadState={load}\nActiveState=inactive\nSubState=dead\nResult=success\n")

    assert (await SystemdService().status(C)).state is ServiceState.STOPPED


@pytest.mark.parametrize(
    ("result", "number", "words", "fault"),
    [
        ("exit-code", "203", "203/EXEC", ServiceFault.NOT_STARTED),
        ("exit-code", "217", "217/USER", ServiceFault.NOT_STARTED),
        ("exit-code", "245", "245", ServiceFault.NOT_STARTED),
        ("signal", "11", "11/SEGV", ServiceFault.CRASHED),
        ("core-dump", "6", "6/ABRT", ServiceFault.CRASHED),
        ("exit-code", "1", "", None),
        ("success", "0", "", None),
        ("start-limit-hit", "0", "", None),
    ],
)
async def test_tells_how_the_program_ended(
    systemctl: Systemctl, result: str, number: str, words: str, fault: ServiceFault | None
) -> None:
    shown = SHOWN.format(load="loaded", active="failed", sub="failed", restarts="1", folder="/a")
    systemctl(f"{shown}Result={result}\nExecMainStatus={number}\n")

    found = await SystemdService().status(C)

    assert (found.words, found.fault) == (words, fault)


async def test_systemd_forgets_first_how_often_it_has_failed(
    systemctl: Systemctl, tmp_path: Path
) -> None:
    systemctl(first=f'echo "$2" >> {tmp_path}/commands')

    await SystemdService().restart(C)

    assert (tmp_path / "commands").read_text().split() == ["reset-failed", "restart"]


async def test_restarts_and_gives_the_tool_nothing_of_our_environment(
    systemctl: Systemctl, tmp_path: Path
) -> None:
    systemctl()

    await SystemdService().restart(C)

    asked = (tmp_path / "bin" / "asked").read_text()
    assert asked.strip() == "--no-ask-password restart ASCIoTAgent.service"
    assert "c2VjcmV0" not in (tmp_path / "bin" / "environment").read_text()


@pytest.mark.parametrize(
    ("said", "variant"),
    [
        (JOB_FAILED, ""),
        (
            "Failed to restart ASCIoTAgent.service: Interactive authentication required.\n"
            "See system logs and 'systemctl status ASCIoTAgent.service' for details.\n",
            "no_rights",
        ),
        ("Failed to restart ASCIoTAgent.service: Access denied\n", "no_rights"),
        (
            "System has not been booted with systemd as init system (PID 1). Can't operate.\n"
            "Failed to connect to bus: Host is down\n",
            "no_manager",
        ),
    ],
)
async def test_says_why_it_could_not(systemctl: Systemctl, said: str, variant: str) -> None:
    systemctl(err=said, code=1)

    with pytest.raises(ServiceError) as caught:
        await SystemdService().restart(C)

    assert (caught.value.code, caught.value.variant) == (Code.AGENT_RESTART_FAILED, variant)
    if not variant:
        assert str(caught.value.params["words"]).startswith("Job for ASCIoTAgent.service failed")


async def test_in_a_chroot_systemctl_only_seems_to_restart_it(systemctl: Systemctl) -> None:
    systemctl(err="Running in chroot, ignoring command 'restart'\n", code=0)

    with pytest.raises(ServiceError) as caught:
        await SystemdService().restart(C)

    assert caught.value.variant == "no_manager"


async def test_without_systemctl_there_is_no_manager(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert (await SystemdService().status(C)).state is ServiceState.UNKNOWN
    with pytest.raises(ServiceError) as caught:
        await SystemdService().restart(C)
    assert caught.value.variant == "no_manager"


async def test_does_not_wait_for_ever(
    systemctl: Systemctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    systemctl(first="exec sleep 600")
    monkeypatch.setattr(systemd, "_RESTARTING", 0.2)

    with pytest.raises(ServiceError) as caught:
        await SystemdService().restart(C)

    assert caught.value.variant == "timeout"


def _unit(folder: Path, name: str, program: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"[Unit]\n[Service]\nExecStart={program}\nRestart=always\n")


def test_finds_the_folder_of_a_services_program(tmp_path: Path) -> None:
    etc, lib = tmp_path / "etc", tmp_path / "lib"
    _unit(etc, "A.service", '-"/opt/An agent/ASCIoTAgent" --flag')
    _unit(lib, "A.service", "/var/ASCIoTAgent/ASCIoTAgent")

    found = program_folders("A.service", (etc, lib))

    assert found == (Path("/opt/An agent"), Path("/var/ASCIoTAgent"))
    assert program_folders("B.service", (etc, lib)) == ()


def test_a_drop_in_says_it_better_than_its_unit(tmp_path: Path) -> None:
    _unit(tmp_path, "A.service", "/var/ASCIoTAgent/ASCIoTAgent")
    _unit(tmp_path / "A.service.d", "override.conf", "\nExecStart=/srv/agent/ASCIoTAgent")

    assert program_folders("A.service", (tmp_path,))[0] == Path("/srv/agent")


@pytest.mark.parametrize("program", ["", "relative/agent", '"/unclosed'])
def test_a_unit_that_tells_nothing_is_passed_over(tmp_path: Path, program: str) -> None:
    _unit(tmp_path, "A.service", program)

    assert program_folders("A.service", (tmp_path,)) == ()
