"""Files on the disk: who may read them, and what is kept of the old ones."""

from __future__ import annotations

import os
import stat
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from wizard.domain.files import Change, FileResult, FileWrite
from wizard.infra.files.agent_files import DiskFiles

NOW = datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC)
STAMP = "20261123T150405Z"
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are POSIX's")
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away"
)


@pytest.fixture
def files() -> DiskFiles:
    return DiskFiles(now=lambda: NOW)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "device.key"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def new(path: Path, content: bytes = b"new", *, secret: bool = False) -> FileWrite:
    return FileWrite(path, content, secret)


async def written(files: DiskFiles, *writes: FileWrite) -> tuple[FileResult, ...]:
    unit = await files.write(writes[0].path.parent, writes)
    await unit.commit()
    return unit.results


def everything(folder: Path) -> dict[str, tuple[int, int, int, int, bytes]]:
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.stat()
        content = path.read_bytes() if path.is_file() else b"folder"
        mode = stat.S_IMODE(status.st_mode)
        key = str(path.relative_to(folder))
        when = status.st_mtime_ns if path.is_file() else 0
        found[key] = (mode, status.st_uid, status.st_gid, when, content)
    return found


def names(folder: Path) -> set[str]:
    """The files in a folder, but for the record that a run leaves for undoing it."""
    return {path.name for path in folder.iterdir()}


@posix
class TestModes:
    async def test_a_new_key_is_owner_only_whatever_the_umask(
        self, files: DiskFiles, key: Path
    ) -> None:
        before = os.umask(0)
        try:
            await written(files, new(key, secret=True))
        finally:
            os.umask(before)
        assert mode_of(key) == 0o600

    async def test_a_new_configuration_has_the_usual_mode(
        self, files: DiskFiles, tmp_path: Path
    ) -> None:
        before = os.umask(0o027)
        try:
            await written(files, new(tmp_path / "General.config"))
        finally:
            os.umask(before)
        assert mode_of(tmp_path / "General.config") == 0o640

    async def test_a_configuration_keeps_its_mode_and_so_does_its_backup(
        self, files: DiskFiles, tmp_path: Path
    ) -> None:
        path = tmp_path / "General.config"
        path.write_bytes(b"old")
        path.chmod(0o664)
        os.utime(path, ns=(1, 1_000_000_000))
        (result,) = await written(files, new(path))
        assert result.backup is not None
        assert (mode_of(path), mode_of(result.backup)) == (0o664, 0o664)
        assert result.backup.stat().st_mtime_ns == 1_000_000_000
        assert path.stat().st_mtime_ns != 1_000_000_000

    async def test_a_key_that_a_group_may_read_stays_so_and_its_backup_is_owner_only(
        self, files: DiskFiles, key: Path
    ) -> None:
        key.write_bytes(b"old")
        key.chmod(0o640)
        (result,) = await written(files, new(key, secret=True))
        assert result.backup is not None
        assert (mode_of(key), mode_of(result.backup)) == (0o640, 0o600)

    @pytest.mark.parametrize("content", [b"old", b"new"])
    async def test_a_key_that_everybody_can_read_is_closed(
        self, files: DiskFiles, key: Path, content: bytes
    ) -> None:
        key.write_bytes(content)
        key.chmod(0o644)
        (result,) = await written(files, new(key, secret=True))
        assert result.change is Change.UPDATED
        assert mode_of(key) == 0o600
        # The same key needs no second copy of itself.
        assert (result.backup is None) == (content == b"new")
        assert len(names(key.parent)) == (2 if result.backup else 1)

    @as_root
    async def test_the_owner_is_kept_and_restored(self, files: DiskFiles, tmp_path: Path) -> None:
        config, key = tmp_path / "General.config", tmp_path / "device.key"
        for path, mode in ((config, 0o604), (key, 0o640)):
            path.write_bytes(b"old")
            path.chmod(mode)
            os.chown(path, 1234, 4321)
            os.utime(path, ns=(7, 7_000_000_000))
        before = everything(tmp_path)
        unit = await files.write(tmp_path, [new(config), new(key, secret=True)])
        for path in (config, key):
            assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)
        key_backup = unit.results[1].backup
        assert key_backup is not None
        assert key_backup.stat().st_uid == 0
        await unit.roll_back()
        assert everything(tmp_path) == before

    async def test_extended_attributes_are_carried_over(self, files: DiskFiles, key: Path) -> None:
        key.write_bytes(b"old")
        key.chmod(0o600)
        try:
            os.setxattr(key, "user.iot", b"\x00\xff")
        except (OSError, AttributeError):
            pytest.skip("this file system has no extended attributes")
        unit = await files.write(key.parent, [new(key, secret=True)])
        assert os.getxattr(key, "user.iot") == b"\x00\xff"
        await unit.roll_back()
        assert os.getxattr(key, "user.iot") == b"\x00\xff"


def _identity(now: datetime) -> datetime:
    return now


class TestBackups:
    async def test_two_runs_in_one_second_have_two_backups(self, tmp_path: Path) -> None:
        path = tmp_path / "General.config"
        for content in (b"1", b"2", b"3"):
            # Each is a session of its own: one session keeps its first backup.
            await written(DiskFiles(now=lambda: NOW), new(path, content))
        assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == {
            "General.config": b"3",
            f"General.config.{STAMP}.bak": b"1",
            "General.config.20261123T150406Z.bak": b"2",
        }

    async def test_of_a_key_only_the_last_is_kept(self, files: DiskFiles, key: Path) -> None:
        strangers = ("device.key.bak", "device.key.2020.bak", "xdevice.key.20200101T000000Z.bak")
        for name in ("device.key.20200101T000000Z.bak", "device.key.99990101T000000Z.bak"):
            (key.parent / name).write_bytes(b"older")
        for name in strangers:
            (key.parent / name).write_bytes(b"not ours")
        key.write_bytes(b"old")
        unit = await files.write(key.parent, [new(key, secret=True)])
        assert (key.parent / "device.key.20200101T000000Z.bak").exists()
        await unit.commit()
        assert names(key.parent) == {"device.key", f"device.key.{STAMP}.bak", *strangers}

    async def test_the_first_and_the_last_five_are_kept_and_undo_works(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "General.config"
        path.write_bytes(b"before")
        stranger = tmp_path / "General.config.bak"
        stranger.write_bytes(b"not ours")
        for run in range(12):
            now = NOW + timedelta(days=run)
            await written(DiskFiles(now=partial(_identity, now)), new(path, b"%d" % run))
            kept = [one.read_bytes() for one in sorted(tmp_path.glob("General.config.2*.bak"))]
            every = [b"before", *(b"%d" % number for number in range(run))]
            assert kept == (every if len(every) <= 6 else [every[0], *every[-5:]])

        await DiskFiles().undo(tmp_path)
        assert path.read_bytes() == b"10"
        assert stranger.read_bytes() == b"not ours"

    async def test_a_clock_that_went_back_takes_no_backup_that_undo_needs(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "General.config"
        for run in range(9):
            now = NOW - timedelta(days=run)
            await written(DiskFiles(now=partial(_identity, now)), new(path, b"%d" % run))
        await DiskFiles().undo(tmp_path)
        assert path.read_bytes() == b"7"

    async def test_writing_again_in_one_session_keeps_the_first(
        self, files: DiskFiles, key: Path
    ) -> None:
        config = key.with_name("General.config")
        key.write_bytes(b"key of before")
        first = await written(files, new(key, b"wrong", secret=True), new(config, b"wrong"))
        second = await written(files, new(key, b"right", secret=True), new(config, b"right"))
        assert second == first
        assert first[0].backup is not None
        assert first[0].backup.read_bytes() == b"key of before"
        assert names(key.parent) == {
            "device.key",
            first[0].backup.name,
            "General.config",
        }

    async def test_what_somebody_changed_in_between_is_kept_too(
        self, files: DiskFiles, tmp_path: Path
    ) -> None:
        path = tmp_path / "General.config"
        await written(files, new(path, b"wrong"))
        path.write_bytes(b"by hand")
        (result,) = await written(files, new(path, b"right"))
        assert result.backup is not None
        assert result.backup.read_bytes() == b"by hand"

    async def test_a_second_write_can_be_rolled_back(self, files: DiskFiles, key: Path) -> None:
        key.write_bytes(b"key of before")
        await written(files, new(key, b"wrong", secret=True))
        before = everything(key.parent)
        unit = await files.write(key.parent, [new(key, b"right", secret=True)])
        await unit.roll_back()
        assert everything(key.parent) == before


class TestFolders:
    async def test_made_folders_go_with_a_roll_back(self, files: DiskFiles, tmp_path: Path) -> None:
        agent, keys = tmp_path / "a" / "agent", tmp_path / "k" / "keys"
        unit = await files.write(
            agent, [new(agent / "General.config"), new(keys / "device.key", secret=True)]
        )
        assert (keys / "device.key").exists()
        await unit.roll_back()
        assert list(tmp_path.iterdir()) == []

    async def test_a_key_elsewhere_has_temporary_file_and_backup_there(
        self, files: DiskFiles, tmp_path: Path
    ) -> None:
        agent, keys = tmp_path / "agent", tmp_path / "keys"
        keys.mkdir()
        (keys / "device.key").write_bytes(b"old")
        unit = await files.write(
            agent, [new(agent / "General.config"), new(keys / "device.key", secret=True)]
        )
        await unit.commit()
        assert names(agent) == {"General.config"}
        assert unit.results[1].backup == keys / f"device.key.{STAMP}.bak"

    async def test_the_folder_may_be_named_relatively(
        self, files: DiskFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        await written(files, new(Path("agent", "General.config")))
        assert (tmp_path / "agent" / "General.config").read_bytes() == b"new"
