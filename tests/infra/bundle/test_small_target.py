"""A bundle on a computer with dash and BusyBox and nothing else: no Python, no bash, no network."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.infra.bundle.bundles import KEY, BundleMaker, is_root
from tests.patience import HANG_LIMIT
from wizard.domain.resources import resource

AGENT = "/var/ASCIoTAgent"
CONFIGURATION = "LocalConfiguration.json"
NAMESPACES = ("unshare", "--mount", "--net", "--pid", "--fork")
ENTER = """set -e
mount --bind /dev/null "$1/dev/null"
mount -t proc proc "$1/proc"
root=$1
shift
exec chroot "$root" "$@"
"""


def may_enter() -> bool:
    """Whether this account may make namespaces and mount in them."""
    tools = all(map(shutil.which, ("unshare", "chroot", "busybox", "dash", "ldd")))
    if not (is_root() and tools):
        return False
    probe = subprocess.run([*NAMESPACES, "mount", "-t", "tmpfs", "x", "/mnt"], capture_output=True)
    return probe.returncode == 0


pytestmark = pytest.mark.skipif(os.name != "posix" or not may_enter(), reason="needs namespaces")


class SmallTarget:
    """The root of another computer, entered by `run`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("bin", "dev", "etc", "proc", "root", "tmp", f".{AGENT}"):
            (root / name).mkdir(parents=True)
        for program in ("busybox", "dash"):
            self._copy(Path(shutil.which(program) or ""))
        (root / "dev/null").touch()
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


async def test_it_is_unpacked_installed_and_undone(tmp_path: Path) -> None:
    target = SmallTarget(tmp_path / "root")
    shipped = (target.agent / CONFIGURATION).read_bytes()
    maker = BundleMaker(tmp_path / "cam.zip", AGENT)
    await maker.make()
    shutil.copy(tmp_path / "cam.zip", target.root / "root")
    there = {path.name for path in (target.root / "bin").iterdir()}
    assert not there & {"python3", "bash", "openssl", "systemctl"}

    unpacked = target.run("unzip", "-q", "/root/cam.zip", "-d", "/root/bundle")
    assert unpacked.returncode == 0, unpacked.stderr
    script = ("sh", "/root/bundle/install.sh", "--no-restart")
    planned = target.run(*script, "--dry-run")
    assert (planned.returncode, planned.stderr) == (0, "")
    assert f"{AGENT}/azureiotsecurity.key: would be created" in planned.stdout

    done = target.run(*script)
    assert (done.returncode, done.stderr) == (0, "")
    key = target.agent / "azureiotsecurity.key"
    assert (key.read_bytes(), stat.S_IMODE(key.stat().st_mode)) == (KEY, 0o600)
    written = {write.path.name: write.content for write in maker.writes()}
    assert (target.agent / CONFIGURATION).read_bytes() == written[CONFIGURATION]
    assert "Nothing changes." in target.run(*script).stdout

    undone = target.run(*script, "--undo")
    assert (undone.returncode, undone.stderr) == (0, "")
    assert (target.agent / CONFIGURATION).read_bytes() == shipped
    assert not key.exists()


async def test_without_a_service_manager_it_says_what_to_do(tmp_path: Path) -> None:
    target = SmallTarget(tmp_path / "root")
    maker = BundleMaker(tmp_path / "cam.zip", AGENT)
    await maker.make()
    maker.unpack(target.root / "root/bundle")
    done = target.run("sh", "/root/bundle/install.sh", "--wait", "0")
    assert done.returncode == 7
    assert "ASCIoTAgent" in done.stderr
    assert (target.agent / "azureiotsecurity.key").read_bytes() == KEY
