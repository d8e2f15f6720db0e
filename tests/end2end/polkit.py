"""An account that has no sudo, but polkit: its daemon, a system bus, and an agent that asks on the
terminal, all of them real and in a namespace of their own, with which they end."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.end2end.clean_account import NAME, CleanAccount, require_means

_DAEMON: Final = Path("/usr/lib/polkit-1/polkitd")
_TOOLS: Final = ("pkexec", "pkttyagent", "dbus-daemon")


class PolkitAccount(CleanAccount):
    """Debian's rules let the members of the group sudo authenticate as themselves."""

    prompt = b"Password: "
    last_step = ""
    unshared = ("-m", "-p", "-f", "--kill-child", "--mount-proc")

    def __post_init__(self) -> None:
        super().__post_init__()
        group = self.folder / "group"
        others = re.sub(r"(?m)^sudo:.*\n", "", group.read_text())
        group.write_text(f"{others}sudo:x:27:{NAME}\n")

    def _prepared(self) -> str:
        """The daemon owns its name on the bus before anybody asks it: the bus does not wait."""
        return (
            "mount -t tmpfs tmpfs /run\nmkdir -p /run/dbus\nmkdir -m 777 /run/agent\n"
            "if [ -e /usr/bin/sudo ]; then mount --bind /dev/null /usr/bin/sudo; fi\n"
            f"dbus-daemon --system --fork --nopidfile\n{_DAEMON} --no-debug > /dev/null 2>&1 &\n"
            "until dbus-send --system --print-reply --dest=org.freedesktop.DBus / "
            "org.freedesktop.DBus.GetNameOwner string:org.freedesktop.PolicyKit1 "
            "> /dev/null 2>&1; do :; done\n"
        )

    def _begun(self) -> str:
        """An agent for this process, whose shell becomes the program; it says when it is there."""
        return (
            "mkfifo /run/agent/there; "
            "pkttyagent --process $$ --notify-fd 9 9> /run/agent/there & "
            "cat /run/agent/there; "
        )


@contextlib.contextmanager
def polkit_account(folder: Path) -> Iterator[PolkitAccount]:
    """The account; the test is skipped where there is no polkit, or no namespace."""
    require_means()
    if missing := [tool for tool in (*_TOOLS, str(_DAEMON)) if not shutil.which(tool)]:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    yield PolkitAccount(folder)
