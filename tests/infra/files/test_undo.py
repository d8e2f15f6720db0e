"""Undoing a run on a disk: owners, modes, times, links, and whom the record is believed from."""

from __future__ import annotations

import itertools
import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.infra.files.crash_driver import Scenario, snapshot
from tests.infra.files.records import record_of
from tests.infra.files.test_write_faults import failing_disk
from wizard.domain.errors import Code, Exit, FilesError
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.files.disk import Disk
from wizard.infra.files.records import FORMER_RECORD
from wizard.text.lookup import text_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are POSIX's")
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away"
)
NOW = datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC)
KEY = b"Q0FOQVJZLWtleQ==\n"


@pytest.fixture
def files() -> DiskFiles:
    return DiskFiles(now=lambda: NOW)


def config(folder: Path, content: bytes = b"new") -> FileWrite:
    return FileWrite(folder / "General.config", content)


def key(folder: Path, content: bytes = KEY) -> FileWrite:
    return FileWrite(folder / "device.key", content, secret=True)


async def written(files: DiskFiles, *writes: FileWrite) -> tuple[FileResult, ...]:
    unit = await files.write(writes[0].path.parent, writes)
    await unit.commit()
    return unit.results


async def refusal(files: DiskFiles, folder: Path) -> FilesError:
    """Why undoing is refused; nothing has changed then."""
    before = everything(folder)
    with pytest.raises(FilesError) as caught:
        await files.undo(folder)
    assert everything(folder) == before
    assert caught.value.code.exit is Exit.FILES
    return caught.value


def everything(folder: Path) -> dict[str, tuple[object, ...]]:
    """Content, owner, mode and time of every file."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else None
        found[str(path.relative_to(folder))] = (
            *(content, status.st_mode, status.st_uid, status.st_gid),
            status.st_mtime_ns if path.is_file() else 0,
        )
    return found


async def test_owner_mode_and_time_come_back(files: DiskFiles, tmp_path: Path) -> None:
    for name, mode in (("General.config", 0o604), ("device.key", 0o640)):
        path = tmp_path / name
        path.write_bytes(b"old\r\n")
        path.chmod(mode)
        os.utime(path, ns=(7, 7_000_000_000))
        if sys.platform != "win32" and os.geteuid() == 0:
            os.chown(path, 1234, 4321)
    before = everything(tmp_path)
    await written(files, config(tmp_path), key(tmp_path))
    assert everything(tmp_path) != before
    await files.undo(tmp_path)
    assert everything(tmp_path) == before


async def test_the_record_has_no_secret_and_is_the_owners(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "device.key").write_bytes(b"old key")
    await written(files, key(tmp_path))
    record = record_of(tmp_path)
    text = record.read_text()
    assert KEY.decode().strip() not in text
    assert "old key" not in text
    if sys.platform != "win32":
        assert stat.S_IMODE(record.stat().st_mode) == 0o600


async def test_made_folders_go_again(files: DiskFiles, tmp_path: Path) -> None:
    agent, keys = tmp_path / "a" / "agent", tmp_path / "k" / "keys"
    await written(files, config(agent), key(keys))
    await files.undo(agent)
    assert list(tmp_path.iterdir()) == []


async def test_made_folders_stay_where_something_came_into_them(
    files: DiskFiles, tmp_path: Path
) -> None:
    agent = tmp_path / "agent"
    await written(files, config(agent))
    (agent / "of the user.txt").write_bytes(b"")
    await files.undo(agent)
    assert [path.name for path in agent.iterdir()] == ["of the user.txt"]


async def test_writing_again_in_one_session_is_undone_as_one(
    files: DiskFiles, tmp_path: Path
) -> None:
    (tmp_path / "General.config").write_bytes(b"old")
    (tmp_path / "azureiotsecurity.key").write_bytes(b"old key")
    before = everything(tmp_path)
    module_key = FileWrite(tmp_path / "azureiotsecurity.key", KEY, secret=True)
    await written(files, config(tmp_path, b"wrong"), module_key)
    await written(files, config(tmp_path, b"right"), key(tmp_path))
    await files.undo(tmp_path)
    assert everything(tmp_path) == before


async def test_another_file_of_the_same_session_is_undone_with_it(
    files: DiskFiles, tmp_path: Path
) -> None:
    (tmp_path / "General.config").write_bytes(b"old")
    (tmp_path / "device.key").write_bytes(b"old key")
    before = everything(tmp_path)
    await written(files, config(tmp_path, b"right"))
    await written(files, key(tmp_path))
    await files.undo(tmp_path)
    assert everything(tmp_path) == before


async def test_what_another_session_did_between_is_a_run_of_its_own(
    files: DiskFiles, tmp_path: Path
) -> None:
    (tmp_path / "device.key").write_bytes(b"old key")
    await written(files, config(tmp_path, b"1"))
    await written(DiskFiles(), config(tmp_path, b"2"))
    await written(files, key(tmp_path))
    await files.undo(tmp_path)
    assert (tmp_path / "General.config").read_bytes() == b"2"
    assert (tmp_path / "device.key").read_bytes() == b"old key"


async def test_another_session_is_undone_by_itself(tmp_path: Path) -> None:
    await written(DiskFiles(), config(tmp_path, b"1"))
    await written(DiskFiles(), config(tmp_path, b"2"))
    await DiskFiles().undo(tmp_path)
    assert (tmp_path / "General.config").read_bytes() == b"1"
    assert (await refusal(DiskFiles(), tmp_path)).variant == ""


async def test_of_a_key_one_backup_is_left_again(files: DiskFiles, tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    path.write_bytes(b"oldest")
    await written(DiskFiles(), key(tmp_path, b"older"))
    await written(DiskFiles(), key(tmp_path, b"newest"))
    path.write_bytes(b"by hand")
    (result,) = await files.undo(tmp_path)
    assert path.read_bytes() == b"older"
    assert result.backup is not None
    assert result.backup.read_bytes() == b"by hand"
    assert {found.name for found in tmp_path.iterdir()} == {path.name, result.backup.name}


@posix
async def test_a_key_that_was_only_closed_is_opened_again(files: DiskFiles, tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    path.write_bytes(KEY)
    path.chmod(0o644)
    await written(files, key(tmp_path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (result,) = await files.undo(tmp_path)
    assert result == FileResult(path, Change.RESTORED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@posix
async def test_a_key_that_was_closed_and_then_replaced_stays(
    files: DiskFiles, tmp_path: Path
) -> None:
    path = tmp_path / "device.key"
    path.write_bytes(KEY)
    path.chmod(0o644)
    await written(files, key(tmp_path))
    path.write_bytes(b"another")
    (result,) = await files.undo(tmp_path)
    assert result == FileResult(path, Change.UNCHANGED)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"another", 0o600)


async def test_files_that_are_gone_come_back_or_stay_away(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "General.config").write_bytes(b"old")
    await written(files, config(tmp_path), key(tmp_path))
    for name in ("General.config", "device.key"):
        (tmp_path / name).unlink()
    results = await files.undo(tmp_path)
    assert [result.change for result in results] == [Change.RESTORED, Change.UNCHANGED]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "General.config": b"old"
    }


@posix
@pytest.mark.parametrize("which", ["file", "backup"])
async def test_no_link_is_followed(files: DiskFiles, tmp_path: Path, which: str) -> None:
    (tmp_path / "General.config").write_bytes(b"old")
    secret = tmp_path / "shadow"
    secret.write_bytes(b"of root")
    (result,) = await written(files, config(tmp_path))
    assert result.backup is not None
    trap = result.path if which == "file" else result.backup
    for make in (trap.symlink_to, trap.hardlink_to):
        trap.unlink()
        make(secret)
        error = await refusal(files, tmp_path)
        assert error.variant == ("link" if trap.is_symlink() else "other_names")


@posix
@pytest.mark.parametrize("how", ["mode", "text", "version", "shape", "stamp"])
async def test_a_record_that_is_not_to_be_trusted_is_not_obeyed(
    files: DiskFiles, tmp_path: Path, how: str
) -> None:
    await written(files, config(tmp_path))
    record = record_of(tmp_path)
    if how == "mode":
        record.chmod(0o666)
    elif how == "stamp":
        record.write_text(record.read_text().replace('"stamp": ""', '"stamp": "/../x"'))
    else:
        broken = {"text": "{", "version": '{"version": 99}', "shape": '{"version": 1}'}
        record.write_text(broken[how])
    error = await refusal(files, tmp_path)
    assert (error.code, error.variant) == (Code.FILES_NOTHING_TO_UNDO, "record")


@as_root
async def test_another_accounts_record_is_not_obeyed_and_not_in_the_way(
    files: DiskFiles, tmp_path: Path
) -> None:
    await written(files, config(tmp_path))
    os.chown(record_of(tmp_path), 1234, 1234)
    assert (await refusal(files, tmp_path)).variant == "record"
    await written(files, config(tmp_path, b"newer"))
    await files.undo(tmp_path)
    assert (tmp_path / "General.config").read_bytes() == b"new"


async def test_a_record_in_the_folder_itself_is_reported_and_not_obeyed(
    files: DiskFiles, tmp_path: Path
) -> None:
    await written(files, config(tmp_path))
    record_of(tmp_path).rename(tmp_path / FORMER_RECORD)
    error = await refusal(files, tmp_path)
    assert error.variant == "former_record"
    assert error.params["path"] == str(tmp_path / FORMER_RECORD)


async def test_a_backup_that_was_changed_gets_no_rights(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "General.config").write_bytes(b"old")
    (result,) = await written(files, config(tmp_path))
    assert result.backup is not None
    result.backup.write_bytes(b"forged")
    assert (await refusal(files, tmp_path)).variant == "backup_changed"


async def test_a_folder_that_is_not_there(files: DiskFiles, tmp_path: Path) -> None:
    error = await refusal(files, tmp_path / "nowhere")
    assert (error.code, error.variant) == (Code.FILES_NOTHING_TO_UNDO, "no_folder")


async def test_a_folder_in_which_no_run_has_changed_anything(
    files: DiskFiles, tmp_path: Path
) -> None:
    error = await refusal(files, tmp_path)
    assert (error.code, error.variant) == (Code.FILES_NOTHING_TO_UNDO, "")


@pytest.mark.parametrize("script", ["install.sh", "install.ps1"])
async def test_an_unpacked_bundle(files: DiskFiles, tmp_path: Path, script: str) -> None:
    for name in ("manifest.sha256", script):
        (tmp_path / name).write_text("")
    error = await refusal(files, tmp_path)
    assert (error.code, error.variant) == (Code.FILES_NOTHING_TO_UNDO, "bundle")
    assert "--undo" in text_of(error.problem).remedy


async def test_a_file_in_the_place_of_the_folder(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "cam-01.zip").write_bytes(b"PK")
    error = await refusal(files, tmp_path / "cam-01.zip")
    assert (error.code, error.variant) == (Code.FILES_NOTHING_TO_UNDO, "file")


async def test_not_while_another_run_is_writing(files: DiskFiles, tmp_path: Path) -> None:
    await written(files, config(tmp_path))
    unit = await DiskFiles().write(tmp_path, [config(tmp_path, b"newer")])
    with pytest.raises(FilesError) as caught:
        await files.undo(tmp_path)
    assert (caught.value.code, caught.value.variant) == (Code.FILES_BUSY, "run")
    await unit.roll_back()


@pytest.mark.parametrize("name", ["undo", "undo, edited, key apart", "undo, new folder"])
async def test_an_error_at_any_operation_leaves_all_or_nothing_undone(
    name: str, tmp_path: Path
) -> None:
    if sys.platform == "win32":
        pytest.skip("the scenarios fork")
    scenario = Scenario(tmp_path / "root", name)
    scenario.prepare()
    old = snapshot(scenario.root)
    await scenario.run(Disk())
    new = snapshot(scenario.root)
    failures = 0
    for fatal in itertools.count(1):
        scenario.prepare()
        try:
            await scenario.run(failing_disk(fatal))
        except FilesError as error:
            failures += 1
            assert error.code is Code.FILES_NOT_WRITABLE
            assert snapshot(scenario.root) == old, fatal
        else:
            await scenario.recover(Disk())
            assert snapshot(scenario.root).items() >= new.items(), fatal
            if fatal > failures + 20:
                break
    assert failures > 10
