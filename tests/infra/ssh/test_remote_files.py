"""The agent's files and service on another computer: a real sshd, a real sudo."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.infra.ssh.sshd import Person, Server
from tests.patience import until
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentTarget
from wizard.domain.errors import Code, FilesError, SshError
from wizard.domain.files import Change, FileWrite
from wizard.domain.hub.address import HubAddress
from wizard.domain.ports.asking import Asked
from wizard.domain.ports.computer import PortState
from wizard.domain.ports.service import ServiceState
from wizard.infra.ssh.computer import SshComputer


@pytest.fixture
def person(server: Server) -> Person:
    return Person({Asked.SUDO: [server.password]})


@pytest.fixture
async def computer(server: Server, person: Person) -> AsyncIterator[SshComputer]:
    connected = server.computer(person)
    yield connected
    await connected.close()


def target(server: Server) -> AgentTarget:
    return AgentTarget(C, server.agent)


async def looked(computer: SshComputer, server: Server) -> None:
    await computer.look(target(server), None, 5671)


async def test_a_look_tells_what_is_there(computer: SshComputer, server: Server) -> None:
    found = await computer.look(target(server), None, 5671)

    assert found.user == server.user
    assert not found.has_folder
    assert found.clock_ahead is not None
    assert abs(found.clock_ahead) < 5
    assert found.machine == os.uname().machine
    assert found.port is PortState.NOT_KNOWN
    assert found.service.state in (ServiceState.UNKNOWN, ServiceState.NOT_INSTALLED)


async def test_ports_are_tried_from_there(computer: SshComputer, server: Server) -> None:
    here = HubAddress("127.0.0.1")
    assert (await computer.look(target(server), here, server.port)).port is PortState.OPEN
    assert (await computer.look(target(server), here, 9)).port is PortState.CLOSED


@pytest.mark.parametrize("kind", ["folder", "pipe", "below_a_file", "large"])
async def test_what_is_no_file_of_an_agent_is_told_as_what_it_is(
    computer: SshComputer, server: Server, kind: str
) -> None:
    await looked(computer, server)
    server.agent.mkdir(parents=True, exist_ok=True)
    path = server.agent / kind
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "below_a_file":
            path.write_bytes(b"")
            path = path / "LocalConfiguration.json"
        case _:
            path.write_bytes(bytes(1_000_001))
    with pytest.raises(FilesError) as caught:
        await computer.files.read(path)
    told = {"below_a_file": "not_a_folder", "large": "size"}.get(kind, "not_a_file")
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, told)


async def test_files_are_written_with_sudo_and_read_back(
    computer: SshComputer, server: Server, person: Person
) -> None:
    await looked(computer, server)
    key, config = server.agent / "a.key", server.agent / "LocalConfiguration.json"
    writes = [FileWrite(config, b"{}\n"), FileWrite(key, b"c2VjcmV0", secret=True)]

    await computer.files.check_writable([config, key])
    unit = await computer.files.write(server.agent, writes)
    await unit.commit()

    assert [result.change for result in unit.results] == [Change.CREATED, Change.CREATED]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(config.stat().st_mode) == 0o644
    assert key.stat().st_uid == 0
    assert key.read_bytes() == b"c2VjcmV0"
    assert await computer.files.read(key) == b"c2VjcmV0"
    assert await computer.files.read(server.agent / "none") is None
    assert person.kinds == [Asked.SUDO], "sudo's password is asked for once"
    assert server.left_over() == []


async def test_what_is_the_same_is_left_alone(computer: SshComputer, server: Server) -> None:
    await looked(computer, server)
    writes = [FileWrite(server.agent / "x.json", b"{}")]
    await (await computer.files.write(server.agent, writes)).commit()
    before = (server.agent / "x.json").stat()

    unit = await computer.files.write(server.agent, writes)
    await unit.commit()

    assert [result.change for result in unit.results] == [Change.UNCHANGED]
    assert (server.agent / "x.json").stat().st_ino == before.st_ino
    assert sorted(path.name for path in server.agent.iterdir()) == ["x.json"]


async def test_owner_and_mode_of_a_file_stay_and_its_former_content_too(
    computer: SshComputer, server: Server
) -> None:
    await looked(computer, server)
    server.agent.mkdir()
    config, key = server.agent / "x.json", server.agent / "a.key"
    config.write_bytes(b"old")
    key.write_bytes(b"old key")
    config.chmod(0o640)
    key.chmod(0o664)
    os.chown(key, 0, 12)

    unit = await computer.files.write(
        server.agent, [FileWrite(config, b"new"), FileWrite(key, b"new key", secret=True)]
    )
    await unit.commit()

    assert (stat.S_IMODE(config.stat().st_mode), config.read_bytes()) == (0o640, b"new")
    assert (stat.S_IMODE(key.stat().st_mode), key.stat().st_gid) == (0o640, 12)
    backup = unit.results[0].backup
    assert backup is not None
    assert backup.read_bytes() == b"old"
    assert unit.results[1].backup is None
    assert b"old key" not in b"".join(path.read_bytes() for path in server.agent.iterdir())


async def test_what_only_root_may_read_is_read_before_anybody_has_looked(
    computer: SshComputer, server: Server, person: Person
) -> None:
    """As in a review: sudo is asked for its password, not for nothing."""
    server.agent.mkdir(mode=0o700)
    key = server.agent / "a.key"
    key.write_bytes(b"key")
    key.chmod(0o600)

    assert await computer.files.read(key) == b"key"
    assert person.kinds == [Asked.SUDO]


async def test_a_roll_back_puts_everything_back(computer: SshComputer, server: Server) -> None:
    await looked(computer, server)
    server.agent.mkdir()
    config = server.agent / "x.json"
    config.write_bytes(b"old")
    unit = await computer.files.write(
        server.agent, [FileWrite(config, b"new"), FileWrite(server.agent / "k", b"k", secret=True)]
    )

    await unit.roll_back()

    assert [path.name for path in server.agent.iterdir()] == ["x.json"]
    assert config.read_bytes() == b"old"


async def test_a_roll_back_removes_the_folder_that_the_run_has_made(
    computer: SshComputer, server: Server
) -> None:
    await looked(computer, server)
    unit = await computer.files.write(server.agent, [FileWrite(server.agent / "k", b"k")])
    assert server.agent.is_dir()

    await unit.roll_back()

    assert not server.agent.exists()


async def test_all_or_nothing(computer: SshComputer, server: Server) -> None:
    await looked(computer, server)
    server.agent.mkdir()
    (server.agent / "x.json").write_bytes(b"old")
    (server.agent / "a.key").mkdir()

    with pytest.raises(FilesError) as caught:
        await computer.files.write(
            server.agent,
            [
                FileWrite(server.agent / "x.json", b"new"),
                FileWrite(server.agent / "a.key", b"key", secret=True),
            ],
        )

    assert caught.value.code is Code.FILES_NOT_WRITABLE
    assert "is a folder" in str(caught.value.params["reason"])
    assert (server.agent / "x.json").read_bytes() == b"old"
    assert sorted(path.name for path in server.agent.iterdir()) == ["a.key", "x.json"]


async def test_a_link_is_replaced_and_not_followed(computer: SshComputer, server: Server) -> None:
    await looked(computer, server)
    server.agent.mkdir()
    elsewhere = server.folder / "elsewhere"
    elsewhere.write_bytes(b"precious")
    (server.agent / "a.key").symlink_to(elsewhere)

    write = FileWrite(server.agent / "a.key", b"key", secret=True)
    await (await computer.files.write(server.agent, [write])).commit()

    assert elsewhere.read_bytes() == b"precious"
    assert not (server.agent / "a.key").is_symlink()


async def test_bytes_of_every_kind_arrive(computer: SshComputer, server: Server) -> None:
    await looked(computer, server)
    content = bytes(range(256)) * 40 + b"\nfile 3\n"
    name = server.agent / 'agent\'s "file" $HOME.pfx'

    await (await computer.files.write(server.agent, [FileWrite(name, content)])).commit()

    assert name.read_bytes() == content
    assert await computer.files.read(name) == content


async def test_a_wrong_password_for_sudo_is_asked_for_again(
    computer: SshComputer, server: Server, person: Person
) -> None:
    person.answers[Asked.SUDO] = ["wrong", server.password]
    await looked(computer, server)

    await computer.files.check_writable([server.agent / "x"])

    assert [question.again for question in person.asked] == [False, True]


async def test_three_wrong_passwords_for_sudo(
    computer: SshComputer, server: Server, person: Person
) -> None:
    person.answers[Asked.SUDO] = ["wrong"] * 3
    await looked(computer, server)

    with pytest.raises(SshError) as caught:
        await computer.files.check_writable([server.agent / "x"])

    assert (caught.value.code, caught.value.variant) == (Code.SSH_NO_SUDO, "password")


async def test_a_user_whom_sudo_does_not_let(
    computer: SshComputer, server: Server, person: Person
) -> None:
    server.allow(None)
    await looked(computer, server)

    with pytest.raises(SshError) as caught:
        await computer.files.check_writable([server.agent / "x"])

    assert (caught.value.code, caught.value.variant) == (Code.SSH_NO_SUDO, "")
    assert person.kinds == [Asked.SUDO]


async def test_sudo_without_a_password_asks_nothing(
    computer: SshComputer, server: Server, person: Person
) -> None:
    server.allow("NOPASSWD: ALL")
    await looked(computer, server)

    await computer.files.check_writable([server.agent / "x"])

    assert person.asked == []


@pytest.fixture
def small_disk(server: Server) -> Iterator[Path]:
    """The agent's folder on a disk of its own."""
    server.agent.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(server.agent)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield server.agent
    finally:
        subprocess.run(["umount", str(server.agent)], check=True)


def remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(disk)], check=True)


async def test_a_full_disk(computer: SshComputer, server: Server, small_disk: Path) -> None:
    await looked(computer, server)

    with pytest.raises(SshError) as caught:
        await computer.files.check_writable([small_disk / "x"])

    assert caught.value.code is Code.SSH_NO_SPACE
    assert not list(small_disk.iterdir())


async def test_a_disk_that_fills_while_it_is_written_to(
    computer: SshComputer, server: Server, small_disk: Path
) -> None:
    await looked(computer, server)
    (small_disk / "x.json").write_bytes(b"old")

    with pytest.raises(SshError) as caught:
        await computer.files.write(
            small_disk,
            [FileWrite(small_disk / "x.json", b"new"), FileWrite(small_disk / "y", b"y" * 90_000)],
        )

    assert caught.value.code is Code.SSH_NO_SPACE
    assert [path.name for path in small_disk.iterdir()] == ["x.json"]
    assert (small_disk / "x.json").read_bytes() == b"old"


async def test_a_disk_that_cannot_be_written_to(
    computer: SshComputer, server: Server, small_disk: Path
) -> None:
    remount(small_disk, "ro")
    await looked(computer, server)

    with pytest.raises(SshError) as caught:
        await computer.files.check_writable([small_disk / "x"])

    assert caught.value.code is Code.SSH_READ_ONLY


async def test_the_agents_own_code_judges_what_is_there(
    computer: SshComputer, server: Server
) -> None:
    await looked(computer, server)

    assessment = await computer.files.assess(server.agent, AGENTS[C])

    assert assessment.verdict is not Verdict.ACCEPTED


@contextlib.contextmanager
def watched_processes(file: Path) -> Iterator[Path]:
    """Into this file comes what arguments and environments show meanwhile."""
    look = "while :; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ; done 2>/dev/null"
    with file.open("wb") as output:
        watch = subprocess.Popen(["sh", "-c", look], stdout=output)
        try:
            until(lambda: file.stat().st_size > 0)
            yield file
        finally:
            watch.kill()
            watch.wait()


async def test_the_key_is_seen_nowhere_but_in_its_file(
    computer: SshComputer, server: Server
) -> None:
    """While it is written, no argument and no environment has it, and no other file."""
    await looked(computer, server)
    key = "ZG8gbm90IHNob3cgdGhpcw=="
    with watched_processes(server.folder / "seen") as seen_in:
        write = FileWrite(server.agent / "k", key.encode(), secret=True)
        await (await computer.files.write(server.agent, [write])).commit()
    seen = seen_in.read_bytes()

    assert b"sudo" in seen
    assert key.encode() not in seen
    assert server.password.encode() not in seen
