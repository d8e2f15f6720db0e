"""Whom a connection trusts, and the name of every reason not to."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.infra.servers import DAY, Authority, over_tls, self_signed_context, serve, swallow
from tests.pairs import make_pair
from tests.patience import far_off
from wizard.domain.errors import AnswersError, Code, HubError
from wizard.domain.hub.connection_events import ConnectionEvent, Phase, PhaseStarted, Secured
from wizard.infra.net.cancellable_socket import CancellableSocket, connect
from wizard.infra.net.tls import Contexts, client_context, secure, start_tls


@pytest.fixture
def authority() -> Authority:
    return Authority("user's CA")


@pytest.fixture
def ca_file(authority: Authority, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    file.write_bytes(authority.pem)
    return file


def handshake(port: int, ca_file: Path | None) -> str | None:
    """The TLS version that was agreed on."""
    connection, context = CancellableSocket(), client_context(ca_file)
    sock = connect("127.0.0.1", port, far_off(), connection)
    with start_tls(sock, context, "127.0.0.1", connection) as secured:
        return secured.version()


def fault_of(context: ssl.SSLContext, ca_file: Path | None) -> tuple[Code, str]:
    with serve(over_tls(context, swallow)) as port, pytest.raises(HubError) as caught:
        handshake(port, ca_file)
    return caught.value.code, caught.value.variant


def test_trusts_the_users_file_for_an_ip_address(
    authority: Authority, ca_file: Path, tmp_path: Path
) -> None:
    with serve(over_tls(authority.server_context(tmp_path), swallow)) as port:
        assert handshake(port, ca_file) == "TLSv1.3"


def test_trusts_the_systems_store_besides_the_users_file(
    ca_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = Authority("system's CA")
    store = tmp_path / "system.pem"
    store.write_bytes(system.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(store))
    with serve(over_tls(system.server_context(tmp_path), swallow)) as port:
        assert handshake(port, None)
        assert handshake(port, ca_file)


@pytest.mark.parametrize("form", ["der", "intermediate", "text around"])
def test_takes_a_ca_file_as_people_have_them(tmp_path: Path, form: str) -> None:
    root = Authority("root")
    issuer = Authority("issuer", root) if form == "intermediate" else root
    contents = {
        "der": root.der,
        "intermediate": issuer.pem,
        "text around": b"Contoso, g\xfcltig\r\n" + root.pem.replace(b"\n", b"\r\n") + b"\r\n",
    }
    file = tmp_path / "ca.cer"
    file.write_bytes(contents[form])
    with serve(over_tls(issuer.server_context(tmp_path), swallow)) as port:
        assert handshake(port, file)


@pytest.mark.parametrize("content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_ca_file_without_certificate_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(content)
    with pytest.raises(AnswersError) as caught:
        client_context(file)
    assert (caught.value.code, caught.value.variant) == (Code.ANSWERS_INVALID, "ca_file_empty")
    assert caught.value.params["key"] == "hub.ca_file"


@pytest.mark.parametrize("name", ["missing.pem", "."])
def test_a_ca_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AnswersError) as caught:
        client_context(tmp_path / name)
    assert caught.value.params["path"] == str(tmp_path / name)
    assert caught.value.params["detail"]


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda ca, to: ca.server_context(to, ends=-DAY / 2), (Code.HUB_TLS_EXPIRED, "")),
        (
            lambda ca, to: ca.server_context(to, begins=DAY / 2),
            (Code.HUB_TLS_EXPIRED, "not_yet_valid"),
        ),
        (lambda ca, to: ca.server_context(to, address="127.0.0.2"), (Code.HUB_TLS_WRONG_NAME, "")),
        (lambda _, to: Authority("stranger").server_context(to), (Code.HUB_TLS_UNTRUSTED, "")),
        (lambda _, to: self_signed_context(to), (Code.HUB_TLS_UNTRUSTED, "self_signed")),
    ],
    ids=["expired", "not yet valid", "wrong name", "untrusted", "self-signed"],
)
def test_names_what_is_wrong_with_a_certificate(
    authority: Authority,
    ca_file: Path,
    tmp_path: Path,
    make: Callable[[Authority, Path], ssl.SSLContext],
    fault: tuple[Code, str],
) -> None:
    assert fault_of(make(authority, tmp_path), ca_file) == fault


def test_refuses_tls_older_than_1_2(authority: Authority, ca_file: Path, tmp_path: Path) -> None:
    context = authority.server_context(tmp_path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    assert fault_of(context, ca_file) == (Code.HUB_TLS_UNTRUSTED, "no_agreement")


def test_a_server_without_tls(ca_file: Path) -> None:
    def mail(sock: socket.socket) -> None:
        sock.sendall(b"220 mail ready\r\n")

    with serve(mail) as port, pytest.raises(HubError) as caught:
        handshake(port, ca_file)
    assert (caught.value.code, caught.value.variant) == (Code.HUB_TLS_UNTRUSTED, "no_agreement")


def test_a_server_that_hangs_up_during_the_handshake(ca_file: Path) -> None:
    with serve(lambda sock: None) as port, pytest.raises(HubError) as caught:
        handshake(port, ca_file)
    assert (caught.value.code, caught.value.variant) == (Code.HUB_CONNECTION_LOST, "tls")


def test_one_that_falls_silent_does_not_hold_up_another(
    authority: Authority, ca_file: Path, tmp_path: Path
) -> None:
    silent_connection, failed = CancellableSocket(), threading.Event()

    def knock(port: int) -> None:
        sock = connect("127.0.0.1", port, far_off(), silent_connection)
        with pytest.raises(HubError):
            start_tls(sock, client_context(ca_file), "127.0.0.1", silent_connection)
        failed.set()

    with (
        serve(swallow) as silent,
        serve(over_tls(authority.server_context(tmp_path), swallow)) as port,
    ):
        waiting = threading.Thread(target=knock, args=(silent,))
        waiting.start()
        assert handshake(port, ca_file)
        assert not failed.is_set()
        silent_connection.cut()
        waiting.join()
    assert failed.is_set()


def test_what_is_told_of_a_connection_that_is_secured(
    authority: Authority, ca_file: Path, tmp_path: Path
) -> None:
    signs = list[ConnectionEvent]()
    connection = CancellableSocket(signs.append)
    with serve(over_tls(authority.server_context(tmp_path), swallow)) as port:
        sock = connect("127.0.0.1", port, far_off(), connection)
        secure(sock, Contexts(ca_file).get, "127.0.0.1", connection).close()
    begun, secured = signs[-2:]
    assert isinstance(begun, PhaseStarted)
    assert begun.phase is Phase.TLS
    assert isinstance(secured, Secured)
    assert (secured.version, secured.issuer) == ("TLSv1.3", "user's CA")
    assert secured.expires is not None
    assert secured.at >= begun.at


def test_a_ca_file_that_cannot_be_used_leaves_no_socket(tmp_path: Path) -> None:
    connection = CancellableSocket()
    with serve(swallow) as port:
        sock = connect("127.0.0.1", port, far_off(), connection)
        with pytest.raises(AnswersError):
            secure(sock, Contexts(tmp_path / "missing.pem").get, "127.0.0.1", connection)
    assert sock.fileno() == -1


def test_each_certificate_has_a_context_of_its_own(ca_file: Path) -> None:
    contexts = Contexts(ca_file)
    first, second = make_pair().described(), make_pair().described()
    assert contexts.get(first) is contexts.get(first)
    different = {id(contexts.get()), id(contexts.get(first)), id(contexts.get(second))}
    assert len(different) == 3, "nobody shows another's certificate"


@pytest.mark.skipif(sys.platform == "win32", reason="its store does not tell of a change")
def test_the_next_check_reads_the_roots_anew_only_where_they_were_changed(
    ca_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "system.pem"
    store.write_bytes(Authority("system's CA").pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(store))
    first = Contexts(ca_file).get()
    assert Contexts(ca_file).get() is first
    assert Contexts(None).get() is not first

    added = Authority("added to the system")
    store.write_bytes(store.read_bytes() + added.pem)
    with serve(over_tls(added.server_context(tmp_path), swallow)) as port:
        connection = CancellableSocket()
        sock = connect("127.0.0.1", port, far_off(), connection)
        secure(sock, Contexts(ca_file).get, "127.0.0.1", connection).close()

    second = Contexts(ca_file).get()
    ca_file.write_bytes(ca_file.read_bytes() + added.pem)
    assert Contexts(ca_file).get() is not second


def test_a_shared_context_holds_nobody_up(
    authority: Authority, ca_file: Path, tmp_path: Path
) -> None:
    contexts, silent_connection = Contexts(ca_file), CancellableSocket()

    def knock(port: int) -> None:
        sock = connect("127.0.0.1", port, far_off(), silent_connection)
        with pytest.raises(HubError):
            secure(sock, contexts.get, "127.0.0.1", silent_connection)

    with (
        serve(swallow) as silent,
        serve(over_tls(authority.server_context(tmp_path), swallow)) as port,
    ):
        waiting = threading.Thread(target=knock, args=(silent,))
        waiting.start()
        connection = CancellableSocket()
        sock = connect("127.0.0.1", port, far_off(), connection)
        secure(sock, contexts.get, "127.0.0.1", connection).close()
        assert waiting.is_alive()
        silent_connection.cut()
        waiting.join()


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux keeps its roots")
def test_a_python_that_knows_no_roots_finds_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = Authority("system's CA")
    bundle = tmp_path / "bundle.crt"
    bundle.write_bytes(system.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    monkeypatch.setattr("wizard.infra.net.system_roots._BUNDLES", ("/no/such/file", str(bundle)))
    with serve(over_tls(system.server_context(tmp_path), swallow)) as port:
        assert handshake(port, None)
