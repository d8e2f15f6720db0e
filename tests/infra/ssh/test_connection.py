"""One connection by the system's ssh: what it asks, and what every failure is called."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from tests.infra.servers import closed_port
from tests.infra.ssh.sshd import Person, Server
from tests.patience import until
from wizard.domain.errors import Code, SshError
from wizard.domain.ports.asking import Asked
from wizard.infra.ssh.client import SshClient
from wizard.infra.ssh.failures import failure_of


async def test_a_key_needs_no_question_and_one_connection_serves_all(server: Server) -> None:
    person = Person()
    client = server.client(person)
    try:
        await client.open()
        first = await client.run("echo $PPID")
        second = await client.run("cat", b"\0\xffbytes\n")
        third = await client.run("echo $PPID; exit 3")
    finally:
        client.close()

    assert person.asked == []
    assert (first.code, second.out, third.code) == (0, b"\0\xffbytes\n", 3)
    assert first.out == third.out, "the same sshd has served both"


async def test_a_password_is_asked_for_once(server: Server) -> None:
    person = Person({Asked.PASSWORD: [server.password]})
    client = server.client(person, key=False)
    try:
        assert (await client.run("id -un")).out.decode().strip() == server.user
        await client.run("true")
    finally:
        client.close()

    assert person.kinds == [Asked.PASSWORD]
    assert person.asked[0].computer == "target"


async def test_a_wrong_password_is_asked_for_again_and_then_refused(server: Server) -> None:
    person = Person({Asked.PASSWORD: ["wrong", "wronger", "wrongest"]})
    client = server.client(person, key=False)

    with pytest.raises(SshError) as caught:
        await client.open()

    assert caught.value.code is Code.SSH_LOGIN
    assert [question.again for question in person.asked] == [False, True, True]
    assert "password" in str(caught.value.params["methods"])


async def test_a_new_computer_is_confirmed_by_its_fingerprint(server: Server) -> None:
    person = Person({Asked.HOST_KEY: ["yes"]})
    client = server.client(person, known=False)
    try:
        await client.open()
    finally:
        client.close()

    assert person.kinds == [Asked.HOST_KEY]
    assert person.asked[0].fingerprint == server.fingerprint()
    assert (server.folder / "known_hosts").read_text(encoding="ascii") == server.host_key()


async def test_a_computer_that_is_not_confirmed_is_not_connected_to(server: Server) -> None:
    client = server.client(Person(), known=False)

    with pytest.raises(SshError) as caught:
        await client.open()

    assert caught.value.code is Code.SSH_KEY_UNKNOWN
    assert (server.folder / "known_hosts").read_text(encoding="ascii") == ""


async def test_a_password_that_nobody_gives(server: Server) -> None:
    with pytest.raises(SshError) as caught:
        await server.client(Person(), key=False).open()

    assert caught.value.code is Code.SSH_NOT_ANSWERED


async def test_another_host_key_than_before(server: Server) -> None:
    config = server.config()
    other = (server.folder / "key.pub").read_text(encoding="ascii").split()
    hosts = server.folder / "known_hosts"
    hosts.write_text(f"[127.0.0.1]:{server.port} {other[0]} {other[1]}\n", encoding="ascii")

    with pytest.raises(SshError) as caught:
        await SshClient("target", Person(), ("-F", str(config))).open()

    assert caught.value.code is Code.SSH_KEY_CHANGED


async def test_nothing_listens(server: Server) -> None:
    options = ("-o", f"Port={closed_port()}", "-F", str(server.config()))

    with pytest.raises(SshError) as caught:
        await SshClient("target", Person(), options).open()

    assert caught.value.code is Code.SSH_REFUSED


async def test_a_name_that_nobody_knows(server: Server) -> None:
    client = SshClient("no-such-host.invalid", Person(), ("-F", str(server.config())))

    with pytest.raises(SshError) as caught:
        await client.open()

    assert (caught.value.code, caught.value.variant) == (Code.SSH_NAME, "")


async def test_a_port_after_the_name(server: Server) -> None:
    options = ("-F", str(server.config()))

    with pytest.raises(SshError) as caught:
        await SshClient(f"target:{server.port}", Person(), options).open()

    assert (caught.value.code, caught.value.variant) == (Code.SSH_NAME, "port")
    as_told = SshClient(f"ssh://target:{server.port}", Person(), options)
    assert (await as_told.run("exit 7")).code == 7
    as_told.close()


async def test_a_computer_that_does_not_answer(server: Server) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        options = ("-o", f"Port={silent.getsockname()[1]}", "-o", "ConnectTimeout=1")
        client = SshClient("target", Person(), (*options, "-F", str(server.config())))
        with pytest.raises(SshError) as caught:
            await client.open()

    assert caught.value.code is Code.SSH_TIMEOUT


async def test_a_key_that_is_open_to_others(server: Server) -> None:
    open_key = server.folder / "open_key"
    open_key.write_bytes((server.folder / "key").read_bytes())
    open_key.chmod(0o644)
    config = server.config("PreferredAuthentications publickey", key=False)
    client = SshClient("target", Person(), ("-i", str(open_key), "-F", str(config)))

    with pytest.raises(SshError) as caught:
        await client.open()

    assert (caught.value.code, caught.value.variant) == (Code.SSH_LOGIN, "open_key")


async def test_no_ssh_on_this_computer(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    client = server.client(Person())
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(SshError) as caught:
        await client.open()

    assert caught.value.code is Code.SSH_MISSING


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ssh: connect to host 10.0.0.17 port 22: No route to host", Code.SSH_NO_ROUTE),
        ("ssh: connect to host pi port 22: Network is unreachable", Code.SSH_NO_ROUTE),
        ("ssh: connect to host pi port 22: Connection timed out", Code.SSH_TIMEOUT),
        ("/root/.ssh/config: line 3: Bad configuration option: foo", Code.SSH_CONFIG),
        ("Unable to negotiate with 10.0.0.17: no matching host key type found", Code.SSH_TOO_OLD),
        ("kex_exchange_identification: Connection closed by remote host", Code.SSH_LOST),
        ("Received disconnect: Too many authentication failures", Code.SSH_LOGIN),
        ("something that nobody has seen", Code.SSH_FAILED),
    ],
)
def test_what_ssh_says(said: str, code: Code) -> None:
    found = failure_of(said, "pi")

    assert found.code is code
    assert found.params["computer"] == "pi"


async def test_nothing_of_a_connection_stays(server: Server) -> None:
    client = server.client(Person())
    await client.open()
    assert client._questions is not None
    folder = client._questions.folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    client.close()

    assert not folder.exists()
    assert not client.is_open


async def test_no_secret_is_seen_among_the_processes(server: Server) -> None:
    """The password is in no argument and no environment while ssh runs."""
    person = Person({Asked.PASSWORD: [server.password]})
    client = server.client(person, key=False)
    try:
        await client.open()
        seen = b"".join(
            _read(process / kind)
            for process in Path("/proc").iterdir()
            if process.name.isdecimal()
            for kind in ("cmdline", "environ")
        )
    finally:
        client.close()

    assert b"IOT_AGENT_SETUP_ASKPASS" in seen
    assert server.password.encode() not in seen


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


async def test_a_connection_that_is_cut_is_told(server: Server) -> None:
    client = server.client(Person())
    try:
        await client.open()
        master = client._master
        assert master is not None
        master.kill()
        until(lambda: master.poll() is not None)
        with pytest.raises(SshError) as caught:
            await client.run("true")
        assert caught.value.code is Code.SSH_LOST
    finally:
        client.close()
