"""Reading what an agent has logged: in a real journald's journal, and in syslog's files."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.patience import until
from wizard.domain.errors import Code, ServiceError
from wizard.infra.service.event_log import events_in
from wizard.infra.service.linux_log import read_log, read_syslog

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the log of Linux")
NAME = f"ASCIoTAgent-test-{os.getpid()}"
JOURNALD = Path("/usr/lib/systemd/systemd-journald")
SOCKET = Path("/run/systemd/journal/dev-log")


@pytest.fixture
def journald() -> Iterator[None]:
    """The system's journald; else one that is started for the test."""
    if Path("/run/systemd/system").exists() and SOCKET.exists():
        yield
        return
    able = JOURNALD.exists() and os.geteuid() == 0 and shutil.which("journalctl")
    if not able or not Path("/etc/machine-id").exists():
        pytest.skip("no journald here, and none can be started")
    SOCKET.unlink(missing_ok=True)
    started = subprocess.Popen(
        [JOURNALD], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={}
    )
    try:
        until(lambda: is_heard() or started.poll() is not None)
        if started.poll() is not None:
            pytest.skip("journald does not run here")
        yield
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait()


def is_heard() -> bool:
    """Whether somebody listens: the socket's file is there before, and after."""
    try:
        say("iot-agent-setup-tests", "is anybody there?")
    except OSError:
        return False
    return True


def say(name: str, message: str) -> None:
    """Log it as the C library's ``syslog`` does: over the socket, with a priority and an ident."""
    stamp = datetime.now().strftime("%b %d %H:%M:%S")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.sendto(f"<14>{stamp} {name}[{os.getpid()}]: {message}".encode(), str(SOCKET))


@pytest.mark.usefixtures("journald")
def test_reads_the_journal_since_a_time() -> None:
    say(NAME, "of the former run")
    until(lambda: bool(read_log(NAME, datetime.fromtimestamp(0, UTC))))
    since = datetime.now(UTC)
    say(NAME, "ASC for IoT Agent initialized! é")
    say("other", "not the agent's")

    until(lambda: bool(read_log(NAME, since)))

    assert read_log(NAME, since) == ("ASC for IoT Agent initialized! é",)


def line(when: str, message: str, name: str = "ASCIoTAgent[7]") -> str:
    return f"{when} host {name}: {message}\n"


@pytest.mark.parametrize("form", ["iso", "classic"])
def test_reads_syslogs_file_since_a_time(tmp_path: Path, form: str) -> None:
    since = datetime.now(UTC).replace(microsecond=0)

    def stamp(time: datetime) -> str:
        if form == "iso":
            return time.isoformat(timespec="microseconds")
        return f"{time.astimezone():%b} {time.astimezone().day:2} {time.astimezone():%H:%M:%S}"

    path = tmp_path / "syslog"
    path.write_text(
        line(stamp(since - timedelta(seconds=5)), "old")
        + line(stamp(since), "first")
        + line(stamp(since), "other", "sshd[7]")
        + line(stamp(since + timedelta(seconds=1)), "second", "ASCIoTAgent")
        + "no syslog line\n"
    )

    assert read_syslog("ASCIoTAgent", since, (tmp_path / "none", path)) == ("first", "second")


def test_says_that_there_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(ServiceError) as caught:
        read_syslog("ASCIoTAgent", datetime.now(UTC), (tmp_path / "none",))

    assert (caught.value.code, caught.value.variant) == (Code.AGENT_LOG_UNREADABLE, "no_log")


@pytest.mark.parametrize(
    "said",
    [
        "Hint: You are currently not seeing messages from other users and the system.\n"
        "      Users in groups 'adm', 'systemd-journal' can see all messages.\n"
        "      Pass -q to turn off this notice.\n",
        "No journal files were opened due to insufficient permissions.\n",
    ],
)
def test_says_that_the_journal_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """journalctl's own words to an account outside these groups; its exit code is 0 or 1."""
    (tmp_path / "said").write_text(said)
    script = tmp_path / "journalctl"
    script.write_text(f"#!/bin/sh\necho '-- No entries --'\ncat {tmp_path}/said >&2\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(ServiceError) as caught:
        read_log("ASCIoTAgent", datetime.now(UTC))

    assert caught.value.variant == "no_rights"


def test_reads_what_wevtutil_prints() -> None:
    """Two events as ``wevtutil qe Application /f:XML`` prints them; one that is cut off."""
    event = (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        "<Provider Name='ASC IoT Agent'/><EventID>0</EventID></System>"
        "<EventData><Data>{}</Data></EventData></Event>"
    )
    text = event.format("Agent is\r\ninitialized!") + "\r\n" + event.format("second") + event[:40]

    assert list(events_in(text)) == ["Agent is initialized!", "second"]
