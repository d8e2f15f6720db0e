"""Another computer with dash and BusyBox and nothing else: no Python, no bash, no sudo."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.infra.bundle.bundles import is_root
from tests.patience import HANG_LIMIT
from wizard.domain.resources import resource

AGENT = "/var/ASCIoTAgent"
CONFIGURATION = "LocalConfiguration.json"
NAMESPACES = ("unshare", "--mount", "--net", "--pid", "--fork")
ENTER = """set -e
for device in null zero; do mount --bind "/dev/$device" "$1/dev/$device"; done
mount -t proc proc "$1/proc"
root=$1
shift
exec chroot "$root" "$@"
"""


def may_enter() -> bool:
    """Whether this account may make namespaces and mount in them."""
    tools = all(map(shutil.which, ("unshare", "chroot", "busybox", "dash", "ldd")))
    if os.name != "posix" or not (is_root() and tools):
        return False
    probe = subprocess.run([*NAMESPACES, "mount", "-t", "tmpfs", "x", "/mnt"], capture_output=True)
    return probe.returncode == 0


class SmallTarget:
    """The root of another computer, entered by `run`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("bin", "dev", "etc", "proc", "root", "tmp", f".{AGENT}"):
            (root / name).mkdir(parents=True)
        for program in ("busybox", "dash"):
            self._copy(Path(shutil.which(program) or ""))
        for device in ("null", "zero"):
            (root / "dev" / device).touch()
        (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
        (root / "etc/group").write_text("root:x:0:\n")
        shutil.copy(resource("agent-defaults", "c", CONFIGURATION), self.agent)
        self.run("/bin/busybox", "--install", "-s", "/bin")
        (root / "bin/sh").unlink()
        (root / "bin/sh").symlink_to("dash")

    @property
    def agent(self) -> Path:
        """The agent's folder, from here."""
        return self.root / AGENT.lstrip("/")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run it there."""
        return subprocess.run(
            [*NAMESPACES, "sh", "-c", ENTER, "enter", str(self.root), *command],
            capture_output=True,
            text=True,
            timeout=HANG_LIMIT,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"},
        )

    def _copy(self, program: Path) -> None:
        shutil.copy(program, self.root / "bin")
        told = subprocess.run(["ldd", str(program)], capture_output=True, text=True).stdout
        for library in re.findall(r"(/\S+) \(0x", told):
            place = self.root / library.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, place)
