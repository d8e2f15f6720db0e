"""Windows: access control lists, and files that another program holds open."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import Change, FileWrite
from wizard.infra.files.agent_files import DiskFiles

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="access lists are Windows'")

# Empty elsewhere.
acl: Any = importlib.import_module("wizard.infra.files.permissions.windows")
handles: Any = importlib.import_module("wizard.infra.files.permissions.windows_handles")
WIDE = "D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;WD)"


def key_of(folder: Path, content: bytes = b"new") -> FileWrite:
    return FileWrite(folder / "device.key", content, secret=True)


@pytest.mark.parametrize(
    ("rights", "private"),
    [
        ("D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;S-1-5-21-1-2-3-1001)", True),
        ("D:(A;ID;FA;;;SY)(A;ID;FR;;;S-1-5-80-123)", True),
        ("D:P(D;;FA;;;WD)(A;;FA;;;SY)", True),
        (WIDE, False),
        ("D:AI(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)", False),
        ("D:AI(A;ID;0x1301bf;;;AU)", False),
        ("D:P(A;;FA;;;SY)(A;;FR;;;AC)", False),
        ("D:NO_ACCESS_CONTROL", False),
        ("", False),
    ],
)
def test_knows_a_private_list(rights: str, private: bool) -> None:
    assert acl.is_private(rights) == private


USER = "S-1-5-21-1-2-3-1001"


@pytest.mark.parametrize(
    ("rights", "closed"),
    [
        (f"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{USER})", True),
        ("D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", True),
        ("D:P", True),
        # What ProgramData gives: everybody makes files in it, the owner being who it may.
        (
            "D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;FA;;;CO)(A;OICIID;0x1200a9;;;BU)",
            False,
        ),
        ("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;S-1-5-21-1-2-3-1002)", False),
        ("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;LA)", False),
        ("D:NO_ACCESS_CONTROL", False),
    ],
)
def test_knows_a_folder_that_only_administrators_write_to(rights: str, closed: bool) -> None:
    assert acl.is_closed(rights, USER) == closed


def test_a_folder_for_records_is_closed_when_it_is_made(tmp_path: Path) -> None:
    acl.set_rights(tmp_path, acl.private_folder_rights())
    assert acl.is_closed(acl.rights_of(tmp_path), acl.user_sid()), acl.rights_of(tmp_path)


async def test_a_new_key_is_for_system_administrators_and_the_user(tmp_path: Path) -> None:
    unit = await DiskFiles().write(tmp_path, [key_of(tmp_path)])
    rights = acl.rights_of(tmp_path / "device.key")
    assert acl.is_private(rights)
    assert "(A;;FA;;;SY)" in rights
    assert "ID;" not in rights  # nothing inherited
    await unit.commit()
    assert (tmp_path / "device.key").read_bytes() == b"new"


async def test_a_configurations_list_is_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "General.config"
    path.write_bytes(b"old")
    acl.set_rights(path, WIDE)
    before = acl.rights_of(path)
    unit = await DiskFiles().write(tmp_path, [FileWrite(path, b"new")])
    await unit.commit()
    backup = unit.results[0].backup
    assert backup is not None
    assert (acl.rights_of(path), acl.rights_of(backup)) == (before, before)


async def test_a_key_that_everybody_can_read_is_closed_and_put_back(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    path.write_bytes(b"old")
    acl.set_rights(path, WIDE)
    before = acl.rights_of(path)
    unit = await DiskFiles().write(tmp_path, [key_of(tmp_path)])
    (result,) = unit.results
    assert result.change is Change.UPDATED
    assert result.backup is not None
    assert acl.is_private(acl.rights_of(path))
    assert acl.is_private(acl.rights_of(result.backup))
    await unit.roll_back()
    assert (path.read_bytes(), acl.rights_of(path)) == (b"old", before)


async def test_a_file_that_is_held_open_is_named(tmp_path: Path) -> None:
    path, other = tmp_path / "General.config", tmp_path / "Other.config"
    path.write_bytes(b"old")
    with path.open("rb"), pytest.raises(FilesError) as caught:
        await DiskFiles().write(tmp_path, [FileWrite(other, b"new"), FileWrite(path, b"new")])
    assert (caught.value.code, caught.value.variant) == (Code.FILES_BUSY, "")
    assert caught.value.params["path"] == str(path)
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {
        "General.config": b"old"
    }


@pytest.fixture
def half(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows says after User Account Control has asked: the user's other programs have fewer
    rights, and the same SID."""
    monkeypatch.setattr(acl, "trusted_user", lambda: "")


@pytest.mark.usefixtures("half")
def test_what_is_made_with_an_administrators_rights_is_not_for_the_users_other_programs() -> None:
    assert acl.private_rights() == "D:P(A;;FA;;;SY)(A;;FA;;;BA)"
    assert acl.private_folder_rights() == "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"


async def test_records_that_the_users_other_programs_could_have_written_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, state = tmp_path / "agent", tmp_path / "state"
    files = DiskFiles(state=state)
    await (await files.write(folder, [FileWrite(folder / "General.config", b"new")])).commit()
    monkeypatch.setattr(acl, "trusted_user", lambda: "")

    with pytest.raises(FilesError) as undone:
        await files.undo(folder)
    with pytest.raises(FilesError) as written:
        await files.write(folder, [FileWrite(folder / "General.config", b"newer")])

    assert (undone.value.code, undone.value.variant) == (Code.FILES_NOTHING_TO_UNDO, "record")
    assert written.value.variant == "state_folder"
    assert (folder / "General.config").read_bytes() == b"new"


def test_an_open_file_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path.resolve() / "General.config"
    path.write_bytes(b"x")
    with path.open("rb") as file:
        handles.require_at(file.fileno(), path)
        handles.require_at(file.fileno(), Path(str(path).upper()))
        for other in (path.with_name("other"), path.parent / "below" / path.name):
            with pytest.raises(OSError):
                handles.require_at(file.fileno(), other)


async def test_a_file_behind_an_exchanged_folder_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a junction has taken the folder's place: Wine makes none."""
    from wizard.infra.files import folders

    folder, victim = tmp_path / "agent", tmp_path / "victim"
    for place in (folder, victim):
        place.mkdir()
        (place / "General.config").write_bytes(b"old")
    at = folders.OpenFolders.at

    def led_elsewhere(self: Any, path: Path) -> tuple[str, int | None]:
        return at(self, victim / path.name if path.parent.name == "agent" else path)

    monkeypatch.setattr(folders.OpenFolders, "at", led_elsewhere)

    with pytest.raises(FilesError) as caught:
        await DiskFiles().write(folder, [FileWrite(folder / "General.config", b"new")])

    assert caught.value.variant == "link"
    assert {one.name: one.read_bytes() for one in victim.iterdir()} == {"General.config": b"old"}


@pytest.mark.parametrize("private", [False, True])
def test_nothing_is_left_where_an_exchanged_folder_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    from wizard.infra.files import disk, folders

    folder, victim = tmp_path.resolve() / "agent", tmp_path.resolve() / "victim"
    folder.mkdir()
    victim.mkdir()
    at = folders.OpenFolders.at
    monkeypatch.setattr(folders.OpenFolders, "at", lambda self, path: at(self, victim / path.name))

    with pytest.raises(OSError):
        disk.Disk().create(folder / "azureiotsecurity.key", private=private)
    with pytest.raises(OSError):
        disk.Disk().folders.open(folder / ".iot-agent-setup.lock", os.O_RDWR | os.O_CREAT)

    assert list(victim.iterdir()) == []


def test_rights_are_given_to_the_file_that_was_made_and_not_to_what_took_its_name(
    tmp_path: Path,
) -> None:
    path, victim = tmp_path / "a.tmp", tmp_path / "victim"
    victim.write_bytes(b"x")
    before = acl.rights_of(victim)
    file = handles.create_file(str(path), private=False)
    with os.fdopen(file, "wb"):
        path.rename(tmp_path / "moved")
        victim.rename(path)
        acl.set_rights_of_file(file, "D:P(A;;FA;;;SY)")
    assert acl.rights_of(path) == before
    assert acl.rights_of(tmp_path / "moved") != before
    with pytest.raises(FileExistsError):
        handles.create_file(str(path), private=True)


def test_whether_a_file_may_be_written_is_told_while_it_is_held_open(tmp_path: Path) -> None:
    path = tmp_path / "General.config"
    path.write_bytes(b"x")
    with path.open("rb"):
        assert handles.may_write(path)
    assert not handles.may_write(tmp_path / "none")
    assert not handles.may_write(tmp_path)
