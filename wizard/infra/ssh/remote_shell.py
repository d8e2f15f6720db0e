"""Scripts on the other computer, as the user or with sudo."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Final

from wizard.domain.errors import Code, SshError
from wizard.domain.ports.asking import Asked, Asker, Question
from wizard.domain.resources import resource
from wizard.domain.secret import Secret
from wizard.infra.ssh.client import Ran, SshClient

_MOST_TRIES: Final = 3
_SUDO: Final = "env LC_ALL=C sudo"
_MUST_ASK: Final = "a password is required"
"""What sudo says, in English, where it may not ask."""
_NO_SUDO: Final = (
    (r"not in the sudoers|may not run sudo|is not allowed to|not allowed to execute", ""),
    (r"must have a tty|no tty present|a terminal is required", "tty"),
    (r"sudo: (command )?not found|sudo: No such file", "missing"),
)
_DISK: Final = (
    (r"No space left|Disk quota exceeded", Code.SSH_NO_SPACE),
    (r"Read-only file system", Code.SSH_READ_ONLY),
)
_NO_SHELL: Final = re.compile(
    r"(?i)not recognized as|sftp connections only|account is (currently )?not available|not found"
)


def script(name: str, values: Mapping[str, str]) -> bytes:
    """A script of ``resources/ssh`` after values, or these alone. No secret is among them."""
    before = "".join(f"{key}={shlex.quote(value)}\n" for key, value in values.items())
    return before.encode() + (resource("ssh", name).read_bytes() if name else b"")


class RemoteShell:
    """Runs scripts over one connection. sudo's password is asked for once, by the same `Asker`."""

    def __init__(self, client: SshClient, asker: Asker) -> None:
        self.client: Final = client
        self._asker: Final = asker
        self._sudo: str = ""
        self._password: Secret | None = None

    @property
    def computer(self) -> str:
        """What ssh calls the other computer."""
        return self.client.name

    def knows_sudo(self, sudo: str) -> None:
        """What `look` has found: ``root``, ``free``, ``asks`` or ``missing``."""
        self._sudo = sudo

    async def run(self, text: bytes, data: bytes = b"") -> Ran:
        """Run a script that changes nothing. Raises SshError."""
        return self._shown(await self.client.run(_command("", text), text + data))

    async def run_as_root(self, text: bytes, data: bytes = b"", *, write: bool = True) -> Ran:
        """Run a script with administrator rights. Raises SshError: ``ssh.no_sudo``, or as `run`."""
        if self._sudo == "missing":
            raise self._no_sudo("missing", "-")
        first = b""
        prefix = ""
        if self._sudo == "asks":
            password = await self._checked_password()
            first = password.reveal().encode() + b"\n"
            prefix = f"{_SUDO} -k -S -p '' "
        elif self._sudo != "root":
            prefix = f"{_SUDO} -n "
        ran = await self.client.run(_command(prefix, text), first + text + data, write=write)
        if ran.code and _MUST_ASK in ran.said and not self._sudo:  # nobody has looked yet
            self.knows_sudo("asks")
            return await self.run_as_root(text, data, write=write)
        return self._shown(ran)

    async def _checked_password(self) -> Secret:
        """One that sudo takes: tried before anything follows it, which sudo would take for more."""
        tries = 0
        while self._password is None:
            question = Question(Asked.SUDO, "[sudo]", self.computer, again=tries > 0)
            answer = await self._asker.ask(question)
            if answer is None:
                raise SshError(Code.SSH_NOT_ANSWERED, "sudo", computer=self.computer, words="-")
            ran = await self.client.run(
                f"{_SUDO} -k -S -p '' true", answer.reveal().encode() + b"\n", write=True
            )
            tries += 1
            if ran.code == 0:
                self._password = answer
                break
            self._require_sudo(ran)
            if tries >= _MOST_TRIES:
                raise self._no_sudo("password", " ".join(ran.said.split())[-200:])
        return self._password

    def _require_sudo(self, ran: Ran) -> None:
        for pattern, variant in _NO_SUDO:
            if re.search(pattern, ran.said):
                raise self._no_sudo(variant, " ".join(ran.said.split())[-200:])

    def _no_sudo(self, variant: str, words: str) -> SshError:
        return SshError(Code.SSH_NO_SUDO, variant, computer=self.computer, words=words)

    def _shown(self, ran: Ran) -> Ran:
        """What ran, unless it says that it could not. Raises SshError."""
        if ran.code == 0:
            return ran
        self._require_sudo(ran)
        words = " ".join(ran.said.split())[-200:]
        for pattern, code in _DISK:
            if re.search(pattern, ran.said):
                raise SshError(code, computer=self.computer, words=words)
        said = ran.said + ran.out.decode("utf-8", "replace")[:500]
        if ran.code in (1, 126, 127) and _NO_SHELL.search(said):
            raise SshError(Code.SSH_NO_SHELL, computer=self.computer, words=words or "-")
        return ran


def _command(prefix: str, text: bytes) -> str:
    """What reads a script of so many bytes from standard input, and leaves the rest to it.

    The same for every login shell; ``dd`` takes one byte at a time, so that nothing is lost.
    """
    inner = f'eval "$(dd bs=1 count={len(text)} 2>/dev/null)"'
    return f"{prefix}sh -c '{inner}'"
