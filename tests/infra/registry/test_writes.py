"""What a change in the hub leaves alone, and what it does when somebody else was faster."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.demo.clients import call, device_path
from tests.infra import plant
from wizard.demo.faults.faults import LoseAnswer, Status
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.model import MODULE_ID, AuthType, ModuleIdentity
from wizard.domain.proof import ThumbprintSlot
from wizard.infra.registry.azure_registry import AzureRegistry

DEVICE, MODULE = "gateway-01", ("plc-07", MODULE_ID)
NEW = "0123456789ABCDEF" * 4


@pytest.fixture
def hub() -> Iterator[DemoHub]:
    with DemoHub() as running:
        yield running


@pytest.fixture
async def registry(hub: DemoHub) -> AsyncIterator[AzureRegistry]:
    async with plant.registry(hub) as opened:
        yield opened


def stored(hub: DemoHub, device_id: str, module_id: str | None = None) -> Any:
    return call(hub, "GET", device_path(device_id, module_id)).json


def writes(hub: DemoHub) -> list[tuple[str, int]]:
    return [(seen.method, seen.status) for seen in hub.requests if seen.method != "GET"]


async def test_only_the_thumbprint_changes(hub: DemoHub, registry: AzureRegistry) -> None:
    before = stored(hub, DEVICE)
    assert before["deviceScope"] and before["capabilities"] == {"iotEdge": True}
    seen = await registry.device(DEVICE)
    await registry.register_thumbprint(seen, ThumbprintSlot.SECONDARY, NEW)
    after = stored(hub, DEVICE)
    before["authentication"]["x509Thumbprint"]["secondaryThumbprint"] = NEW
    assert {**after, "etag": ""} == {**before, "etag": ""}
    assert writes(hub) == [("PUT", 200)]


async def test_an_odd_id_is_written_to_its_own_device(
    hub: DemoHub, registry: AzureRegistry
) -> None:
    odd = "odd#%41?;'!*()$.,:=@_-+"
    device = hub.store.device(DEVICE)
    assert device is not None
    hub.store.add(replace(device, id=odd))
    await registry.register_thumbprint(await registry.device(odd), ThumbprintSlot.PRIMARY, NEW)
    assert stored(hub, odd)["authentication"]["x509Thumbprint"]["primaryThumbprint"] == NEW
    assert (await registry.device(DEVICE)).thumbprints[0] != NEW


async def test_only_the_modules_authentication_changes(
    hub: DemoHub, registry: AzureRegistry
) -> None:
    module = hub.store.module(*MODULE)
    assert module is not None
    hub.store.add(replace(module, managed_by="iotEdge", more={"later": [1, {"x": None}]}))
    before, seen = stored(hub, *MODULE), await registry.module(*MODULE)
    assert seen is not None and seen.auth is AuthType.SELF_SIGNED
    changed = await registry.give_symmetric_key(seen)
    after = stored(hub, *MODULE)
    keys = after.pop("authentication")
    assert (keys["type"], keys["x509Thumbprint"]["primaryThumbprint"]) == ("sas", None)
    assert (
        changed.primary_key and keys["symmetricKey"]["primaryKey"] == changed.primary_key.reveal()
    )
    del before["authentication"]
    assert {**after, "etag": ""} == {**before, "etag": ""}


async def test_a_change_by_somebody_else_stays(hub: DemoHub, registry: AzureRegistry) -> None:
    device, module = await registry.device(DEVICE), await registry.module(*MODULE)
    assert module is not None
    hub.store.disable(DEVICE, reason="by somebody else")
    hub.store.disable(*MODULE)
    before = stored(hub, DEVICE), stored(hub, *MODULE)
    for work in (
        registry.register_thumbprint(device, ThumbprintSlot.SECONDARY, NEW),
        registry.give_symmetric_key(module),
        registry.delete_module(module),
    ):
        error = await failure(work)
        assert (error.code, error.retryable) == (Code.HUB_CHANGED_MEANWHILE, False)
    assert (stored(hub, DEVICE), stored(hub, *MODULE)) == before


async def test_a_change_while_we_write_stays_too(hub: DemoHub, registry: AzureRegistry) -> None:
    device, module = await registry.device(DEVICE), await registry.module(*MODULE)
    assert module is not None
    hub.faults.rest.add(Status(412), method="PUT")
    for work in (
        registry.register_thumbprint(device, ThumbprintSlot.SECONDARY, NEW),
        registry.give_symmetric_key(module),
    ):
        assert (await failure(work)).code is Code.HUB_CHANGED_MEANWHILE


async def test_a_device_that_is_gone(hub: DemoHub, registry: AzureRegistry) -> None:
    device, module = await registry.device(DEVICE), await registry.module(DEVICE, MODULE_ID)
    assert module is not None
    hub.store.remove(DEVICE)
    work = registry.register_thumbprint(device, ThumbprintSlot.SECONDARY, NEW)
    assert (await failure(work)).code is Code.DEVICE_NOT_FOUND
    assert (await failure(registry.give_symmetric_key(module))).code is Code.DEVICE_NOT_FOUND
    await registry.delete_module(module)


async def test_without_an_etag_nothing_is_written(hub: DemoHub, registry: AzureRegistry) -> None:
    device = replace(await registry.device(DEVICE), etag=None)
    module = ModuleIdentity(*MODULE, AuthType.SELF_SIGNED)
    for work in (
        registry.register_thumbprint(device, ThumbprintSlot.SECONDARY, NEW),
        registry.give_symmetric_key(module),
        registry.delete_module(module),
    ):
        assert (await failure(work)).code is Code.HUB_BAD_ANSWER
    assert writes(hub) == []


async def test_a_lost_answer_is_not_followed_by_a_second_write(
    hub: DemoHub, registry: AzureRegistry
) -> None:
    device = await registry.device(DEVICE)
    hub.faults.rest.add(LoseAnswer(), method="PUT", times=1)
    error = await failure(registry.register_thumbprint(device, ThumbprintSlot.SECONDARY, NEW))
    assert (error.code, error.retryable) == (Code.HUB_CONNECTION_LOST, True)
    assert writes(hub) == [("PUT", 0)]
    assert (await registry.device(DEVICE)).thumbprints[1] == NEW


async def failure(work: object) -> HubError:
    with pytest.raises(HubError) as caught:
        await work  # type: ignore[misc]
    return caught.value
