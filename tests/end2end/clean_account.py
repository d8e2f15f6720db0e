"""A clean account with a password and sudo, in a mount namespace of its own: the computer that
runs the tests keeps its accounts, its sudoers and its programs.

``systemctl`` and ``journalctl`` are stand-ins there, in a folder that root's PATH has first.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest

from tests.end2end.processes import REPOSITORY
from tests.end2end.terminal import SUDO_PROMPT, Ended, on_terminal

NAME = "operator"
UID = 41234
PASSWORD = "correct horse"
TOOLS = ("sudo", "unshare", "setpriv", "openssl", "mount")


def require_means() -> None:
    """Skip the test where no namespace can be made, or there is no sudo."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root of Linux can become another account")
    if missing := [tool for tool in TOOLS if not shutil.which(tool)]:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    tried = subprocess.run(
        ["unshare", "-m", "mount", "--bind", "/usr", "/usr/local/sbin"], capture_output=True
    )
    if tried.returncode != 0:
        pytest.skip("no mount namespace can be made here")


@dataclass
class CleanAccount:
    """An ordinary user, at home in ``folder``, who may become root by password."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict, repr=False)
    prompt: ClassVar[bytes] = SUDO_PROMPT
    """With what a question for the password begins."""
    last_step: ClassVar[str] = "exec "
    """Root's shell becomes the account's; "" where it has to stay, as the namespace's first."""
    unshared: ClassVar[tuple[str, ...]] = ("-m",)
    """What of the computer is the account's own: options of unshare."""

    def __post_init__(self) -> None:
        self.home = self.folder / "home"
        self.tools = self.folder / "sbin"
        self.home.mkdir()
        self.tools.mkdir()
        os.chown(self.home, UID, UID)
        hashed = subprocess.run(
            ["openssl", "passwd", "-6", "-stdin"],
            input=PASSWORD.encode(),
            capture_output=True,
            check=True,
        )
        self._copy("passwd", f"{NAME}:x:{UID}:{UID}::{self.home}:/bin/sh\n")
        self._copy("group", f"{NAME}:x:{UID}:\n")
        self._copy("shadow", f"{NAME}:{hashed.stdout.decode().strip()}:20000::::::\n")
        sudoers = self.folder / "sudoers"
        sudoers.write_text(
            f"Defaults use_pty,env_reset\nroot ALL=(ALL) ALL\n{NAME} ALL=(ALL) ALL\n"
        )
        sudoers.chmod(0o440)

    def _copy(self, name: str, more: str) -> None:
        path = self.folder / name
        path.write_text(Path("/etc", name).read_text() + more)
        path.chmod(0o640 if name == "shadow" else 0o644)

    def run(self, command: Sequence[str], passwords: Sequence[str] = (PASSWORD,)) -> Ended:
        """Run it as the account on a terminal, and answer each prompt for a password.

        Without a further password the prompt is answered with the end of the input.
        """
        out = self.folder / "out"
        out.write_bytes(b"")
        os.chown(out, UID, UID)
        code, shown = on_terminal(
            lambda: self._become_and_run(command, out), self.prompt, passwords
        )
        return Ended(code, out.read_text(), shown, self.prompt.decode())

    def _prepared(self) -> str:
        """What root does besides, in the namespace, before the account begins."""
        return ""

    def _begun(self) -> str:
        """What the account does first, before its shell becomes the program."""
        return ""

    def _opened(self) -> str:
        """Lets the account reach interpreter and program, which may lie in root's closed home."""
        needed = dict.fromkeys((Path(sys.base_prefix), Path(sys.prefix), REPOSITORY))
        closed = {
            place: folder
            for place in needed
            if (folder := next((one for one in reversed(place.parents) if not _is_open(one)), None))
        }
        kept = {place: self.folder / f"kept{number}" for number, place in enumerate(closed)}
        for folder in kept.values():
            folder.mkdir(exist_ok=True)
        steps = [f"mount --bind '{place}' '{folder}'" for place, folder in kept.items()]
        for folder in dict.fromkeys(closed.values()):
            steps.append(f"mount -t tmpfs -o mode=755 tmpfs '{folder}'")
        for place, folder in kept.items():
            steps.append(f"mkdir -p '{place}' && mount --bind '{folder}' '{place}'")
        return "".join(f"{step}\n" for step in steps)

    def _become_and_run(self, command: Sequence[str], out: Path) -> None:
        """Never returns."""
        binds = {
            "/etc/passwd": self.folder / "passwd",
            "/etc/group": self.folder / "group",
            "/etc/shadow": self.folder / "shadow",
            "/etc/sudoers": self.folder / "sudoers",
            "/usr/local/sbin": self.tools,
        }
        mounts = "\n".join(f"mount --bind '{ours}' {theirs}" for theirs, ours in binds.items())
        script = (
            f"set -e\n{self._opened()}{mounts}\n{self._prepared()}"
            f"{self.last_step}setpriv --reuid={UID} --regid={UID} --init-groups "
            f'sh -c \'{self._begun()}exec "$@" > {out}\' sh "$@"'
        )
        environment = {
            "PATH": "/usr/local/sbin:/usr/bin:/bin",
            "HOME": str(self.home),
            "TERM": "dumb",
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.environment,
        }
        os.execvpe(
            "unshare",
            ["unshare", *self.unshared, "sh", "-c", script, "sh", *command],
            environment,
        )


def _is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)


@contextlib.contextmanager
def clean_account(folder: Path) -> Iterator[CleanAccount]:
    """The account; ``folder`` must be one that everybody may enter."""
    require_means()
    yield CleanAccount(folder)
