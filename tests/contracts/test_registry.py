"""What every Registry does, the fake and the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from tests.contracts.hubs import Hub
from tests.fakes.registry import new_key
from wizard.domain.errors import Code, HubError, RuleError
from wizard.domain.hub.model import (
    MODULE_ID,
    AuthType,
    DeviceIdentity,
    DeviceQuery,
    DeviceSummary,
    HubInfo,
    ModuleIdentity,
)
from wizard.domain.ports.registry import Registry
from wizard.domain.proof import ThumbprintSlot

Open = Callable[..., Registry]
ODD = "odd#%41?;'!*()$.,:=@_-+"


@pytest.fixture
async def opened(hub: Hub) -> AsyncIterator[Open]:
    """Registries that are closed after the test."""
    async with AsyncExitStack() as stack:

        def open_registry(policy: str = "registryReadWrite") -> Registry:
            registry = hub.registry(hub.credentials(policy))
            stack.push_async_callback(registry.close)
            return registry

        yield open_registry


def device(name: str, auth: AuthType = AuthType.SAS, *, enabled: bool = True) -> DeviceIdentity:
    keys = (new_key(), new_key()) if auth is AuthType.SAS else (None, None)
    return DeviceIdentity(name, enabled, auth, *keys)


def self_signed(name: str, *thumbprints: str) -> DeviceIdentity:
    return DeviceIdentity(name, True, AuthType.SELF_SIGNED, thumbprints=thumbprints)


def module(name: str, auth: AuthType = AuthType.SAS, *, enabled: bool = True) -> ModuleIdentity:
    keys = (new_key(), new_key()) if auth is AuthType.SAS else (None, None)
    return ModuleIdentity(name, MODULE_ID, auth, enabled, *keys)


async def code_of(work: object) -> tuple[Code, str]:
    with pytest.raises(HubError) as caught:
        await work  # type: ignore[misc]
    return caught.value.code, caught.value.variant


@pytest.mark.parametrize(
    ("policy", "info"),
    [
        ("registryRead", HubInfo()),
        ("registryReadWrite", HubInfo()),
        ("iothubowner", HubInfo(more_rights_than_needed=True)),
    ],
)
async def test_connects_with_the_right_to_read(opened: Open, policy: str, info: HubInfo) -> None:
    assert await opened(policy).connect() == info


@pytest.mark.parametrize("policy", ["service", "device"])
async def test_names_a_policy_that_cannot_read(opened: Open, policy: str) -> None:
    assert await code_of(opened(policy).connect()) == (Code.HUB_UNAUTHORIZED, policy)


async def test_a_wrong_key_is_not_taken_for_a_missing_right(hub: Hub) -> None:
    registry = hub.registry(replace(hub.credentials("registryRead"), key=new_key()))
    try:
        assert await code_of(registry.connect()) == (Code.HUB_UNAUTHORIZED, "")
    finally:
        await registry.close()


async def test_reads_a_device_with_its_keys(hub: Hub, opened: Open) -> None:
    known = device("contract-1")
    hub.add(known)
    assert replace(await opened().device("contract-1"), etag=None) == known


async def test_reads_the_other_kinds_of_devices(hub: Hub, opened: Open) -> None:
    prints = ("A" * 40, "B" * 64)
    hub.add(replace(device("own", AuthType.SELF_SIGNED), thumbprints=prints))
    hub.add(device("ca", AuthType.CA))
    hub.add(replace(device("off", enabled=False), status_reason="in repair"))
    registry = opened()
    own, ca, off = [await registry.device(name) for name in ("own", "ca", "off")]
    assert (own.auth, own.thumbprints, own.primary_key) == (AuthType.SELF_SIGNED, prints, None)
    assert (ca.auth, ca.primary_key) == (AuthType.CA, None)
    assert (off.enabled, off.status_reason) == (False, "in repair")


async def test_an_odd_id_names_one_device(hub: Hub, opened: Open) -> None:
    known = device(ODD)
    hub.add(known)
    hub.add(device("odd"))
    hub.add(module(ODD))
    registry = opened()
    assert (await registry.device(ODD)).primary_key == known.primary_key
    found = await registry.module(ODD, MODULE_ID)
    assert found is not None and found.device_id == ODD
    listed = await registry.devices(DeviceQuery(prefix="odd#%41?;'"))
    assert [row.id for row in listed.devices] == [ODD]
    assert await registry.having_module([ODD, "odd"], MODULE_ID) == {ODD}


async def test_ids_are_case_sensitive(hub: Hub, opened: Open) -> None:
    hub.add(device("Contract-1"))
    assert (await code_of(opened().device("contract-1")))[0] is Code.DEVICE_NOT_FOUND


async def test_tells_a_missing_device_from_a_missing_module(hub: Hub, opened: Open) -> None:
    hub.add(device("contract-1"))
    registry = opened()
    assert await registry.module("contract-1", MODULE_ID) is None
    for missing in (
        registry.device("nobody"),
        registry.device("no such id"),
        registry.module("nobody", MODULE_ID),
        registry.create_module("nobody", MODULE_ID),
    ):
        assert (await code_of(missing))[0] is Code.DEVICE_NOT_FOUND


async def test_reads_a_module_with_its_keys(hub: Hub, opened: Open) -> None:
    known = module("contract-1")
    hub.add(device("contract-1"))
    hub.add(known)
    found = await opened().module("contract-1", MODULE_ID)
    assert found is not None and replace(found, etag=None) == known


@pytest.mark.parametrize("policy", ["registryRead", "registryReadWrite", "iothubowner"])
async def test_sees_that_a_module_is_disabled(hub: Hub, opened: Open, policy: str) -> None:
    hub.add(device("contract-1"))
    hub.add(module("contract-1", enabled=False))
    hub.add(device("contract-2"))
    hub.add(module("contract-2"))
    registry = opened(policy)
    for name, expected in (("contract-1", False), ("contract-2", True)):
        found = await registry.module(name, MODULE_ID)
        assert found is not None
        assert await registry.module_is_enabled(found) is expected


async def test_reads_a_module_without_symmetric_key(hub: Hub, opened: Open) -> None:
    hub.add(device("contract-1"))
    hub.add(module("contract-1", AuthType.SELF_SIGNED))
    found = await opened().module("contract-1", MODULE_ID)
    assert found is not None and (found.auth, found.primary_key) == (AuthType.SELF_SIGNED, None)


async def test_creates_a_module_with_keys_of_the_hubs_making(hub: Hub, opened: Open) -> None:
    hub.add(device("contract-1"))
    registry = opened()
    made = await registry.create_module("contract-1", MODULE_ID)
    assert made is not None and made.auth is AuthType.SAS and made.enabled
    assert made.primary_key and made.secondary_key and made.primary_key != made.secondary_key
    found = await registry.module("contract-1", MODULE_ID)
    assert found is not None and found.primary_key == made.primary_key


async def test_creating_leaves_an_existing_module_alone(hub: Hub, opened: Open) -> None:
    known = module("contract-1")
    hub.add(device("contract-1"))
    hub.add(known)
    registry = opened()
    assert await registry.create_module("contract-1", MODULE_ID) is None
    found = await registry.module("contract-1", MODULE_ID)
    assert found is not None and found.primary_key == known.primary_key


async def test_creating_takes_the_right_to_write(hub: Hub, opened: Open) -> None:
    hub.add(device("contract-1"))
    registry = opened("registryRead")
    made = registry.create_module("contract-1", MODULE_ID)
    assert await code_of(made) == (Code.HUB_UNAUTHORIZED, "write")
    assert await registry.module("contract-1", MODULE_ID) is None


async def test_creates_many_modules_with_one_request(hub: Hub, opened: Open) -> None:
    for name in ("bulk-1", "bulk-2", ODD, "has-one"):
        hub.add(device(name))
    known = module("has-one")
    hub.add(known)
    registry = opened()
    asked = ["bulk-1", "nobody", ODD, "has-one"]
    assert await registry.create_modules(asked, MODULE_ID) == {"bulk-1", ODD}
    keys = set()
    for name in ("bulk-1", ODD):
        made = await registry.module(name, MODULE_ID)
        assert made is not None and made.auth is AuthType.SAS and made.enabled
        assert made.primary_key and made.primary_key != made.secondary_key
        keys.add(made.primary_key.reveal())
    assert len(keys) == 2
    assert await registry.module("bulk-2", MODULE_ID) is None
    left_alone = await registry.module("has-one", MODULE_ID)
    assert left_alone is not None and left_alone.primary_key == known.primary_key
    assert await registry.create_modules(["bulk-2"], MODULE_ID) == {"bulk-2"}
    assert await registry.create_modules(["bulk-2"], MODULE_ID) == frozenset()


async def test_creating_many_takes_the_right_to_write(hub: Hub, opened: Open) -> None:
    hub.add(device("bulk-1"))
    registry = opened("registryRead")
    made = registry.create_modules(["bulk-1"], MODULE_ID)
    assert await code_of(made) == (Code.HUB_UNAUTHORIZED, "write")
    assert await registry.module("bulk-1", MODULE_ID) is None


async def test_gives_a_module_symmetric_keys(hub: Hub, opened: Open) -> None:
    hub.add(device("contract-1"))
    hub.add(module("contract-1", AuthType.SELF_SIGNED))
    registry = opened()
    former = await registry.module("contract-1", MODULE_ID)
    assert former is not None
    changed = await registry.give_symmetric_key(former)
    assert changed.auth is AuthType.SAS and changed.enabled and changed.etag != former.etag
    assert changed.primary_key and changed.secondary_key
    assert changed.primary_key.is_base64() and changed.primary_key != changed.secondary_key
    assert await registry.module("contract-1", MODULE_ID) == changed
    assert await code_of(registry.give_symmetric_key(former)) == (Code.HUB_CHANGED_MEANWHILE, "")
    assert await registry.module("contract-1", MODULE_ID) == changed


async def test_a_module_that_is_gone_gets_no_keys(hub: Hub, opened: Open) -> None:
    hub.add(device("contract-1"))
    hub.add(module("contract-1", AuthType.SELF_SIGNED))
    registry = opened()
    former = await registry.module("contract-1", MODULE_ID)
    assert former is not None
    await registry.delete_module(former)
    assert await code_of(registry.give_symmetric_key(former)) == (Code.HUB_CHANGED_MEANWHILE, "")
    assert await registry.module("contract-1", MODULE_ID) is None


@pytest.mark.parametrize(
    ("slot", "after"),
    [
        (ThumbprintSlot.PRIMARY, ("C" * 40, "B" * 64)),
        (ThumbprintSlot.SECONDARY, ("A" * 40, "C" * 40)),
    ],
)
async def test_registers_a_thumbprint_beside_the_other(
    hub: Hub, opened: Open, slot: ThumbprintSlot, after: tuple[str, str]
) -> None:
    hub.add(self_signed("own", "A" * 40, "B" * 64))
    registry = opened()
    seen = await registry.device("own")
    changed = await registry.register_thumbprint(seen, slot, "C" * 40)
    assert replace(changed, etag=None) == replace(seen, etag=None, thumbprints=after)
    assert await registry.device("own") == changed
    again = registry.register_thumbprint(seen, slot, "D" * 40)
    assert await code_of(again) == (Code.HUB_CHANGED_MEANWHILE, "")
    assert await registry.device("own") == changed


async def test_frees_the_place_of_a_thumbprint(hub: Hub, opened: Open) -> None:
    hub.add(self_signed("own", "A" * 40))
    registry = opened()
    seen = await registry.device("own")
    assert seen.thumbprints == ("A" * 40, "")
    taken = await registry.register_thumbprint(seen, ThumbprintSlot.SECONDARY, "B" * 64)
    assert taken.thumbprints == ("A" * 40, "B" * 64)
    freed = await registry.register_thumbprint(taken, ThumbprintSlot.PRIMARY, "")
    assert freed.thumbprints == ("", "B" * 64)


@pytest.mark.parametrize("auth", [AuthType.SAS, AuthType.CA])
async def test_a_device_of_another_kind_has_no_thumbprints(
    hub: Hub, opened: Open, auth: AuthType
) -> None:
    hub.add(device("other", auth))
    registry = opened()
    seen = await registry.device("other")
    with pytest.raises(RuleError) as caught:
        await registry.register_thumbprint(seen, ThumbprintSlot.PRIMARY, "A" * 40)
    assert caught.value.code is Code.NOT_POSSIBLE
    assert await registry.device("other") == seen


async def test_deletes_a_module_once(hub: Hub, opened: Open) -> None:
    hub.add(device("contract-1"))
    hub.add(module("contract-1"))
    registry = opened()
    seen = await registry.module("contract-1", MODULE_ID)
    assert seen is not None
    stale = registry.delete_module(replace(seen, etag="b2xk"))
    assert await code_of(stale) == (Code.HUB_CHANGED_MEANWHILE, "")
    await registry.delete_module(seen)
    assert await registry.module("contract-1", MODULE_ID) is None
    await registry.delete_module(seen)


async def test_changing_takes_the_right_to_write(hub: Hub, opened: Open) -> None:
    hub.add(self_signed("own", "A" * 40))
    hub.add(module("own", AuthType.SELF_SIGNED))
    registry = opened("registryRead")
    seen, of = await registry.device("own"), await registry.module("own", MODULE_ID)
    assert of is not None
    for work in (
        registry.register_thumbprint(seen, ThumbprintSlot.SECONDARY, "B" * 40),
        registry.give_symmetric_key(of),
        registry.delete_module(of),
    ):
        assert await code_of(work) == (Code.HUB_UNAUTHORIZED, "write")
    assert await registry.device("own") == seen
    assert await registry.module("own", MODULE_ID) == of


async def test_lists_page_by_page_without_loss(hub: Hub, opened: Open) -> None:
    names = [f"list-{number:03}" for number in range(205)]
    for name in names:
        hub.add(device(name))
    registry, continuation, sizes, found = opened(), None, [], []
    while True:
        page = await registry.devices(DeviceQuery(prefix="list-"), continuation)
        sizes.append(len(page.devices))
        found += [row.id for row in page.devices]
        if (continuation := page.continuation) is None:
            break
    assert (sorted(found), sizes) == (names, [100, 100, 5])
    assert await registry.having_module(names, MODULE_ID) == frozenset()


async def test_filters_the_list(hub: Hub, opened: Open) -> None:
    hub.add(device("list-a"))
    hub.add(device("list-b", AuthType.CA))
    hub.add(device("list-c", enabled=False))
    registry = opened("registryRead")

    async def rows(**filters: object) -> list[str]:
        query = DeviceQuery(prefix="list-", **filters)  # type: ignore[arg-type]
        return [row.id for row in (await registry.devices(query)).devices]

    assert await rows() == ["list-a", "list-b", "list-c"]
    assert await rows(auth=AuthType.CA) == ["list-b"]
    assert await rows(enabled=True) == ["list-a", "list-b"]
    assert await rows(auth=AuthType.SAS, enabled=False) == ["list-c"]
    page = await registry.devices(DeviceQuery(prefix="list-b"))
    assert page.devices == (DeviceSummary("list-b", True, AuthType.CA),)


@pytest.mark.parametrize("prefix", ["nobody", "x' OR '1' = '1", 'x"', "ü", "\\"])
async def test_a_prefix_of_no_device_finds_none(opened: Open, prefix: str) -> None:
    page = await opened().devices(DeviceQuery(prefix=prefix))
    assert (page.devices, page.continuation) == ((), None)


async def test_knows_which_devices_have_the_module(hub: Hub, opened: Open) -> None:
    names = [f"have-{number:03}" for number in range(150)]
    for name in names:
        hub.add(device(name))
        hub.add(module(name))
    hub.add(device("have-not"))
    registry = opened()
    assert await registry.having_module([*names, "have-not"], MODULE_ID) == frozenset(names)
    assert await registry.having_module([], MODULE_ID) == frozenset()


async def test_says_that_a_policy_may_not_query(opened: Open) -> None:
    registry = opened("service")
    refused = (Code.HUB_UNAUTHORIZED, "query")
    assert await code_of(registry.devices(DeviceQuery())) == refused
    assert await code_of(registry.having_module(["x"], MODULE_ID)) == refused


async def test_closing_twice_is_no_error(opened: Open) -> None:
    registry = opened()
    await registry.connect()
    await registry.close()
    await registry.close()
