"""Disks that fail: at every operation in turn, and real ones that are full or read-only."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.infra.files.crash_driver import NEW_KEY, OPERATIONS, Scenario, snapshot
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.files.disk import Disk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="mounts, modes and owners")


def failing_disk(fatal: int, *, then_dead: bool = False) -> Disk:
    """A disk that is full at operation number ``fatal``; from then on, if it is dead."""
    disk, count = Disk(), itertools.count(1)

    def wrapped(name: str) -> Callable[..., object]:
        operation = getattr(disk, name)

        def counted(*args: Any, **kwargs: Any) -> object:
            number = next(count)
            if number == fatal or (then_dead and number > fatal):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return None if "sync" in name else operation(*args, **kwargs)

        return counted

    for name in OPERATIONS:
        setattr(disk, name, wrapped(name))
    return disk


@pytest.mark.parametrize("name", ["update", "update, key apart", "new folder"])
async def test_an_error_at_any_operation_leaves_old_or_new(name: str, tmp_path: Path) -> None:
    scenario = Scenario(tmp_path / "root", name)
    scenario.prepare()
    old = snapshot(scenario.root)
    await scenario.run(Disk())
    new = snapshot(scenario.root)
    failures = 0
    for fatal in itertools.count(1):
        scenario.prepare()
        disk = failing_disk(fatal)
        try:
            await scenario.run(disk)
        except FilesError as error:
            failures += 1
            assert (error.code, error.variant) == (Code.FILES_NOT_WRITABLE, "disk_full")
            assert snapshot(scenario.root) == old, fatal
        else:
            # What fails after the point of no return is done by the next run, or, of a key's old
            # backup, by the next change of the key.
            await scenario.recover(Disk())
            left = snapshot(scenario.root)
            assert {name: left[name] for name in new} == new, fatal
            assert all("20200101" in name for name in left.keys() - new.keys()), fatal
            if fatal > failures + 20:
                break
    assert failures > 20


async def test_a_disk_that_dies_is_put_right_by_the_next_run(tmp_path: Path) -> None:
    scenario = Scenario(tmp_path / "root", "update")
    scenario.prepare()
    old = snapshot(scenario.root)
    for fatal in range(2, 30):
        scenario.prepare()
        with pytest.raises(FilesError):
            await scenario.run(failing_disk(fatal, then_dead=True))
        await scenario.recover(Disk())
        assert snapshot(scenario.root) == old, fatal


async def test_nothing_is_replaced_before_all_that_it_needs_is_on_the_disk(tmp_path: Path) -> None:
    scenario = Scenario(tmp_path / "root", "update")
    scenario.prepare()
    disk, unsynced, folders = Disk(), set[Path](), set[Path]()
    real_create, real_replace = disk.create, disk.replace
    real_sync, real_sync_folder = disk.sync, disk.sync_folder

    def create(path: Path, *, private: bool) -> int:
        unsynced.add(path)
        folders.add(path.parent)
        return real_create(path, private=private)

    def sync(file: int) -> None:
        unsynced.discard(Path(f"/proc/self/fd/{file}").readlink())
        real_sync(file)

    def sync_folder(path: Path) -> None:
        folders.discard(path)
        real_sync_folder(path)

    def replace(source: Path, target: Path) -> None:
        assert not unsynced, f"{target} before {unsynced}"
        if target.suffix not in (".journal", ".undo"):
            assert replaced or not folders, f"{target} before {folders}"
            replaced.append(target)
        real_replace(source, target)

    replaced: list[Path] = []
    disk.create, disk.replace = create, replace  # type: ignore[method-assign]
    disk.sync, disk.sync_folder = sync, sync_folder  # type: ignore[method-assign]
    await scenario.run(disk)
    assert len(replaced) == 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with next to no space, where this account may make one."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32k,mode=0755", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting needs root and the right to mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def make_read_only(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)


async def test_a_full_disk_changes_nothing(small_disk: Path) -> None:
    config, key = small_disk / "General.config", small_disk / "device.key"
    config.write_bytes(b"old")
    with pytest.raises(FilesError) as caught:
        await DiskFiles().write(
            small_disk,
            [FileWrite(key, NEW_KEY, secret=True), FileWrite(config, b"x" * 100_000)],
        )
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "disk_full")
    assert caught.value.params["path"] == str(config)
    assert {path.name: path.read_bytes() for path in small_disk.iterdir()} == {
        "General.config": b"old"
    }


async def test_a_read_only_disk_is_found_beforehand(small_disk: Path) -> None:
    make_read_only(small_disk)
    path = small_disk / "deep" / "agent" / "General.config"
    for action in (
        DiskFiles().check_writable([path]),
        DiskFiles().write(path.parent, [FileWrite(path, b"new")]),
    ):
        with pytest.raises(FilesError) as caught:
            await action
        assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "read_only")
