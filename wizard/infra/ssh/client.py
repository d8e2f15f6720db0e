"""One connection by the system's ssh, and commands over it."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, SshError
from wizard.domain.ports.asking import Asked, Asker
from wizard.infra.ssh.failures import failure_of
from wizard.infra.ssh.questions import Questions
from wizard.infra.threads import run_blocking, run_to_end

_CONNECTING: Final = 15.0
"""Seconds to connect and agree on keys; how long a password is thought about is not limited."""
_FAREWELL: Final = 5.0
"""Seconds in which ssh ends when it is asked to."""
_OWN_OPTIONS: Final = (
    # What a configuration may have for people, and would be in the way of a program.
    *("-o", "RemoteCommand=none", "-o", "RequestTTY=no", "-o", "ClearAllForwardings=yes"),
    *("-o", "ForwardAgent=no", "-o", "ForwardX11=no", "-o", "PermitLocalCommand=no"),
    *("-o", "LogLevel=INFO", "-o", "EscapeChar=none"),
    *("-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4"),
)
_NEEDED: Final = (
    *("PATH", "HOME", "USER", "LOGNAME", "LANG", "SSH_AUTH_SOCK", "XDG_RUNTIME_DIR"),
    *("WAYLAND_DISPLAY", "XAUTHORITY", "KRB5CCNAME", "DBUS_SESSION_BUS_ADDRESS"),
    *("SYSTEMROOT", "USERPROFILE", "USERNAME", "PROGRAMDATA", "TEMP", "HOMEDRIVE", "HOMEPATH"),
    *("APPDATA", "LOCALAPPDATA"),
)
"""All that ssh gets of our environment: not the variables in which people keep secrets."""
_PAUSE: Final = 0.02
_LONGEST: Final = 180.0
"""Seconds for one command there; an agent's service may take 90 s to stop."""
_SSH_ITSELF: Final = 255
"""The exit code of ssh's own failures; a command there may have it too."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command on the other computer ended."""

    code: int
    out: bytes
    said: str
    """What it, or ssh, wrote to standard error."""


def has_control_master() -> bool:
    """Whether this system's ssh can share one connection: Windows' cannot."""
    return sys.platform != "win32"


class SshClient:
    """One computer. ``name`` is what ssh is given: ``[user@]host`` or a name of its configuration.

    ``options`` are more arguments for ssh, such as another configuration file.
    """

    def __init__(self, name: str, asker: Asker, options: tuple[str, ...] = ()) -> None:
        self.name: Final = name
        self._asker: Final = asker
        self._options: Final = options
        self._questions: Questions | None = None
        self._master: subprocess.Popen[bytes] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the connection stands."""
        if not has_control_master():
            return self._questions is not None
        return self._master is not None and self._master.poll() is None

    async def open(self) -> None:
        """Connect; asks for what is needed. Raises SshError with the cause."""
        if self.is_open:
            return
        self.close()
        self._questions = Questions(self._asker, self.name)
        atexit.register(self.close)
        try:
            if has_control_master():
                await run_blocking(self._start_master)
            else:
                await self.run("exit 0")
        except SshError as error:
            dismissed = self._questions.dismissed
            self.close()
            if dismissed is not None:
                raise _dismissed(dismissed.kind, self.name) from None
            raise error from None
        except BaseException:
            self.close()
            raise

    async def run(self, command: str, data: bytes = b"", *, write: bool = False) -> Ran:
        """Run a command there with ``data`` as its standard input; the connection is made first.

        ``write``: it changes something, so it is waited for whatever happens here. Raises SshError
        where ssh failed, not where the command did.
        """
        if self._questions is None:
            await self.open()
        wait = run_to_end if write else run_blocking
        ran = await wait(lambda: self._run(command, data))
        if ran.code == _SSH_ITSELF and not (has_control_master() and self.is_open):
            raise failure_of(ran.said, self.name)
        return ran

    def close(self) -> None:
        """End the connection; nothing of it stays. May be called again."""
        atexit.unregister(self.close)
        master, self._master = self._master, None
        if master is not None:
            master.terminate()
            try:
                master.wait(_FAREWELL)
            except subprocess.TimeoutExpired:
                master.kill()
                master.wait()
            for stream in (master.stdin, master.stderr):
                if stream is not None:
                    stream.close()
        questions, self._questions = self._questions, None
        if questions is not None:
            questions.close()

    def _begin(self) -> tuple[str, ...]:
        """How every call of ssh begins."""
        program = shutil.which("ssh")
        if program is None:
            raise SshError(Code.SSH_MISSING, computer=self.name, words="-")
        return program, *self._options, *_OWN_OPTIONS, "-o", f"ConnectTimeout={_CONNECTING:.0f}"

    def _socket(self) -> Path:
        if self._questions is None:
            raise SshError(Code.SSH_LOST, computer=self.name, words="-")
        return self._questions.folder / "master"

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        asking = self._questions.environment if self._questions is not None else {}
        return {**kept, "LC_ALL": "C.UTF-8", **asking}

    def _start_master(self) -> None:
        """Start it and wait until it is let in, or ends. Raises SshError."""
        socket = self._socket()
        self._master = subprocess.Popen(  # noqa: S603 - the system's ssh
            (
                *(*self._begin(), "-M", "-T"),
                # With this program, however it ends, the input ends, and so does the connection.
                *("-S", str(socket), "-o", "ControlPersist=no", "--", self.name, "cat"),
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self._environment(),
            # No terminal of ours: before OpenSSH 8.4 it would ask there.
            start_new_session=True,
        )
        master = self._master
        while not socket.exists():
            if master.poll() is not None:
                said = master.stderr.read() if master.stderr else b""
                raise failure_of(said.decode("utf-8", "replace"), self.name)
            time.sleep(_PAUSE)

    def _run(self, command: str, data: bytes) -> Ran:
        shared: tuple[str, ...] = ()
        if has_control_master():
            # Where the connection is gone ssh would make another: with this it fails.
            shared = ("-S", str(self._socket()), "-o", "ProxyCommand=false")
        try:
            ended = subprocess.run(  # noqa: S603 - the system's ssh
                (
                    *(*self._begin(), *shared, "-T"),
                    *("--", self.name, command),
                ),
                input=data,
                capture_output=True,
                env=self._environment(),
                timeout=_LONGEST,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except subprocess.TimeoutExpired:
            raise SshError(Code.SSH_TIMEOUT, computer=self.name, words="-") from None
        return Ran(ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace"))


def _dismissed(kind: Asked, computer: str) -> SshError:
    code = Code.SSH_KEY_UNKNOWN if kind is Asked.HOST_KEY else Code.SSH_NOT_ANSWERED
    return SshError(code, computer=computer, words="-")
