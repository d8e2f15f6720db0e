"""What was proven is on record where this account alone can write; else it counts as not proven."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wizard.domain.errors import FilesError
from wizard.domain.ports.check_records import CheckRecord
from wizard.domain.state import FollowUp
from wizard.infra.progress.check_records import DiskCheckRecords

NAME = "5b1e1f9e-6c0a-4f4d-9f0c-2d8c1f6a7e35"
RECORD = CheckRecord("ab" * 32, frozenset({FollowUp.CHECK}))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


async def test_a_record_is_kept_replaced_and_forgotten(state: Path) -> None:
    records = DiskCheckRecords(state)
    assert await records.load(NAME) is None
    await records.forget(NAME)
    for record in (RECORD, CheckRecord("cd", frozenset(FollowUp))):
        await records.save(NAME, record)
        assert await DiskCheckRecords(state).load(NAME) == record
    assert await records.load(NAME.replace("5", "6")) is None
    await records.forget(NAME)
    assert await records.load(NAME) is None
    assert [path for path in state.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"content": "ab"}', "[" * 100_000])
async def test_a_damaged_record_is_none(state: Path, damage: str) -> None:
    records = DiskCheckRecords(state)
    await records.save(NAME, RECORD)
    (path,) = (state / "checked").iterdir()
    path.write_text(damage)
    assert await records.load(NAME) is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes")
async def test_a_record_that_others_could_have_written_is_none(state: Path) -> None:
    records = DiskCheckRecords(state)
    await records.save(NAME, RECORD)
    (path,) = (state / "checked").iterdir()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    path.chmod(0o622)
    assert await records.load(NAME) is None
    path.chmod(0o600)
    path.parent.chmod(0o777)
    assert await records.load(NAME) is None
    path.parent.chmod(0o700)
    assert await records.load(NAME) == RECORD
    forged = path.with_suffix(".forged")
    path.rename(forged)
    path.symlink_to(forged)
    assert await records.load(NAME) is None


async def test_without_a_folder_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    records = DiskCheckRecords(in_the_way / "state")
    await records.save(NAME, RECORD)
    assert await records.load(NAME) is None


async def test_an_old_record_that_stays_is_told(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = DiskCheckRecords(state)
    await records.save(NAME, RECORD)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("wizard.infra.files.disk.Disk.remove", refuse)
    with pytest.raises(FilesError, match=r"files\.not_writable"):
        await records.forget(NAME)
