"""What is kept beyond a run: found, deleted, put back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.ports import PortsOfTest
from wizard.domain.hub.model import Network, SavedHub
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.infra.keyring.kept_list import JsonKeptList
from wizard.setup.kept import KeptKind, all_kept, delete, put_back
from wizard.setup.keyring_entries import hub_ref

HUB = SavedHub("contoso.azure-devices.net", "registryRead", Network())


@pytest.fixture
def ports(tmp_path: Path) -> PortsOfTest:
    return PortsOfTest(tmp_path, ())


@pytest.mark.parametrize(
    ("service", "kind", "name", "place"),
    [
        (
            "agent/h.azure.net/cam-01/module",
            KeptKind.MODULE_KEY,
            "cam-01",
            "h.azure.net",
        ),
        (
            "agent/h.azure.net/cam-01/device",
            KeptKind.DEVICE_KEY,
            "cam-01",
            "h.azure.net",
        ),
        ("dps/0ne1/cam-01", KeptKind.REGISTRATION_KEY, "cam-01", "0ne1"),
        ("proxy/http://proxy.local:3128", KeptKind.PROXY, "http://proxy.local:3128", ""),
        (
            "hub/h.azure.net/registryRead",
            KeptKind.HUB,
            "registryRead",
            "h.azure.net",
        ),
    ],
)
async def test_each_entry_is_told_by_its_name(
    ports: PortsOfTest, service: str, kind: KeptKind, name: str, place: str
) -> None:
    await ports.secrets.put(SecretRef(f"iot-agent-setup/{service}"), Secret("x"))
    (kept,) = all_kept(ports)
    assert (kept.kind, kept.name, kept.place) == (kind, name, place)


async def test_what_is_not_ours_is_not_shown(ports: PortsOfTest) -> None:
    for service in ("other/agent/h/d/module", "iot-agent-setup/agent/h/d/owner", "iot-agent-setup"):
        ports.kept.add(SecretRef(service))
    assert all_kept(ports) == ()


async def test_a_hub_is_deleted_from_list_and_keyring_and_put_back(ports: PortsOfTest) -> None:
    await ports.secrets.put(hub_ref(HUB), Secret("the string"))
    ports.hubs.add(HUB)
    (kept,) = all_kept(ports)

    deleted = await delete(kept, ports)
    assert all_kept(ports) == ()
    assert ports.hubs.load() == ()
    assert await ports.secrets.get(kept.ref) is None
    assert "the string" not in repr(deleted)

    await put_back(deleted, ports)
    assert all_kept(ports) == (kept,)
    assert await ports.secrets.get(kept.ref) == Secret("the string")


async def test_the_list_has_no_secret_and_forgets_with_the_keyring(
    ports: PortsOfTest, tmp_path: Path
) -> None:
    ref = SecretRef("iot-agent-setup/dps/scope/registration")
    await ports.secrets.put(ref, Secret("c2VjcmV0"))
    assert "c2VjcmV0" not in (tmp_path / "kept.json").read_text("utf-8")
    assert ports.kept.load() == (ref,)
    await ports.secrets.forget(ref)
    assert ports.kept.load() == ()


@pytest.mark.parametrize(
    "content", ["", "[]", '{"entries": 3}', '{"entries": [3, {"service": 1}]}']
)
def test_a_damaged_list_is_an_empty_one(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kept.json"
    path.write_text(content, "utf-8")
    kept = JsonKeptList(path)
    assert kept.load() == ()
    kept.add(SecretRef("iot-agent-setup/dps/a/b"))
    assert len(kept.load()) == 1


def test_a_list_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    kept = JsonKeptList(tmp_path / "file" / "kept.json")
    kept.add(SecretRef("iot-agent-setup/dps/a/b"))
    assert kept.load() == ()
