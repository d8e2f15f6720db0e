"""A machine with a real systemd as its first process: real services, a real journal, real logins.

It is this computer's own system in namespaces of its own (see ``boot.sh``), and leaves nothing
behind. The loopback network is the same, so that the demo hub of the tests is reached.
"""

from __future__ import annotations

import contextlib
import os
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.end2end.processes import REPOSITORY
from tests.end2end.terminal import SUDO_PROMPT, Ended, on_terminal
from tests.patience import HANG_LIMIT, until

ACCOUNT: Final = "technician"
UID: Final = 41236
HOME: Final = Path("/home", ACCOUNT)
PASSWORD: Final = "correct horse"
SERVICE: Final = "ASCIoTAgent.service"
_SUDOERS: Final = (
    "Defaults env_reset,use_pty,timestamp_timeout=0\nroot ALL=(ALL) ALL\n%sudo ALL=(ALL) ALL\n"
)
"""sudo forgets at once who has typed a password: what asks twice is seen."""
_BOOT: Final = Path(__file__).with_name("boot.sh")
_APART: Final = ("unshare", "--mount", "--propagation=private")
_WITH_US: Final = ("setpriv", "--pdeathsig=KILL")
"""What is started so ends when the tests end, however they do."""
_TOOLS: Final = (
    "unshare",
    "nsenter",
    "setpriv",
    "setsid",
    "systemctl",
    "journalctl",
    "dbus-daemon",
    "sudo",
    "openssl",
    "useradd",
)
_FROZEN: Final = b"Freezing execution"
"""What systemd says where it cannot go on; it does not end then."""
_SYSTEMD: Final = Path("/lib/systemd/systemd")
_PROGRAM_FOLDERS: Final = (Path(sys.base_prefix), Path(sys.prefix), REPOSITORY)


class Machine:
    """One that has booted. ``pid``: its first process, as this computer counts."""

    def __init__(self, pid: int) -> None:
        self._pid: Final = pid
        self.root: Final = Path(f"/proc/{pid}/root")
        for folder in _PROGRAM_FOLDERS:
            for parent in (folder, *folder.parents):
                path = self.path(parent)
                if path.stat().st_dev == self.root.stat().st_dev:  # else it is shared with us
                    path.chmod(path.stat().st_mode | 0o011)
        self.put("/etc/sudoers", _SUDOERS)
        shutil.rmtree(self.path("/etc/sudoers.d"), ignore_errors=True)
        hashed = subprocess.run(
            ["openssl", "passwd", "-6", "-stdin"],
            input=PASSWORD.encode(),
            capture_output=True,
            check=True,
        )
        self.run(
            *("useradd", "--create-home", f"--uid={UID}", "--shell=/bin/sh", "--groups=sudo"),
            *(f"--password={hashed.stdout.decode().strip()}", ACCOUNT),
        )

    def path(self, inside: str | Path) -> Path:
        """Where a file of the machine is found from outside."""
        return self.root / Path(inside).relative_to("/")

    def put(self, inside: str | Path, text: str, mode: int = 0o644, uid: int = 0) -> None:
        """Write a file of the machine."""
        path = self.path(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        os.chown(path, uid, uid)

    def run(self, *command: str | Path, check: bool = True) -> str:
        """Run a command as the machine's root; gives what it prints."""
        ended = subprocess.run(
            [*self._enter(), *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=HANG_LIMIT,
            text=True,
        )
        assert not check or ended.returncode == 0, ended.stdout
        return ended.stdout

    def require(self, *programs: str) -> None:
        """Skip the test where the machine lacks one of them."""
        if missing := [name for name in programs if not shutil.which(name)]:
            pytest.skip(f"not installed here: {', '.join(missing)}")

    def set_environment(self, **values: str) -> None:
        """What the account's logins have in their environment: as usual, from its profile."""
        lines = (f"export {name}={shlex.quote(value)}\n" for name, value in values.items())
        self.put(HOME / ".profile", "".join(lines), mode=0o600, uid=UID)

    def login(
        self,
        command: Sequence[str],
        passwords: Sequence[str] = (PASSWORD,),
        prompt: bytes = SUDO_PROMPT,
    ) -> Ended:
        """Log the account in on a terminal, in a session of its own, and run the command there."""
        out = HOME / "out"
        self.put(out, "", uid=UID)
        # Typed to the account's shell: it alone gives a program the terminal, with Ctrl-C.
        line = f"{shlex.join(command)} > {out}; exit $?\n"
        # setsid: the terminal's first process is to be one that the machine knows.
        su = (*self._enter(), "setsid", "--ctty", "--wait", "su", "--login", ACCOUNT)
        enter = shutil.which(su[0]) or su[0]
        code, shown = on_terminal(
            lambda: os.execve(enter, su, {"TERM": "dumb"}), prompt, passwords, line
        )
        return Ended(code, self.path(out).read_text("utf-8"), shown, prompt.decode())

    def _enter(self) -> tuple[str, ...]:
        return ("nsenter", f"--target={self._pid}", *(f"-{kind}" for kind in "mpiuCrw"))


def with_polkit_agent(machine: Machine, command: str, passwords: Sequence[str]) -> Ended:
    """Log in and run the command in the tests' folder; polkit's agent asks on the terminal.

    The agent is there before the program, which takes its shell's place, and ends with it.
    """
    agent = "setpriv --pdeathsig=TERM pkttyagent --process $$ --notify-fd 9 9> there"
    ready = f"rm -f there; mkfifo there; {agent} & cat there"
    line = f"{ready}; cd {REPOSITORY}; exec {command}"
    return machine.login(["sh", "-c", line], passwords, b"Password: ")


def require_machine() -> None:
    """Skip the test where no machine can be made."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root of Linux can boot a machine of its own")
    if missing := [tool for tool in (*_TOOLS, str(_SYSTEMD)) if not shutil.which(tool)]:
        pytest.skip(f"no real systemd can be had here: not installed: {', '.join(missing)}")


@contextlib.contextmanager
def booted() -> Iterator[Machine]:
    """A machine, which ends with everything in it; the test is skipped where it does not boot."""
    require_machine()
    name = f"iot-agent-setup-{os.getpid()}"
    with (
        tempfile.TemporaryDirectory(prefix="iot-agent-setup-", dir="/var/tmp") as work,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready,
    ):
        ready.bind(f"\0{name}")
        elsewhere = (str(one) for one in _PROGRAM_FOLDERS if one.stat().st_dev != _disk())
        process = subprocess.Popen(
            [*_WITH_US, *_APART, "sh", str(_BOOT), work, name, *dict.fromkeys(elsewhere)],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "READY": f"@{name}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(process, ready)
            yield Machine(_first_process(process))
        finally:
            _end(process, name)


def _disk() -> int:
    return Path("/").stat().st_dev


def _wait_until_ready(process: subprocess.Popen[bytes], ready: socket.socket) -> None:
    """systemd tells it when all that it starts by itself has started."""
    assert process.stdout is not None
    output, said = process.stdout.fileno(), b""
    while True:
        known = select.select([ready.fileno(), output], [], [], HANG_LIMIT)[0]
        assert known, "the machine has not booted"
        if ready.fileno() in known and b"READY=1" in ready.recv(4096):
            return
        if output in known:
            part = os.read(output, 4096)
            said += part
            if not part or _FROZEN in said:
                words = " ".join(said.decode("utf-8", "replace").split())
                pytest.skip(f"no real systemd can be had here: {words}")


def _first_process(process: subprocess.Popen[bytes]) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    return int(children)


def _end(process: subprocess.Popen[bytes], group: str) -> None:
    """With its first process the kernel ends all others; then the control groups are empty."""
    with contextlib.suppress(OSError, ValueError):
        os.kill(_first_process(process), signal.SIGKILL)
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    with tempfile.TemporaryDirectory(prefix="iot-agent-setup-", dir="/var/tmp") as mounted:
        # Where it may not be mounted, no group was made either.
        remove = (
            'mount -t cgroup2 cgroup2 "$1" && [ -d "$1/$2" ] && '
            '! find "$1/$2" -depth -type d -exec rmdir {} + && echo left'
        )
        command = [*_APART, "sh", "-c", remove, "sh", mounted, group]
        until(lambda: b"left" not in subprocess.run(command, capture_output=True).stdout)
