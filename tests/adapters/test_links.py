"""Links, symbolic and hard: which are followed, and what happens to the other names."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.adapters.files import DiskFiles
from wizard.adapters.undo_record import RECORD_NAME
from wizard.core.errors import Code, FilesError
from wizard.core.model import FileWrite

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="making a link needs a right that users lack there"
)
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can give links away"
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


async def test_a_configuration_is_written_where_the_link_leads(
    files: DiskFiles, link: Callable[[], Path]
) -> None:
    path = link()
    unit = await files.write(path.parent, [FileWrite(path, b"new")])
    await unit.commit()
    (result,) = unit.results
    assert path.is_symlink()
    assert path.read_bytes() == b"new"
    assert result.path == path
    assert result.backup is not None
    assert result.backup.parent == path.resolve().parent
    assert result.backup.read_bytes() == b"old"
    assert {entry.name for entry in path.parent.iterdir()} == {"linked", RECORD_NAME}


async def test_a_key_is_never_written_through_a_link(
    files: DiskFiles, link: Callable[[], Path]
) -> None:
    path = link()
    with pytest.raises(FilesError) as caught:
        await files.write(path.parent, [FileWrite(path, b"new", secret=True)])
    assert (caught.value.code, caught.value.variant) == (Code.FILES_NOT_WRITABLE, "link")
    assert path.read_bytes() == b"old"


@as_root
async def test_a_link_that_another_account_made_is_not_followed(
    files: DiskFiles, link: Callable[[], Path]
) -> None:
    path = link()
    os.lchown(path, 1234, 1234)
    with pytest.raises(FilesError) as caught:
        await files.write(path.parent, [FileWrite(path, b"new")])
    assert caught.value.variant == "link"


@pytest.mark.parametrize("target", ["nowhere", "linked"])
async def test_a_link_to_nothing_is_refused(
    files: DiskFiles, link: Callable[[str], Path], target: str
) -> None:
    path = link(target)
    with pytest.raises(FilesError) as caught:
        await files.write(path.parent, [FileWrite(path, b"new")])
    assert caught.value.variant == "link"


async def test_other_names_of_a_file_keep_the_old_content(files: DiskFiles, tmp_path: Path) -> None:
    path, other = tmp_path / "General.config", tmp_path / "other"
    path.write_bytes(b"old")
    other.hardlink_to(path)
    unit = await files.write(path.parent, [FileWrite(path, b"new")])
    await unit.commit()
    (result,) = unit.results
    assert result.backup is not None
    assert (other.read_bytes(), result.backup.read_bytes()) == (b"old", b"old")
