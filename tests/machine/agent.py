"""An agent as its installer leaves it in a machine: its account, its folder, its service.

Its program is a stand-in that logs what it is told, as the agents do: to syslog, as ASCIoTAgent.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from tests.machine.machine import SERVICE, Machine

FOLDER: Final = Path("/var/ASCIoTAgent")
AGENT_ACCOUNT: Final = "asciotagent"
AGENT_UID: Final = 41237
CONNECTED: Final = "ASC for IoT Agent initialized!"
STAYS: Final = "exec sleep infinity"
ENDS: Final = "exit 0"
"""The C agent's ``main`` gives 0 for every failure (agents.md)."""
_CONFIGURATION: Final = "LocalConfiguration.json"
_DEFAULTS: Final = Path("resources/agent-defaults/c")


def error_message(agent_error: str) -> str:
    """What the agents log for "code / sub-code"."""
    code, _, reason = agent_error.partition(" / ")
    return (
        "ASC for IoT agent encounterd an error! "
        f"Error in: {code}, reason: {reason}, extra details: {{}}"
    )


class InstalledAgent:
    """The C agent, which is not running yet. ``folder`` is where its program lies."""

    def __init__(self, machine: Machine) -> None:
        self._machine: Final = machine
        self.folder = FOLDER
        if f"\n{AGENT_ACCOUNT}:" not in machine.path("/etc/passwd").read_text("utf-8"):
            machine.run("useradd", "--system", f"--uid={AGENT_UID}", AGENT_ACCOUNT)
        self._move_in()

    def _move_in(self) -> None:
        self._machine.run("install", "-d", "-m755", f"-o{AGENT_ACCOUNT}", self.folder)
        text = (_DEFAULTS / _CONFIGURATION).read_text("utf-8")
        self._machine.put(self.folder / _CONFIGURATION, text, mode=0o640, uid=AGENT_UID)

    def install(
        self,
        *messages: str,
        then: str = STAYS,
        program: str = "",
        service: str = "Restart=always\nRestartSec=100ms",
        folder: Path = FOLDER,
    ) -> None:
        """Install the service: at each start it logs ``messages``.

        ``program`` is what its unit starts, where that is not the agent's; ``service`` are more
        lines of the unit's section of that name.
        """
        if folder != self.folder:
            self._machine.run("rm", "-rf", self.folder)
            self.folder = folder
            self._move_in()
        self.say(*messages, then=then)
        self.put_unit(
            f"/etc/systemd/system/{SERVICE}",
            f"ExecStart={program or self.folder / 'ASCIoTAgent'}\nUser={AGENT_ACCOUNT}\n{service}",
        )

    def say(self, *messages: str, then: str = STAYS) -> None:
        """What the agent does at its next start."""
        self._machine.put(self.folder / "messages", "".join(f"{one}\n" for one in messages))
        self._machine.put(
            self.folder / "ASCIoTAgent",
            f"#!/bin/sh\nlogger -t ASCIoTAgent -f '{self.folder}/messages'\n{then}\n",
            mode=0o755,
        )

    def put_unit(self, path: str, service: str) -> None:
        """A unit file, or a drop-in."""
        self._machine.put(path, f"[Unit]\nDescription=The agent\n[Service]\n{service}\n")
        self._machine.run("systemctl", "daemon-reload")

    def start(self) -> str:
        """Start it; gives the manager's id of this start."""
        self._machine.run("systemctl", "start", SERVICE)
        return self.invocation()

    def invocation(self) -> str:
        """What the manager calls the start of the service that is the last one."""
        return self._machine.run("systemctl", "show", "--property=InvocationID", SERVICE)

    def state(self) -> dict[str, tuple[bytes, int, int, int, int]]:
        """Each file of the folder, and the folder: content, owner, group, mode, time of change."""
        folder = self._machine.path(self.folder)
        return {path.name: _state(path) for path in (folder, *folder.iterdir())}

    def remove(self) -> None:
        """All of it."""
        self._machine.run("systemctl", "stop", SERVICE, check=False)
        self._machine.run(
            "sh",
            "-c",
            f"rm -rf {self.folder} {FOLDER} /etc/systemd/system/{SERVICE}*; "
            f"systemctl daemon-reload; systemctl reset-failed",
        )


def _state(path: Path) -> tuple[bytes, int, int, int, int]:
    found = path.lstat()
    content = path.read_bytes() if stat.S_ISREG(found.st_mode) else b""
    owner = (found.st_uid, found.st_gid)
    return (content, *owner, stat.S_IMODE(found.st_mode), found.st_mtime_ns)
