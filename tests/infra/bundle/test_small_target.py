"""A bundle on a computer with dash and BusyBox and nothing else: no Python, no bash, no network."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from tests.infra.bundle.bundles import KEY, BundleMaker
from tests.infra.bundle.small_target import AGENT, CONFIGURATION, SmallTarget, may_enter

pytestmark = pytest.mark.skipif(not may_enter(), reason="needs namespaces")


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
