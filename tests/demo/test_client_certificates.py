"""Who is let in over REST with a TLS client certificate instead of a token."""

from __future__ import annotations

import base64
import socket
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.demo.clients import API, call, device_path, policy_token, primary_key
from tests.pairs import Pair, make_pair
from tests.patience import HANG_LIMIT
from wizard.demo.client_certificates import proves
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, Device, Module
from wizard.domain.hub.model import MODULE_ID, AuthType

DAY = timedelta(days=1)
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def enrolled(
    hub: DemoHub, primary: str | None, secondary: str | None = None, *, enabled: bool = True
) -> None:
    """A device that a certificate authenticates, and its module."""
    auth = Credential(AuthType.SELF_SIGNED, thumbprints=(primary, secondary))
    hub.store.add(Device("dev", auth, enabled))
    hub.store.add(Module("dev", MODULE_ID, Credential(derived_from="dev/module")))


def get(
    hub: DemoHub,
    pair: Pair | None,
    folder: Path,
    path: str = device_path("dev", MODULE_ID),
    version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    token: str = "",
) -> int:
    """The status of a GET with the certificate, and with no token unless one is given."""
    context = showing(hub, pair.pem + pair.key_pem if pair is not None else b"", folder, version)
    return call(hub, "GET", path, token=token, context=context).status


def showing(
    hub: DemoHub, pem: bytes, folder: Path, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLContext:
    """A client's context with the certificate and key in ``pem``, if there are any."""
    context = ssl.create_default_context(cafile=hub.ca_file)
    context.minimum_version = context.maximum_version = version
    if pem:
        file = folder / "pair.pem"
        file.write_bytes(pem)
        context.load_cert_chain(file)
    return context


def key_pretending_to_be(own: ec.EllipticCurvePublicKey) -> bytes:
    """A private key (PEM) that says it belongs to ``own`` and does not: its other half is its own.

    OpenSSL compares only the public halves when it loads a pair.
    """

    def point(key: ec.EllipticCurvePublicKey) -> bytes:
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    other = ec.generate_private_key(ec.SECP256R1())
    der = other.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    forged = der.replace(point(other.public_key()), point(own))
    assert forged != der
    body = base64.encodebytes(forged).decode("ascii")
    return f"-----BEGIN EC PRIVATE KEY-----\n{body}-----END EC PRIVATE KEY-----\n".encode("ascii")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP521R1()),
        rsa.generate_private_key(65537, 2048),
    ],
)
def test_a_registered_certificate_reads_the_module(
    hub: DemoHub, tmp_path: Path, key: rsa.RSAPrivateKey, version: ssl.TLSVersion
) -> None:
    pair = make_pair(key=key)
    for places in (
        (pair.sha1, None),
        (pair.sha256.lower(), "A" * 40),
        (None, pair.sha1),
        ("A" * 64, pair.sha256),
    ):
        enrolled(hub, *places)
        assert get(hub, pair, tmp_path, version=version) == 200
    assert hub.requests[-1].who == "dev"


def test_one_that_is_not_registered_comes_through_the_handshake_only(
    hub: DemoHub, tmp_path: Path
) -> None:
    pair, other = make_pair(), make_pair()
    enrolled(hub, pair.sha1)

    assert get(hub, other, tmp_path) == 401
    assert get(hub, None, tmp_path) == 401
    assert get(hub, pair, tmp_path) == 200


@pytest.mark.parametrize("version", VERSIONS)
def test_one_without_its_key_does_not_come_through_the_handshake(
    hub: DemoHub, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    pair = make_pair()
    assert isinstance(pair.key, ec.EllipticCurvePrivateKey)
    enrolled(hub, pair.sha1)
    stolen = pair.pem + key_pretending_to_be(pair.key.public_key())

    context = showing(hub, stolen, tmp_path, version)
    with pytest.raises(ssl.SSLError, match=r"(?i)decrypt.error"):
        call(hub, "GET", device_path("dev", MODULE_ID), token="", context=context)
    assert not hub.requests
    assert get(hub, pair, tmp_path, version=version) == 200


@pytest.mark.parametrize("version", VERSIONS)
def test_a_session_that_is_resumed_is_still_the_certificates(
    hub: DemoHub, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    pair = make_pair()
    enrolled(hub, pair.sha1)
    context = showing(hub, pair.pem + pair.key_pem, tmp_path, version)
    request = f"GET {device_path('dev', MODULE_ID)}?{API} HTTP/1.1\r\nHost: hub\r\n\r\n".encode()
    session = None
    for _ in range(2):
        with (
            socket.create_connection(("127.0.0.1", hub.https_port), HANG_LIMIT) as tcp,
            context.wrap_socket(tcp, server_hostname="127.0.0.1", session=session) as tls,
        ):
            tls.sendall(request)
            assert tls.recv(1024).startswith(b"HTTP/1.1 200 ")
            resumed, session = tls.session_reused, tls.session
    assert resumed
    assert [seen.who for seen in hub.requests] == ["dev", "dev"]


def test_one_that_only_openssl_can_read_is_refused() -> None:
    assert not proves(b"0\x03\x02\x01\x00", ["A" * 40], 0.0)


def test_one_signed_by_somebody_counts_by_its_own_thumbprint(hub: DemoHub, tmp_path: Path) -> None:
    pair = make_pair("leaf", issuer=make_pair("somebody's CA"))
    enrolled(hub, pair.sha256)

    assert get(hub, pair, tmp_path) == 200


@pytest.mark.parametrize(("begins", "ends"), [(-2 * DAY, -DAY), (DAY, 2 * DAY)])
def test_one_that_is_not_valid_now_is_refused(
    hub: DemoHub, tmp_path: Path, begins: timedelta, ends: timedelta
) -> None:
    pair = make_pair(begins=begins, ends=ends)
    enrolled(hub, pair.sha1)

    assert get(hub, pair, tmp_path) == 401
    hub.faults.clock_offset = (begins + ends).total_seconds() / 2
    assert get(hub, pair, tmp_path) == 200


def test_a_disabled_device_is_refused(hub: DemoHub, tmp_path: Path) -> None:
    pair = make_pair()
    enrolled(hub, pair.sha1, enabled=False)

    assert get(hub, pair, tmp_path) == 401


@pytest.mark.parametrize("device_id", ["cam-01", "cam-03"])
def test_a_device_of_another_kind_is_refused(hub: DemoHub, tmp_path: Path, device_id: str) -> None:
    assert get(hub, make_pair(), tmp_path, device_path(device_id, MODULE_ID)) == 401


def test_a_certificate_opens_the_modules_only(hub: DemoHub, tmp_path: Path) -> None:
    pair = make_pair()
    enrolled(hub, pair.sha1)

    assert get(hub, pair, tmp_path, device_path("dev")) == 401
    assert get(hub, pair, tmp_path, "/devices") == 401
    assert get(hub, pair, tmp_path, device_path("gateway-01", MODULE_ID)) == 401
    assert get(hub, pair, tmp_path, device_path("nobody", MODULE_ID)) == 404
    assert get(hub, pair, tmp_path, device_path("dev", "nothing")) == 404


def test_a_token_counts_before_a_certificate(hub: DemoHub, tmp_path: Path) -> None:
    pair = make_pair()
    enrolled(hub, pair.sha1)
    path = device_path("dev", MODULE_ID)

    assert get(hub, pair, tmp_path, path, token="rubbish") == 401
    assert get(hub, make_pair(), tmp_path, path, token=policy_token(hub)) == 200
    assert primary_key(hub, "dev", MODULE_ID)
