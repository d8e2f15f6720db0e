"""Who can read a key: root, the agent's group where it needs that, and nobody else."""

from __future__ import annotations

import getpass
import os
import stat
import struct
import sys
from pathlib import Path

import pytest

from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.files.permissions import readers as key_readers

posix = pytest.mark.skipif(sys.platform == "win32", reason="groups are POSIX's")
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away"
)
AGENT = "daemon"
"""An account and a group of this name are on every Linux, as asciotagent is beside the agent."""
UID = GID = 1
OTHER_GROUP = 4321


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "device.key"


async def written(
    key: Path, content: bytes = b"new\n", *, group: str = AGENT, files: DiskFiles | None = None
) -> FileResult:
    write = FileWrite(key, content, secret=True, reader_group=group)
    unit = await (files or DiskFiles()).write(key.parent, [write])
    await unit.commit()
    return unit.results[0]


def put(key: Path, mode: int, uid: int = 0, gid: int = 0) -> None:
    key.write_bytes(b"old\n")
    os.chown(key, uid, gid)
    key.chmod(mode)


def access(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)


@as_root
async def test_a_new_key_of_the_csharp_agent(key: Path) -> None:
    result = await written(key)
    assert access(key) == (0, GID, 0o640)
    assert result == FileResult(key, Change.CREATED)
    assert result.readers == ("root", AGENT)


@as_root
async def test_a_new_key_of_the_c_agent(key: Path) -> None:
    result = await written(key, group="")
    assert access(key) == (0, 0, 0o600)
    assert result.readers == ("root",)


@posix
async def test_where_the_group_does_not_exist(key: Path) -> None:
    result = await written(key, group="no-such-group")
    assert access(key)[2] == 0o600
    assert len(result.readers) == 1


@posix
async def test_where_this_account_may_not_give_files_away(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    monkeypatch.setattr(os, "getegid", lambda: 4321)
    monkeypatch.setattr(os, "getgroups", list)
    assert key_readers.find_group(AGENT) is None


@as_root
@pytest.mark.parametrize(
    ("mode", "uid", "gid", "expected"),
    [
        (0o600, 0, 0, (0, GID, 0o640)),
        (0o644, 0, 0, (0, GID, 0o640)),
        (0o640, 0, OTHER_GROUP, (0, GID, 0o640)),
        (0o600, UID, GID, (0, GID, 0o640)),
        (0o640, UID, 0, (0, GID, 0o640)),
        (0o640, 0, GID, (0, GID, 0o640)),
        (0o440, 1234, GID, (1234, GID, 0o440)),
        (0o660, 0, GID, (0, GID, 0o660)),
    ],
)
@pytest.mark.parametrize("content", [b"new\n", b"old\n"])
async def test_a_key_that_is_there(
    key: Path, mode: int, uid: int, gid: int, expected: tuple[int, int, int], content: bytes
) -> None:
    put(key, mode, uid, gid)
    result = await written(key, content)
    assert access(key) == expected
    is_same = content == b"old\n" and expected == (uid, gid, mode)
    assert result.change is (Change.UNCHANGED if is_same else Change.UPDATED)
    assert result.readers[-1] == AGENT
    if content == b"old\n":
        assert result.backup is None
    else:
        assert result.backup is not None
        assert access(result.backup) == (0, 0, 0o600)
    assert (await written(key, content)).change is Change.UNCHANGED


@as_root
@pytest.mark.parametrize(
    ("mode", "uid", "gid", "lets_in"),
    [
        (0o600, 0, 0, False),
        (0o640, 0, 0, False),
        (0o640, 0, GID, True),
        (0o604, 0, 0, True),
        (0o400, UID, 0, True),
    ],
)
async def test_a_copy_gives_nobody_more_than_its_source(
    key: Path, mode: int, uid: int, gid: int, lets_in: bool
) -> None:
    source = key.with_name("source.pem")
    put(source, mode, uid, gid)
    write = FileWrite(key, b"copy", secret=True, reader_group=AGENT, sources=(source,))
    unit = await DiskFiles().write(key.parent, [write])
    await unit.commit()
    assert access(key) == ((0, GID, 0o640) if lets_in else (0, 0, 0o600))


@as_root
async def test_a_list_of_rights_that_an_administrator_made_stays(key: Path) -> None:
    put(key, 0o600)
    user, entries = 0xFFFFFFFF, [(1, 6), (2, 4), (4, 0), (0x10, 4), (0x20, 0)]
    acl = struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, bits, UID if tag == 2 else user) for tag, bits in entries
    )
    try:
        os.setxattr(key, "system.posix_acl_access", acl)
    except OSError:
        pytest.skip("this file system has no lists of rights")
    before = access(key)
    await written(key)
    assert access(key) == before
    assert os.getxattr(key, "system.posix_acl_access") == acl


@as_root
async def test_undoing_and_rolling_back_give_the_former_access_again(key: Path) -> None:
    put(key, 0o600, UID, GID)
    files = DiskFiles()
    unit = await files.write(
        key.parent, [FileWrite(key, b"new\n", secret=True, reader_group=AGENT)]
    )
    assert access(key) == (0, GID, 0o640)
    await unit.roll_back()
    assert access(key) == (UID, GID, 0o600)
    await written(key, files=files)
    await files.undo(key.parent)
    assert access(key) == (UID, GID, 0o600)
    assert key.read_bytes() == b"old\n"


async def test_a_configuration_has_no_readers_to_tell_of(tmp_path: Path) -> None:
    unit = await DiskFiles().write(tmp_path, [FileWrite(tmp_path / "General.config", b"x")])
    await unit.commit()
    assert unit.results[0].readers == ()


@pytest.mark.skipif(sys.platform != "win32", reason="access control lists are Windows'")
async def test_on_windows_nobody_but_the_system_administrators_and_this_user(key: Path) -> None:
    result = await written(key)
    # Wine makes up its lists from the mode and leaves the administrators out.
    assert {"SYSTEM", getpass.getuser()} <= set(result.readers)
    assert set(result.readers) <= {"SYSTEM", "Administrators", getpass.getuser()}


@as_root
@pytest.mark.parametrize(
    ("flavour", "expected"),
    [(C, (0, 0, 0o600)), (CSHARP, (0, GID, 0o640))],
)
async def test_each_agents_key_is_for_its_reader(
    key: Path,
    flavour: AgentFlavour,
    expected: tuple[int, int, int],
) -> None:
    # The group of the test stands for the agent's own, which is not on this computer.
    await written(key, group=AGENT if flavour.reader_group else "")
    assert access(key) == expected
