"""What cannot be read or written: which code and sentence, before and while writing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite
from wizard.infra.files.agent_files import DiskFiles
from wizard.text.lookup import text_of

REPOSITORY = Path(__file__).resolve().parents[3]
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are POSIX's")
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can become another account"
)


async def refusal(path: Path, *, beforehand: bool = True, secret: bool = False) -> FilesError:
    """The error of writing the file; `check_writable` raises the same, if ``beforehand``."""
    with pytest.raises(FilesError) as caught:
        await DiskFiles().write(path.parent, [FileWrite(path, b"new", secret)])
    if beforehand:
        with pytest.raises(FilesError) as expected:
            await DiskFiles().check_writable([path])
        assert (expected.value.code, expected.value.variant) == (
            caught.value.code,
            caught.value.variant,
        )
    assert str(path.parent) in text_of(caught.value.problem).cause
    return caught.value


async def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "General.config").mkdir()
    error = await refusal(tmp_path / "General.config")
    assert (error.code, error.variant) == (Code.FILES_NOT_WRITABLE, "not_a_file")
    assert [path.name for path in tmp_path.iterdir()] == ["General.config"]


@posix
async def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "General.config")
    assert (await refusal(tmp_path / "General.config")).variant == "not_a_file"
    with pytest.raises(FilesError) as caught:
        await DiskFiles().read(tmp_path / "General.config")
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, "not_a_file")


@pytest.mark.parametrize("below", ["", "deep"])
async def test_a_file_in_the_place_of_the_folder(tmp_path: Path, below: str) -> None:
    (tmp_path / "agent").write_bytes(b"a file")
    path = tmp_path / "agent" / below / "General.config"
    assert await DiskFiles().read(path) is None
    error = await refusal(path)
    assert (error.code, error.variant) == (Code.FILES_NOT_WRITABLE, "not_a_folder")
    assert (tmp_path / "agent").read_bytes() == b"a file"


async def test_a_file_in_the_place_of_the_keys_folder(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"a file")
    agent, key = tmp_path / "agent", tmp_path / "keys" / "device.key"
    with pytest.raises(FilesError) as caught:
        await DiskFiles().write(
            agent, [FileWrite(agent / "General.config", b"new"), FileWrite(key, b"new", True)]
        )
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "not_a_folder")
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


@posix
@pytest.mark.parametrize("name", ["k" * 300, "zero\0"])
async def test_a_name_that_the_system_refuses(tmp_path: Path, name: str) -> None:
    error = await refusal(tmp_path / name, secret=True)
    assert (error.code, error.variant) == (Code.FILES_NOT_WRITABLE, "name")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        ".iot-agent-setup.undo",
        ".iot-agent-setup.journal",
        ".iot-agent-setup.lock",
        ".IOT-Agent-Setup.journal.next",
        "General.config.20261123T150405Z.bak",
        ".General.config.20261123T150405Z.tmp",
    ],
)
async def test_a_name_that_the_program_itself_uses(tmp_path: Path, name: str) -> None:
    error = await refusal(tmp_path / name, secret=True)
    assert (error.code, error.variant) == (Code.FILES_NOT_WRITABLE, "own_name")
    assert list(tmp_path.iterdir()) == []


@posix
async def test_a_name_that_is_too_long_for_its_backup_changes_nothing(tmp_path: Path) -> None:
    key = tmp_path / ("k" * 245)
    key.write_bytes(b"old")
    assert (await refusal(key, beforehand=False, secret=True)).variant == "name"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {key.name: b"old"}


@pytest.fixture
def immutable(tmp_path: Path) -> Iterator[Path]:
    """A folder that not even root can write to."""
    if shutil.which("chattr") is None:
        pytest.skip("there is no chattr here")
    folder = tmp_path / "immutable"
    folder.mkdir()
    (folder / "General.config").write_bytes(b"old")
    if subprocess.run(["chattr", "+i", str(folder)], capture_output=True).returncode:
        pytest.skip("chattr +i needs root and a file system that knows it")
    yield folder
    subprocess.run(["chattr", "-i", str(folder)], check=True)


async def test_a_folder_that_may_not_be_changed(immutable: Path) -> None:
    error = await refusal(immutable / "General.config")
    assert (error.code, error.variant) == (Code.FILES_NOT_WRITABLE, "permission")
    new = immutable / "agent" / "General.config"
    assert (await refusal(new)).variant == "permission"


async def test_a_file_that_may_not_be_changed(immutable: Path) -> None:
    def mark(*arguments: str) -> None:
        subprocess.run(["chattr", *arguments], check=True)

    config, other = immutable / "General.config", immutable / "Other.config"
    mark("-i", str(immutable))
    mark("+i", str(config))
    try:
        assert (await refusal(config)).variant == "permission"
        with pytest.raises(FilesError):
            await DiskFiles().write(
                immutable, [FileWrite(other, b"new"), FileWrite(config, b"new")]
            )
        assert {path.name: path.read_bytes() for path in immutable.iterdir()} == {
            "General.config": b"old"
        }
    finally:
        mark("-i", str(config))


NOBODY = 65534
PROGRAM = """
import asyncio, json, os, sys
from pathlib import Path
from wizard.infra.files.agent_files import DiskFiles
from wizard.domain.errors import FilesError
from wizard.domain.files import FileWrite

NOBODY = 65534

async def outcome(work):
    try:
        await work
        return "ok"
    except FilesError as error:
        return f"{error.code}/{error.variant}"

async def main():
    path = Path(sys.argv[1])
    # Only now: another account may be unable to read this program.
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    files = DiskFiles()
    print(json.dumps([
        await outcome(files.read(path)),
        await outcome(files.check_writable([path])),
        await outcome(files.write(path.parent, [FileWrite(path, b"new")])),
    ]))

asyncio.run(main())
"""


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another account can get to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def as_nobody(path: Path) -> list[str]:
    """What reading, checking and writing the file come to for an account without rights."""
    with tempfile.TemporaryDirectory() as own:
        Path(own).chmod(0o777)
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(path)],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "IOT_AGENT_SETUP_HOME": own},
            capture_output=True,
            text=True,
        )
    assert ended.stderr == ""
    found: list[str] = json.loads(ended.stdout)
    return found


@as_root
class TestAnAccountWithoutRights:
    def test_in_a_folder_of_another(self, public: Path) -> None:
        (public / "General.config").write_bytes(b"old")
        refused = "files.not_writable/permission"
        assert as_nobody(public / "General.config") == ["ok", refused, refused]
        assert as_nobody(public / "agent" / "General.config") == ["ok", refused, refused]

    def test_with_a_file_that_it_may_not_read(self, public: Path) -> None:
        public.chmod(0o777)
        (public / "General.config").write_bytes(b"old")
        (public / "General.config").chmod(0o600)
        refused = "files.unreadable/permission"
        assert as_nobody(public / "General.config") == [refused, refused, refused]
        assert [path.name for path in public.iterdir()] == ["General.config"]

    def test_with_a_file_whose_owner_it_cannot_keep(self, public: Path) -> None:
        public.chmod(0o777)
        (public / "General.config").write_bytes(b"old")
        refused = "files.not_writable/owner"
        assert as_nobody(public / "General.config") == ["ok", refused, refused]
        assert [path.name for path in public.iterdir()] == ["General.config"]

    def test_with_a_read_only_file_of_its_own(self, public: Path) -> None:
        public.chmod(0o777)
        (public / "General.config").write_bytes(b"old")
        (public / "General.config").chmod(0o444)
        os.chown(public / "General.config", NOBODY, NOBODY)
        assert as_nobody(public / "General.config") == ["ok", "ok", "ok"]
