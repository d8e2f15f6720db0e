"""The writer as a process: what it imports, when it ends, and what it leaves."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.contracts.writer import TakesAll, ends, served
from tests.fakes.service import FakeService
from tests.patience import HANG_LIMIT, until, until_then
from wizard.agents.c.facts import C
from wizard.domain.errors import Code, FilesError, ServiceError
from wizard.domain.files import FileWrite
from wizard.infra.elevation import launcher, named_pipe
from wizard.infra.elevation.channel import WriterChannel, greets
from wizard.infra.elevation.elevated import ElevatedFiles
from wizard.infra.elevation.elevating import ElevatingService
from wizard.infra.elevation.launcher import start_writer
from wizard.infra.elevation.system_elevation import SystemElevation
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.service.no_service import NoService
from wizard.protocols.elevated.frames import read_frame
from wizard.writer.__main__ import SocketChannel, serve
from wizard.writer.server import Server

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="there it speaks over a pipe")


def test_imports_neither_window_nor_network_nor_keyring() -> None:
    code = (
        "import sys, wizard.writer.__main__ as w; w.make_server(());"
        "import wizard.agents.c.validator, wizard.agents.csharp.validator;"
        "print(*sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = {name.partition(".")[0] for name in ended.stdout.decode().split()}
    unwanted = {"PySide6", "qasync", "azure", "uamqp", "paho", "keyring", "aiohttp", "requests"}
    assert not loaded & (unwanted | {"http", "urllib3", "pickle"})


@on_unix
def test_is_of_no_use_on_a_terminal_or_in_a_pipe() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "wizard.writer"], stdin=subprocess.DEVNULL, capture_output=True
    )
    assert ended.returncode == 2
    assert b"starts this program itself" in ended.stderr


def _served(idle: float) -> tuple[WriterChannel, threading.Thread]:
    return served(Server(TakesAll(), DiskFiles(), NoService()), idle)


async def test_ends_when_nothing_comes_and_takes_back_what_was_not_final(tmp_path: Path) -> None:
    channel, thread = _served(1.0)
    path = tmp_path / "LocalConfiguration.json"
    path.write_bytes(b"old")
    unit = await ElevatedFiles(channel).write(tmp_path, [FileWrite(path, b"new")])
    assert path.read_bytes() == b"new"

    thread.join()

    assert path.read_bytes() == b"old"
    assert not channel.is_alive
    with pytest.raises(FilesError) as caught:
        await unit.commit()
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "writer_ended")
    channel.close()


@pytest.mark.parametrize("sent", [b"\0\0", b"\0\0\0\x40{", b"\0\0\0\x02{}\0"], ids=repr)
def test_ends_when_the_rest_of_a_message_does_not_come(sent: bytes) -> None:
    ours, theirs, close = ends()

    def run() -> None:
        with close:
            serve(theirs, Server(TakesAll(), DiskFiles(), NoService()), 0.2)

    thread = threading.Thread(target=run)
    thread.start()
    assert greets(ours.recv)
    ours.sendall(sent)
    thread.join(HANG_LIMIT)
    assert not thread.is_alive()
    ours.close()


@on_unix
def test_does_not_wait_for_ever_for_who_takes_no_answer() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(TimeoutError):
        SocketChannel(theirs, 0.05).sendall(bytes(8 << 20))


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere it speaks over a socket")
def test_neither_end_of_the_pipe_waits_for_ever_for_the_other_to_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(named_pipe, "SEND_SECONDS", 0.05)
    ours, theirs, close = ends()
    with close:
        for end in (theirs, ours):
            with pytest.raises(TimeoutError):
                end.sendall(bytes(8 << 20))
        ours.close()


async def test_takes_back_what_was_not_final_when_the_program_is_killed(tmp_path: Path) -> None:
    channel, thread = _served(3600)
    path = tmp_path / "LocalConfiguration.json"
    await ElevatedFiles(channel).write(tmp_path, [FileWrite(path, b"new")])

    channel.close()
    thread.join()

    assert not path.exists()


@pytest.fixture
def elevator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for stand-ins of pkexec and sudo, alone on the PATH."""
    monkeypatch.setenv("PATH", f"{tmp_path}")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SUDO_ASKPASS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(launcher, "_has_terminal", lambda: False)
    return tmp_path


def _script(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "{name} $@" >> {folder}/asked\n{text}\n')
    path.chmod(0o755)


RUNS = 'while [ "${1#-}" != "$1" ]; do [ "$1" = -p ] && shift; shift; done; exec "$@"'


@on_unix
def test_a_desktop_asks_through_polkit(elevator: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":1")
    monkeypatch.setenv("HUB", "HostName=h;SharedAccessKey=c2VjcmV0")
    _script(elevator, "pkexec", f"/usr/bin/env > {elevator}/environment\n{RUNS}")
    _script(elevator, "sudo", "exit 1")

    channel = start_writer(Path("/opt/agent"))

    assert channel.is_alive
    channel.close()
    asked = (elevator / "asked").read_text()
    assert asked.startswith("pkexec --disable-internal-agent ")
    assert asked.rstrip().endswith("--folder /opt/agent")
    assert "c2VjcmV0" not in (elevator / "environment").read_text() + asked


@on_unix
def test_who_closes_polkits_dialog_is_not_asked_by_sudo(
    elevator: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":1")
    _script(elevator, "pkexec", "echo 'Request dismissed' >&2; exit 126")
    _script(elevator, "sudo", RUNS)

    with pytest.raises(FilesError) as caught:
        start_writer(Path("/opt/agent"))

    assert caught.value.variant == "rights_refused"
    assert "sudo" not in (elevator / "asked").read_text()


@on_unix
def test_without_polkit_sudo_is_tried(elevator: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":1")
    monkeypatch.setenv("SUDO_ASKPASS", "/usr/bin/ssh-askpass")
    _script(elevator, "pkexec", "echo 'Error getting authority' >&2; exit 127")
    _script(elevator, "sudo", RUNS)

    start_writer(None).close()

    assert "sudo -A -- " in (elevator / "asked").read_text()


NO_AGENT = """
case "$1" in
    --disable-internal-agent) echo 'No authentication agent found.' >&2; exit 127;;
    *) echo 'Error executing command as another user: Not authorized' >&2; exit 127;;
esac"""
"""What pkexec says in a login over ssh -X: no desktop's agent, and its own cannot ask there."""


@on_unix
def test_over_ssh_with_a_display_sudo_asks_in_the_terminal(
    elevator: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", "localhost:10.0")
    monkeypatch.setattr(launcher, "_has_terminal", lambda: True)
    _script(elevator, "pkexec", NO_AGENT)
    _script(elevator, "sudo", RUNS)

    start_writer(None).close()

    asked = [line.split()[0] for line in (elevator / "asked").read_text().splitlines() if line]
    assert [name for name in asked if name in ("pkexec", "sudo")] == ["pkexec", "sudo"]


@on_unix
def test_who_says_no_to_sudo_there_is_not_asked_by_pkexec(
    elevator: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", "localhost:10.0")
    monkeypatch.setattr(launcher, "_has_terminal", lambda: True)
    _script(elevator, "pkexec", NO_AGENT)
    _script(elevator, "sudo", "echo 'sudo: 3 incorrect password attempts' >&2; exit 1")

    with pytest.raises(FilesError) as caught:
        start_writer(None)

    assert caught.value.variant == "rights_refused"
    assert (elevator / "asked").read_text().count("pkexec ") == 1


@on_unix
@pytest.mark.parametrize("programs", [(), ("sudo",)])
def test_where_nobody_can_be_asked_it_is_said(elevator: Path, programs: tuple[str, ...]) -> None:
    for name in programs:
        _script(elevator, name, "echo 'sudo: a password is required' >&2; exit 1")

    with pytest.raises(FilesError) as caught:
        start_writer(Path("/opt/agent"))

    assert caught.value.variant == "rights_unavailable"


@on_unix
def test_what_is_no_writer_is_not_spoken_to(elevator: Path) -> None:
    _script(elevator, "sudo", "echo 'Welcome to this server'; exit 0")

    with pytest.raises(FilesError) as caught:
        start_writer(None)

    assert caught.value.variant == "rights_unavailable"


@on_unix
def test_the_process_ends_with_the_program() -> None:
    ours, theirs = socket.socketpair()
    writer = subprocess.Popen(
        [sys.executable, "-m", "wizard.writer"], stdin=theirs.fileno(), stdout=theirs.fileno()
    )
    theirs.close()
    assert read_frame(ours.recv)
    ours.close()
    until(lambda: writer.poll() is not None)
    assert writer.returncode == 0


async def test_a_prompt_is_waited_for_by_who_has_cancelled() -> None:
    asked, answered = threading.Event(), threading.Event()

    def prompt(_folder: Path | None) -> WriterChannel:
        asked.set()
        assert answered.wait(HANG_LIMIT)
        raise FilesError(Code.FILES_NOT_WRITABLE, "rights_refused", path="", words="")

    asking = asyncio.ensure_future(SystemElevation(DiskFiles(), start=prompt).ask(None))
    await until_then(asked.is_set)
    asking.cancel()
    await asyncio.wait({asking}, timeout=0.05)
    assert not asking.done(), "sudo would go on reading the terminal"

    answered.set()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_refused_rights_for_a_restart_speak_of_the_restart() -> None:
    def refuse(_folder: Path | None) -> WriterChannel:
        raise FilesError(Code.FILES_NOT_WRITABLE, "rights_refused", path="", words="")

    lacking = ServiceError(Code.AGENT_RESTART_FAILED, "no_rights", service="ASCIoTAgent")
    own = FakeService(failing={"restart": lacking})
    service = ElevatingService(own, SystemElevation(DiskFiles(), start=refuse))

    with pytest.raises(ServiceError) as caught:
        await service.restart(C)

    assert caught.value is lacking
