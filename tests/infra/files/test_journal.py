"""The journal: what it says, whom it is believed from, and that it may move with its folder."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from pathlib import Path

import pytest

from tests.infra.files.records import journal_of, record_of
from tests.patience import HANG_LIMIT
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.files.disk import Disk
from wizard.infra.files.journal import State
from wizard.infra.files.records import FORMER_JOURNAL
from wizard.infra.threads import run_blocking

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are POSIX's")
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away"
)
KEY = b"Q0FOQVJZLWtleQ==\n"


async def abandoned(folder: Path, key: Path | None = None) -> None:
    """What a killed run leaves: all is written, nothing is final, nobody holds the lock."""
    (folder / "General.config").write_bytes(b"old")
    writes = [
        FileWrite(folder / "General.config", b"new"),
        FileWrite(key or folder / "device.key", KEY, secret=True),
    ]
    unit = await DiskFiles().write(folder, writes)
    path = journal_of(folder)
    journal = path.read_bytes()
    await unit.commit()
    record_of(folder).unlink()
    path.write_bytes(journal)
    path.chmod(0o600)


async def test_it_has_no_secret_and_is_the_owners(tmp_path: Path) -> None:
    await abandoned(tmp_path)
    text = journal_of(tmp_path).read_text()
    assert KEY.decode().strip() not in text
    assert json.loads(text)["state"] == State.REPLACING


async def test_the_next_run_takes_a_killed_one_back(tmp_path: Path) -> None:
    await abandoned(tmp_path)
    assert await DiskFiles().recover(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "General.config": b"old"
    }


async def test_writing_recovers_by_itself(tmp_path: Path) -> None:
    await abandoned(tmp_path)
    unit = await DiskFiles().write(tmp_path, [FileWrite(tmp_path / "General.config", b"newer")])
    await unit.roll_back()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "General.config": b"old"
    }


async def test_it_moves_with_its_folder(tmp_path: Path) -> None:
    here, there = tmp_path / "card", tmp_path / "mounted elsewhere"
    here.mkdir()
    await abandoned(here)
    here.rename(there)
    here.mkdir()
    (here / "General.config").write_bytes(b"another card")
    assert await DiskFiles().recover(there)
    assert (there / "General.config").read_bytes() == b"old"
    assert (here / "General.config").read_bytes() == b"another card"


@posix
@pytest.mark.parametrize("how", ["mode", "link", "text", "version", "shape"])
async def test_one_that_is_not_to_be_trusted_is_not_obeyed(tmp_path: Path, how: str) -> None:
    await abandoned(tmp_path)
    journal = journal_of(tmp_path)
    if how == "mode":
        journal.chmod(0o666)
    elif how == "link":
        journal.rename(tmp_path / "elsewhere")
        journal.symlink_to(tmp_path / "elsewhere")
    else:
        broken = {"text": "{", "version": '{"version": 99}', "shape": '{"version": 1}'}
        journal.write_text(broken[how])
    with pytest.raises(FilesError) as caught:
        await DiskFiles().recover(tmp_path)
    assert caught.value.code is Code.FILES_NOT_WRITABLE
    assert caught.value.variant == {"link": "link", "mode": "state_folder"}.get(how, "journal")
    assert (tmp_path / "General.config").read_bytes() == b"new"


@as_root
async def test_another_accounts_journal_is_not_obeyed(tmp_path: Path) -> None:
    await abandoned(tmp_path)
    os.chown(journal_of(tmp_path), 1234, 1234)
    with pytest.raises(FilesError) as caught:
        await DiskFiles().recover(tmp_path)
    assert caught.value.variant == "state_folder"


@pytest.mark.parametrize("work", ["recover", "write"])
async def test_one_in_the_folder_itself_is_reported_and_not_obeyed(
    tmp_path: Path, work: str
) -> None:
    await abandoned(tmp_path)
    (tmp_path / FORMER_JOURNAL).write_bytes(journal_of(tmp_path).read_bytes())
    journal_of(tmp_path).unlink()
    files, write = DiskFiles(), FileWrite(tmp_path / "General.config", b"newer")
    with pytest.raises(FilesError) as caught:
        await (files.recover(tmp_path) if work == "recover" else files.write(tmp_path, [write]))
    assert caught.value.variant == "former_journal"
    assert caught.value.params["path"] == str(tmp_path / FORMER_JOURNAL)
    assert (tmp_path / "General.config").read_bytes() == b"new"


async def test_cancelling_a_write_takes_it_back(tmp_path: Path) -> None:
    class Waiting(Disk):
        def replace(self, source: Path, target: Path) -> None:
            super().replace(source, target)
            if target.name == "General.config":
                replaced.set()
                go_on.wait(HANG_LIMIT)

    replaced, go_on = threading.Event(), threading.Event()
    config, key = tmp_path / "General.config", tmp_path / "device.key"
    config.write_bytes(b"old")
    writes = [FileWrite(config, b"new"), FileWrite(key, KEY, secret=True)]
    task = asyncio.create_task(DiskFiles(Waiting()).write(tmp_path, writes))
    await run_blocking(lambda: replaced.wait(HANG_LIMIT))
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "General.config": b"old"
    }
