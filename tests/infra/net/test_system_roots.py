"""A folder of hashed roots is used where it has them all, and nothing is lost where it has not."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from OpenSSL.crypto import FILETYPE_PEM, load_certificate

from tests.infra.servers import Authority, over_tls, serve, swallow
from tests.patience import far_off
from wizard.domain.errors import Code, HubError
from wizard.infra.net.cancellable_socket import CancellableSocket, connect
from wizard.infra.net.system_roots import SystemRoots
from wizard.infra.net.tls import Contexts, secure

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has a store of its own")


class Store:
    """A system's roots, as Debian keeps them: a bundle, and a folder of hashed names."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bundle, self.folder = path / "bundle.crt", path / "certs"
        self.folder.mkdir()
        monkeypatch.setenv("SSL_CERT_FILE", str(self.bundle))
        monkeypatch.setenv("SSL_CERT_DIR", str(self.folder))

    def keep(self, in_bundle: Sequence[Authority], in_folder: Sequence[Authority]) -> None:
        self.bundle.write_bytes(b"".join(one.pem for one in in_bundle))
        for one in in_folder:
            number = load_certificate(FILETYPE_PEM, one.pem).subject_name_hash()
            self.folder.joinpath(f"{number:08x}.0").write_bytes(one.pem)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    return Store(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def authorities() -> tuple[Authority, Authority]:
    return Authority("first root"), Authority("second root")


def is_trusted(authority: Authority, tmp_path: Path) -> bool:
    with serve(over_tls(authority.server_context(tmp_path), swallow)) as port:
        connection = CancellableSocket()
        sock = connect("127.0.0.1", port, far_off(), connection)
        try:
            secure(sock, Contexts(None).get, "127.0.0.1", connection).close()
        except HubError as error:
            assert error.code is Code.HUB_TLS_UNTRUSTED
            return False
    return True


def test_a_whole_folder_is_used_and_nothing_is_read_before(
    store: Store, authorities: tuple[Authority, Authority], tmp_path: Path
) -> None:
    store.keep(authorities, authorities)
    roots = SystemRoots()
    assert roots.folder == str(store.folder)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    roots.load(context)
    assert context.cert_store_stats()["x509"] == 0

    assert is_trusted(authorities[0], tmp_path)
    assert is_trusted(authorities[1], tmp_path)
    assert not is_trusted(Authority("stranger"), tmp_path)


def test_a_root_that_is_in_the_file_alone_is_trusted(
    store: Store, authorities: tuple[Authority, Authority], tmp_path: Path
) -> None:
    store.keep(authorities, authorities[:1])
    assert SystemRoots().folder is None
    assert all(is_trusted(one, tmp_path) for one in authorities)


@pytest.mark.parametrize("change", ["kind", "lines"])
def test_a_file_that_is_not_understood_is_read_by_openssl(
    store: Store, authorities: tuple[Authority, Authority], tmp_path: Path, change: str
) -> None:
    store.keep(authorities[:1], authorities[:1])
    assert SystemRoots().folder is not None
    second = authorities[1].pem.replace(b"\n", b"\r\n")
    if change == "kind":
        second = authorities[1].pem.replace(b" CERTIFICATE", b" X509 CERTIFICATE")
    store.bundle.write_bytes(store.bundle.read_bytes() + second)

    assert SystemRoots().folder is None
    assert all(is_trusted(one, tmp_path) for one in authorities)


def test_without_a_file_the_folder_is_what_there_is(
    store: Store, authorities: tuple[Authority, Authority], tmp_path: Path
) -> None:
    store.keep((), authorities[:1])
    store.bundle.unlink()
    assert SystemRoots().folder == str(store.folder)
    assert is_trusted(authorities[0], tmp_path)


def test_a_root_that_is_taken_from_the_folder_is_trusted_no_more(
    store: Store, authorities: tuple[Authority, Authority], tmp_path: Path
) -> None:
    store.keep(authorities, authorities)
    assert is_trusted(authorities[1], tmp_path)
    for path in store.folder.iterdir():
        path.unlink()
    store.keep(authorities[:1], authorities[:1])
    assert not is_trusted(authorities[1], tmp_path)
    assert is_trusted(authorities[0], tmp_path)
