"""The list of saved hubs: order, damage, what others have put into it."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from wizard.domain.errors import Code, KeyringError
from wizard.domain.hub.model import Network, SavedHub
from wizard.domain.hub.transport import Transport
from wizard.infra.keyring.saved_hubs import JsonSavedHubs

A, B = SavedHub("a.azure-devices.net", "registryRead"), SavedHub("127.0.0.1:8443", "owner")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "configuration" / "hubs.json"


def test_nothing_is_an_empty_list_and_makes_no_file(path: Path) -> None:
    book = JsonSavedHubs(path)
    book.remove(A)
    assert book.load() == ()
    assert not path.parent.exists()


def test_the_last_used_comes_first_and_only_once(path: Path) -> None:
    book = JsonSavedHubs(path)
    for hub in (A, B, A):
        book.add(hub)
    assert JsonSavedHubs(path).load() == (A, B)
    book.remove(A)
    assert JsonSavedHubs(path).load() == (B,)


def test_the_file_has_host_and_policy_and_nothing_else_beside_it(path: Path) -> None:
    JsonSavedHubs(path).add(A)
    content = json.loads(path.read_text())
    assert content["hubs"] == [{"host": "a.azure-devices.net", "policy": "registryRead"}]
    assert list(path.parent.iterdir()) == [path]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b"[]", b'{"hubs": {}}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_damaged_list_is_empty_and_kept_aside(path: Path, damaged: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damaged)
    book = JsonSavedHubs(path)
    assert book.load() == ()
    assert path.read_bytes() == damaged
    book.add(A)
    assert book.load() == (A,)
    assert path.with_name("hubs.json.damaged").read_bytes() == damaged


def test_what_others_put_into_it_is_kept(path: Path) -> None:
    path.parent.mkdir()
    entry = {"host": A.host_name, "policy": A.policy, "colour": "red"}
    strange = [7, {"host": 1, "policy": "p"}, {"host": "only"}]
    path.write_text("\ufeff" + json.dumps({"hubs": [*strange, entry], "later": True}), "utf-8")
    book = JsonSavedHubs(path)
    assert book.load() == (A,)
    book.add(B)
    book.add(A)
    content = json.loads(path.read_text())
    assert content["later"] is True
    assert content["hubs"] == [entry, {"host": B.host_name, "policy": B.policy}, *strange]


def test_a_list_that_cannot_be_written_says_so(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    with pytest.raises(KeyringError) as caught:
        JsonSavedHubs(path).add(A)
    assert (caught.value.code, caught.value.variant) == (Code.KEYRING_UNAVAILABLE, "list")


def test_how_a_hub_was_reached_is_kept_with_it(path: Path, tmp_path: Path) -> None:
    hubs = JsonSavedHubs(path)
    network = Network(tmp_path / "ca.pem", {Transport.AMQP: 5673, Transport.MQTT: 8884})
    hubs.add(SavedHub(A.host_name, A.policy, network))
    hubs.add(B)
    kept = {hub.host_name: hub.network for hub in JsonSavedHubs(path).load()}
    assert kept == {A.host_name: network, B.host_name: None}
    hubs.add(SavedHub(A.host_name, A.policy, Network()))
    assert hubs.load()[0].network == Network(), "as it was reached last"


@pytest.mark.parametrize("port", [0, "8883", True, None, 70000])
def test_a_network_that_cannot_be_is_none(path: Path, port: object) -> None:
    entry = {"host": A.host_name, "policy": A.policy, "ca_file": None, "mqtt_port": port}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": 1, "hubs": [entry]}), encoding="utf-8")
    assert [hub.network for hub in JsonSavedHubs(path).load()] == [None]
