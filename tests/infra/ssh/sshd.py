"""A real sshd on loopback, with a throw-away user, keys and rules for sudo."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from tests.patience import until
from wizard.domain.ports.asking import Asked, Question
from wizard.domain.secret import Secret
from wizard.infra.ssh.client import SshClient
from wizard.infra.ssh.computer import SshComputer
from wizard.infra.ssh.remote_shell import RemoteShell

SSHD: Final = "/usr/sbin/sshd"
USUAL_PATH: Final = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
NEEDED: Final = ("ssh", "sshd", "ssh-keygen", "sudo", "useradd", "userdel", "chpasswd")


def require_sshd() -> None:
    """Skip where no user can be made for the test."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("needs root: it makes a user, and rules for sudo")
    path = f"{os.environ['PATH']}{os.pathsep}/usr/sbin{os.pathsep}/sbin"
    missing = [name for name in NEEDED if shutil.which(name, path=path) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@dataclass
class Person:
    """`Asker`: answers from a list, and notes what was asked."""

    answers: dict[Asked, list[str]] = field(default_factory=dict, repr=False)
    asked: list[Question] = field(default_factory=list)

    async def ask(self, question: Question) -> Secret | None:
        self.asked.append(question)
        left = self.answers.get(question.kind)
        return Secret(left.pop(0)) if left else None

    @property
    def kinds(self) -> list[Asked]:
        return [question.kind for question in self.asked]


@dataclass
class Server:
    """The computer behind the sshd, and its only user."""

    folder: Path
    port: int
    user: str
    password: str = field(repr=False)

    @property
    def home(self) -> Path:
        return Path(f"~{self.user}").expanduser()

    @property
    def sudoers(self) -> Path:
        return Path("/etc/sudoers.d", self.user)

    @property
    def tools(self) -> Path:
        """Programs that are found there before the system's."""
        return self.folder / "tools"

    @property
    def agent(self) -> Path:
        """Where an agent's folder is, or will be: root's."""
        return self.folder / "target" / "agent"

    def allow(self, rule: str | None) -> None:
        """What sudo lets the user do: ``ALL`` or ``NOPASSWD: ALL``; None: nothing."""
        if rule is None:
            self.sudoers.unlink(missing_ok=True)
            return
        lines = (
            f'Defaults:{self.user} secure_path="{self.tools}:{USUAL_PATH}"',
            f"{self.user} ALL=(ALL) {rule}",
        )
        self.sudoers.write_text("\n".join(lines) + "\n", encoding="ascii")
        self.sudoers.chmod(0o440)

    def config(self, *more: str, known: bool = True, key: bool = True) -> Path:
        """A configuration for ssh; ``known``: the host key is; ``key``: the user's key is used."""
        hosts = self.folder / "known_hosts"
        hosts.write_text(self.host_key() if known else "", encoding="ascii")
        path = self.folder / "config"
        lines = [
            "Host target",
            "HostName 127.0.0.1",
            f"Port {self.port}",
            f"User {self.user}",
            f"UserKnownHostsFile {hosts}",
            "GlobalKnownHostsFile /dev/null",
            "IdentitiesOnly yes",
            f"IdentityFile {self.folder / 'key' if key else '/nonexistent'}",
            *more,
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def fingerprint(self) -> str:
        shown = subprocess.check_output(["ssh-keygen", "-lf", self.folder / "host_key.pub"])
        return shown.decode().split()[1]

    def host_key(self) -> str:
        words = (self.folder / "host_key.pub").read_text(encoding="ascii").split()
        return f"[127.0.0.1]:{self.port} {words[0]} {words[1]}\n"

    def client(self, person: Person, *more: str, known: bool = True, key: bool = True) -> SshClient:
        return SshClient("target", person, ("-F", str(self.config(*more, known=known, key=key))))

    def shell(self, person: Person, **how: bool) -> RemoteShell:
        return RemoteShell(self.client(person, **how), person)

    def computer(self, person: Person) -> SshComputer:
        return SshComputer("target", person, ("-F", str(self.config())))

    def left_over(self) -> list[str]:
        """What is in the agent's folder and the user's home that no agent reads."""
        folders = (self.agent, self.agent.parent, self.home)
        names = [path.name for folder in folders if folder.is_dir() for path in folder.iterdir()]
        return [name for name in names if ".new" in name or "iot-agent-setup" in name]


@pytest.fixture(scope="session")
def sshd() -> Iterator[Server]:
    require_sshd()
    # Not in pytest's folder: every run of pytest that begins closes it to other accounts.
    with tempfile.TemporaryDirectory(prefix="iot-agent-setup-", dir="/var/tmp") as folder:
        yield from open_server(Path(folder))


def open_server(folder: Path) -> Iterator[Server]:
    """A computer whose files are in ``folder``; its user goes with it."""
    # sshd wants every folder above an authorized key to be closed to others' writing.
    user, password = f"iot-{secrets.token_hex(4)}", secrets.token_hex(8)
    port = free_port()
    subprocess.run(["/usr/sbin/useradd", "-m", "-s", "/bin/sh", user], check=True)
    server = Server(folder, port, user, password)
    try:
        change = f"{user}:{password}\n".encode()
        subprocess.run(["/usr/sbin/chpasswd"], input=change, check=True)
        make_keys(folder)
        authorize(server)
        yield from running(server)
    finally:
        server.sudoers.unlink(missing_ok=True)
        subprocess.run(["/usr/sbin/userdel", "-f", "-r", user], capture_output=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def make_keys(folder: Path) -> None:
    """The server's own key, and its user's."""
    for name in ("host_key", "key"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)


def authorize(server: Server) -> None:
    """Let the key in."""
    ssh = server.home / ".ssh"
    ssh.mkdir(mode=0o700)
    shutil.copy(server.folder / "key.pub", ssh / "authorized_keys")
    for path in (ssh, ssh / "authorized_keys"):
        shutil.chown(path, server.user)


def running(server: Server, *more: str) -> Iterator[Server]:
    """Its sshd; ``more`` are lines of its configuration, which precede what is usual."""
    Path("/run/sshd").mkdir(exist_ok=True)
    config = server.folder / "sshd_config"
    lines = [
        *more,
        f"ListenAddress 127.0.0.1:{server.port}",
        f"HostKey {server.folder / 'host_key'}",
        f"AllowUsers {server.user}",
        "UsePAM no",
        "LoginGraceTime 0",
        f"SetEnv PATH={server.tools}:{USUAL_PATH}",
        "PasswordAuthentication yes",
        "KbdInteractiveAuthentication no",
        f"PidFile {server.folder / 'sshd.pid'}",
    ]
    config.write_text("\n".join(lines) + "\n", encoding="ascii")
    process = subprocess.Popen(
        [SSHD, "-D", "-e", "-f", str(config)], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    try:
        until(lambda: answers(server.port))
        yield server
    finally:
        process.terminate()
        process.wait()


def wrap_ssh(server: Server, monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    """Let the program find an ssh that reads this configuration."""
    real = shutil.which("ssh")
    wrapper = server.folder / "bin" / "ssh"
    wrapper.parent.mkdir(exist_ok=True)
    wrapper.write_text(f'#!/bin/sh\nexec {real} -F {config} "$@"\n', encoding="ascii")
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", str(wrapper.parent), prepend=":")


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def server(sshd: Server) -> Iterator[Server]:
    """The computer as it is for each test: sudo asks for the password, no agent is there."""
    make_ready(sshd)
    yield sshd
    sshd.allow(None)


def make_ready(sshd: Server) -> None:
    """sudo asks for the password, no agent is there, and the user gets to the folder."""
    sshd.allow("ALL")
    for folder in (sshd.agent.parent, sshd.tools):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    # The user gets to it: pytest's folders are root's alone.
    for folder in (sshd.folder, *sshd.folder.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
