"""A certificate is shown to the server, its key never to the disk."""

from __future__ import annotations

import os
import ssl
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.fakes.registry import new_key
from tests.infra.servers import Authority, over_tls, serve, swallow
from tests.pairs import AnyKey, Pair, make_pair
from wizard.demo.faults.faults import Drop, Html, Status
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, Device, Module
from wizard.domain.errors import CertificateError, Code, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import MODULE_ID, AuthType, Network
from wizard.domain.proof import Certificate
from wizard.infra.net import client_certificate as client_pair
from wizard.infra.net.client_certificate import present
from wizard.infra.probe.probe import NetworkProbe

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    with DemoHub() as running:
        yield running


def context() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def fetch(hub: DemoHub, pair: Pair) -> None:
    """As a device that only this certificate proves."""
    auth = Credential(AuthType.SELF_SIGNED, thumbprints=(pair.sha256, None))
    hub.store.add(Device("dev", auth))
    module = hub.store.add(Module("dev", MODULE_ID, Credential(derived_from="dev/module")))
    probe = NetworkProbe(Network(hub.ca_file))
    found = await probe.fetch_module_key(
        HubAddress(hub.host_name), "dev", MODULE_ID, pair.described()
    )
    assert module.auth.keys is not None and found == module.auth.keys.primary


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
        rsa.generate_private_key(65537, 2048),
        rsa.generate_private_key(65537, 3072),
    ],
    ids=["P-256", "P-384", "P-521", "RSA 2048", "RSA 3072"],
)
async def test_every_kind_that_the_agents_can_use_proves_the_device(
    hub: DemoHub, key: AnyKey
) -> None:
    await fetch(hub, make_pair(key=key))


@pytest.mark.parametrize("in_memory", [True, False])
async def test_leaves_no_file_and_no_descriptor(
    hub: DemoHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, in_memory: bool
) -> None:
    if in_memory and sys.platform != "linux":
        pytest.skip("only Linux has files in memory")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(client_pair, "_HAS_MEMORY_FILES", in_memory)
    seen: list[bytes] = []
    load = ssl.SSLContext.load_cert_chain

    def look(self: ssl.SSLContext, certfile: str, keyfile: None = None, password: str = "") -> None:
        seen.append(Path(certfile).read_bytes())
        if not in_memory:
            assert os.name == "nt" or Path(certfile).stat().st_mode & 0o077 == 0
        load(self, certfile, keyfile, password)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", look)
    pair = make_pair()
    await fetch(hub, pair)
    assert len(seen) == 1 and b"BEGIN ENCRYPTED PRIVATE KEY" in seen[0]
    assert pair.key_pem.splitlines()[1] not in seen[0]
    assert list(tmp_path.iterdir()) == []


def test_no_password_but_its_own_opens_what_it_writes() -> None:
    locked = client_pair._locked(make_pair().described(), "a password")
    start = locked.index(b"-----BEGIN ENCRYPTED")
    with pytest.raises(ValueError):
        load_pem_private_key(locked[start:], b"another password")
    assert load_pem_private_key(locked[start:], b"a password")


def test_a_weak_one_is_named_as_such() -> None:
    weak = make_pair("old", key=rsa.generate_private_key(65537, 1024)).described()  # noqa: S505
    with pytest.raises(CertificateError) as caught:
        present(context(), weak)
    assert (caught.value.code, caught.value.variant) == (
        Code.CERTIFICATE_UNREADABLE,
        "not_for_tls",
    )
    assert caught.value.params["subject"] == "CN=old"


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_server_that_refuses_the_certificate(
    tmp_path: Path, version: ssl.TLSVersion
) -> None:
    authority, ca_file = Authority("CA"), tmp_path / "ca.pem"
    ca_file.write_bytes(authority.pem)
    demanding = authority.server_context(tmp_path)
    demanding.load_verify_locations(cadata=authority.pem.decode())
    demanding.verify_mode = ssl.CERT_REQUIRED
    demanding.minimum_version = demanding.maximum_version = version
    ours = make_pair(key=ed25519.Ed25519PrivateKey.generate()).described()
    with serve(over_tls(demanding, swallow)) as port:
        host = f"127.0.0.1:{port}"
        probe = NetworkProbe(Network(ca_file, dps_host=host))
        for work in (
            probe.fetch_module_key(HubAddress(host), "d", MODULE_ID, ours),
            probe.register("0ne0SCOPE", "d", ours),
        ):
            with pytest.raises(SetupError) as caught:
                await work
            error = caught.value
            # In TLS 1.3 the refusal comes after the handshake, and the cut may overtake it.
            assert (error.code, error.variant) in (
                (Code.CHECK_UNAUTHORIZED, "handshake"),
                *([(Code.CHECK_CONNECTION_LOST, "")] if version is VERSIONS[1] else []),
            )
            assert error.agent_error == "Authentication / Other"


async def test_a_certificate_shows_nowhere() -> None:
    shown: Certificate = make_pair().described()
    assert "PRIVATE" not in repr(shown)


@pytest.mark.parametrize(
    ("fault", "code", "variant"),
    [
        (Status(401), Code.CHECK_UNAUTHORIZED, "dps"),
        (Status(404), Code.CHECK_NOT_FOUND, "dps"),
        (Status(429), Code.HUB_THROTTLED, ""),
        (Status(500), Code.HUB_SERVER_ERROR, ""),
        (Status(503), Code.CHECK_UNAVAILABLE, ""),
        (Drop(), Code.CHECK_CONNECTION_LOST, ""),
        (Html(), Code.HUB_NOT_A_HUB, ""),
    ],
)
async def test_the_provisioning_services_failures(
    hub: DemoHub, fault: Status | Drop | Html, code: Code, variant: str
) -> None:
    hub.faults.dps.add(fault)
    probe = NetworkProbe(Network(hub.ca_file, dps_host=hub.dps_host))
    with pytest.raises(SetupError) as caught:
        await probe.register(hub.dps_id_scope, "cam-01", new_key())
    assert (caught.value.code, caught.value.variant) == (code, variant)
    logged = {401: "Unauthorized", 404: "Not Found"}.get(getattr(fault, "code", 0), "Other")
    assert caught.value.agent_error == f"Authentication / {logged}"


async def test_the_provisioning_services_clock(hub: DemoHub) -> None:
    hub.faults.clock_offset = 7200
    device = hub.store.device("cam-01")
    assert device is not None and device.auth.keys is not None
    probe = NetworkProbe(Network(hub.ca_file, dps_host=hub.dps_host))
    with pytest.raises(SetupError) as caught:
        await probe.register(hub.dps_id_scope, "cam-01", device.auth.keys.primary)
    assert caught.value.code is Code.HUB_CLOCK_SKEW
    assert caught.value.agent_error == "Authentication / Unauthorized"
