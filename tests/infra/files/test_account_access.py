"""Whether another account could read a file: modes, groups, lists of rights, folders, links."""

from __future__ import annotations

import os
import struct
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from wizard.infra.files.permissions.account import access_barrier

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="told on Linux only")

AGENT = "an-agent"
UID = 4_294_000
GROUP = 4_294_001


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that owns nothing here; it is in the group that our files have."""
    import pwd

    def entry(name: str) -> SimpleNamespace:
        if name != AGENT:
            raise KeyError(name)
        return SimpleNamespace(pw_uid=UID, pw_gid=GROUP)

    monkeypatch.setattr(pwd, "getpwnam", entry)
    monkeypatch.setattr(os, "getgrouplist", lambda *_: [GROUP, os.getgid()])


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter, unlike pytest's."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made).resolve()
        place.chmod(0o755)
        yield place


def file(folder: Path, mode: int) -> Path:
    path = folder / "agent.key"
    path.write_bytes(b"key")
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("mode", "can_read"), [(0o600, False), (0o640, True), (0o604, False), (0o644, True)]
)
def test_the_group_decides_for_who_is_in_it(folder: Path, mode: int, can_read: bool) -> None:
    path = file(folder, mode)
    assert access_barrier(path, AGENT) == (None if can_read else path)


@pytest.mark.parametrize(("mode", "can_read"), [(0o640, False), (0o604, True)])
def test_the_rest_decides_for_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mode: int, can_read: bool
) -> None:
    monkeypatch.setattr(os, "getgrouplist", lambda *_: [GROUP])
    path = file(folder, mode)
    assert access_barrier(path, AGENT) == (None if can_read else path)


def test_the_owner_has_the_owners_rights_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pwd

    own = SimpleNamespace(pw_uid=os.getuid(), pw_gid=GROUP)
    monkeypatch.setattr(pwd, "getpwnam", lambda _: own)
    path = file(folder, 0o077)
    assert access_barrier(path, AGENT) == (None if os.getuid() == 0 else path), (
        "root reads everything"
    )


def test_a_folder_on_the_way_must_be_open(folder: Path) -> None:
    inside = folder / "inside"
    inside.mkdir()
    path = file(inside, 0o644)
    inside.chmod(0o744)
    assert access_barrier(path, AGENT) == inside, "reading a folder is not entering it"
    inside.chmod(0o710)
    assert access_barrier(path, AGENT) is None


def test_where_a_link_leads_counts_as_well(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir()
    link = folder / "agent.key"
    link.symlink_to(file(closed, 0o644))
    closed.chmod(0o700)
    assert access_barrier(link, AGENT) == closed


@pytest.mark.parametrize(
    ("entries", "can_read"),
    [
        ([(0x02, 4, UID)], True),
        ([(0x02, 4, UID + 1)], False),
        ([(0x08, 4, GROUP)], True),
        ([(0x02, 4, UID), (0x10, 0, 0)], False),
    ],
    ids=["the account", "another account", "its group", "behind the mask"],
)
def test_a_list_of_rights(
    folder: Path, entries: list[tuple[int, int, int]], can_read: bool
) -> None:
    path = file(folder, 0o600)
    if not any(tag == 0x10 for tag, _, _ in entries):
        entries = [*entries, (0x10, 7, 0)]
    nobody = 0xFFFFFFFF
    rows = [(0x01, 6, nobody), (0x04, 0, nobody), (0x20, 0, nobody)]
    rows += [(tag, bits, owner or nobody) for tag, bits, owner in entries]
    packed = b"".join(struct.pack("<HHI", *row) for row in sorted(rows))
    try:
        os.setxattr(path, "system.posix_acl_access", struct.pack("<I", 2) + packed)
    except OSError as error:
        pytest.skip(f"no lists of rights on this file system: {error.strerror}")
    assert access_barrier(path, AGENT) == (None if can_read else path)


def test_what_is_not_there_is_told_elsewhere(folder: Path) -> None:
    assert access_barrier(folder / "nothing", AGENT) is None
