"""What the file says, and where it is written: paths of another system are translated."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from wizard.domain.agent.target_folder import (
    TargetFolder,
    TargetSystem,
    target_folder,
)
from wizard.domain.errors import Code, FilesError

LINUX = TargetFolder(PurePosixPath("/var/ASC"), TargetSystem.LINUX, Path("out"))
WINDOWS = TargetFolder(PureWindowsPath("C:\\ASC"), TargetSystem.WINDOWS, Path("out"))


@pytest.mark.parametrize(
    ("folder", "path", "here"),
    [
        (LINUX, "/var/ASC/a.key", "out/a.key"),
        (LINUX, "a.key", "out/a.key"),
        (LINUX, "/var/ASC/k/a.key", "out/k/a.key"),
        (LINUX, "/etc/a.key", "out/a.key"),
        (LINUX, "/var/ASC/../etc/a.key", "out/a.key"),
        (WINDOWS, "C:\\ASC\\a.key", "out/a.key"),
        (WINDOWS, "c:\\asc\\k\\a.key", "out/k/a.key"),
        (WINDOWS, "C:/ASC/a.key", "out/a.key"),
        (WINDOWS, "D:\\keys\\a.key", "out/a.key"),
    ],
)
def test_where_a_file_lies_here(folder: TargetFolder, path: str, here: str) -> None:
    assert folder.local(path) == Path(here)


def test_a_folder_of_this_computer_is_read_as_it_is(tmp_path: Path) -> None:
    folder = target_folder(tmp_path, None)
    assert not folder.is_elsewhere
    assert folder.local(str(Path.home() / "a.key")) == Path.home() / "a.key"
    assert folder.on_target("a.key") == str(tmp_path / "a.key")


@pytest.mark.parametrize("folder", [LINUX, WINDOWS])
def test_a_description_is_read_back(folder: TargetFolder) -> None:
    assert target_folder(folder.written, folder.described()) == folder


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"os": "linux"}', '{"os": "dos", "directory": "/a"}'),
        *('{"os": "linux", "directory": "a"}', '{"os": "linux", "directory": "/a/../b"}'),
        *('{"os": "linux", "directory": 3}', "[" * 100_000, "\udcff"),
    ],
)
def test_what_cannot_be_understood_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FilesError) as caught:
        target_folder(tmp_path, text.encode("utf-8", "surrogateescape"))
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, "target")
