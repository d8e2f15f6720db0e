"""Links, symbolic and hard: refused, and everything stays as it was."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite
from wizard.infra.files.agent_files import DiskFiles

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="making a link needs a right that users lack there"
)


@pytest.fixture
def files() -> DiskFiles:
    return DiskFiles()


@pytest.fixture
def link(tmp_path: Path) -> Callable[[str], Path]:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "agent").mkdir()
    (tmp_path / "elsewhere" / "real").write_bytes(b"old")

    def make(target: str = "../elsewhere/real") -> Path:
        path = tmp_path / "agent" / "linked"
        path.symlink_to(target)
        return path

    return make


@pytest.mark.parametrize("secret", [False, True])
async def test_nothing_is_written_through_a_link(
    files: DiskFiles, link: Callable[[], Path], secret: bool
) -> None:
    path = link()
    for work in (
        lambda: files.write(path.parent, [FileWrite(path, b"new", secret=secret)]),
        lambda: files.check_writable([path]),
    ):
        with pytest.raises(FilesError) as caught:
            await work()
        assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "link")
    assert path.is_symlink()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in path.parent.iterdir()] == ["linked"]


async def test_a_folder_may_be_a_link(files: DiskFiles, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "agent").symlink_to("real")
    path = tmp_path / "agent" / "General.config"
    await (await files.write(path.parent, [FileWrite(path, b"new")])).commit()
    assert (tmp_path / "real" / "General.config").read_bytes() == b"new"


@pytest.mark.parametrize("target", ["nowhere", "linked"])
async def test_a_link_to_nothing_is_refused(
    files: DiskFiles, link: Callable[[str], Path], target: str
) -> None:
    path = link(target)
    with pytest.raises(FilesError) as caught:
        await files.write(path.parent, [FileWrite(path, b"new")])
    assert caught.value.variant == "link"


async def test_a_file_with_another_name_is_refused(files: DiskFiles, tmp_path: Path) -> None:
    path, other = tmp_path / "General.config", tmp_path / "other"
    path.write_bytes(b"old")
    other.hardlink_to(path)
    for work in (
        lambda: files.write(path.parent, [FileWrite(path, b"new")]),
        lambda: files.check_writable([path]),
    ):
        with pytest.raises(FilesError) as caught:
            await work()
        assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "other_names")
    assert (path.read_bytes(), other.read_bytes()) == (b"old", b"old")
