"""One run at a time in a folder; what a dead one leaves is taken over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.files.disk import Disk
from wizard.infra.files.folder_lock import LOCK_NAME, FolderLock
from wizard.text.lookup import text_of

REPOSITORY = Path(__file__).resolve().parents[3]
HOLDER = """
import sys
from pathlib import Path
from wizard.infra.files.disk import Disk
from wizard.infra.files.folder_lock import FolderLock

FolderLock(Path(sys.argv[1]), Disk()).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the folder's lock until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_leaves_nothing_behind(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path, Disk())
    lock.acquire()
    assert [path.name for path in tmp_path.iterdir()] == [LOCK_NAME]
    lock.release()
    lock.release()
    assert list(tmp_path.iterdir()) == []


async def test_says_who_is_there_until_the_holder_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "General.config"
    files = DiskFiles()
    with hold(tmp_path) as holder:
        for work in (
            files.write(tmp_path, [FileWrite(path, b"new")]),
            files.check_writable([path]),
            files.recover(tmp_path),
        ):
            with pytest.raises(FilesError) as caught:
                await work
            error = caught.value
            assert (error.code, error.variant) == (Code.FILES_BUSY, "run")
            assert error.params["pid"] == str(holder.pid)
            cause = text_of(error.problem).cause
            assert "iot-agent-setup" in cause
            assert str(tmp_path) in cause
        assert not path.exists()
        holder.kill()
    assert (tmp_path / LOCK_NAME).exists()
    await (await files.write(tmp_path, [FileWrite(path, b"new")])).commit()
    assert {entry.name for entry in tmp_path.iterdir()} == {"General.config"}


async def test_recovery_clears_a_dead_lock_away(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).write_text(json.dumps({"pid": 1, "program": "p", "since": "s"}))
    assert not await DiskFiles().recover(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b"{}"])
def test_a_holder_that_is_not_named_is_reported_all_the_same(tmp_path: Path, text: bytes) -> None:
    first, second = FolderLock(tmp_path, Disk()), FolderLock(tmp_path, Disk())
    first.acquire()
    (tmp_path / LOCK_NAME).write_bytes(text)
    with pytest.raises(FilesError) as caught:
        second.acquire()
    assert (caught.value.code, caught.value.variant) == (Code.FILES_BUSY, "run")
    first.release()


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right that users lack there")
@pytest.mark.parametrize("hard", [False, True])
def test_a_trap_in_its_place_is_not_written_through(tmp_path: Path, hard: bool) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    trap = tmp_path / LOCK_NAME
    (trap.hardlink_to if hard else trap.symlink_to)(victim)
    with pytest.raises(FilesError) as caught:
        FolderLock(tmp_path, Disk()).acquire()
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "link")
    assert victim.read_bytes() == b"precious"
