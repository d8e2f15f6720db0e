"""The plant is what its documentation says, and the same at every start."""

from __future__ import annotations

import re
import string

import pytest

from wizard.demo.registry.generated import GeneratedDevices
from wizard.demo.registry.records import Device, Module
from wizard.demo.registry.seed import CONFIGURATION_OBJECT, LONG_ID, plant
from wizard.demo.registry.store import Store
from wizard.domain.hub.model import MODULE_ID, AuthType

IDENTITIES = tuple(plant())


@pytest.mark.parametrize(
    ("device_id", "auth", "module"),
    [
        ("cam-01", AuthType.SAS, AuthType.SAS),
        ("cam-02", AuthType.SAS, None),
        ("cam-03", AuthType.CA, AuthType.SAS),
        ("gateway-01", AuthType.SELF_SIGNED, AuthType.SAS),
        ("gateway-02", AuthType.SELF_SIGNED, None),
        ("plc-07", AuthType.SAS, AuthType.SELF_SIGNED),
        ("plc-09", AuthType.SAS, None),
    ],
)
def test_the_devices_that_others_rely_on(
    device_id: str, auth: AuthType, module: AuthType | None
) -> None:
    store = Store(IDENTITIES)
    device = store.device(device_id)
    found = store.module(device_id, MODULE_ID)

    assert device is not None
    assert device.auth.type is auth
    assert (found.auth.type if found else None) is module


def test_what_is_disabled() -> None:
    store = Store(IDENTITIES)
    disabled, module = store.device("plc-disabled"), store.module("plc-08", MODULE_ID)

    assert disabled is not None
    assert not disabled.enabled
    assert disabled.status_reason
    assert module is not None
    assert not module.enabled


def test_about_forty_devices_with_different_legal_ids() -> None:
    ids = [one.id for one in IDENTITIES if isinstance(one, Device)]

    assert 36 <= len(ids) == len(set(ids)) <= 44
    assert all(re.fullmatch(r"[A-Za-z0-9\-.+%_#*?!(),:=@$';]{1,128}", one) for one in ids)
    assert set("#%?;'$()+@=!*,:") <= set("".join(ids))
    assert len(LONG_ID) == 128
    assert LONG_ID in ids


def test_keys_are_base64_all_different_and_the_same_every_time() -> None:
    keys = [key for one in IDENTITIES if one.auth.keys for key in one.auth.keys.both()]

    assert all(key.is_base64() for key in keys)
    assert len({key.reveal() for key in keys}) == len(keys)
    assert [one.auth for one in plant()] == [one.auth for one in IDENTITIES]


def test_thumbprints_are_hexadecimal_of_either_length() -> None:
    store = Store(IDENTITIES)
    device = store.device("gateway-01")

    assert device is not None
    prints = [one or "" for one in device.auth.thumbprints]
    assert [len(one) for one in prints] == [64, 40]
    assert set("".join(prints)) <= set(string.hexdigits)


def test_some_modules_have_settings_and_others_none() -> None:
    modules = [one for one in IDENTITIES if isinstance(one, Module) and one.id == MODULE_ID]

    assert {CONFIGURATION_OBJECT in one.twin.desired for one in modules} == {True, False}


def test_generated_devices_are_in_order_of_their_ids() -> None:
    generated = GeneratedDevices(1_000)

    assert list(generated) == sorted(generated)
    assert len(generated) == 1_000
    assert generated[-1] == "meter-01000"
    assert generated[1:3] == ["meter-00002", "meter-00003"]
    with pytest.raises(IndexError):
        _ = generated[1_000]


def test_generated_devices_are_of_every_kind() -> None:
    generated = GeneratedDevices(100)
    devices = [generated.device(one) for one in generated]
    modules = [generated.modules(one) for one in generated]

    assert {one.auth.type for one in devices if one} == {
        AuthType.SAS,
        AuthType.SELF_SIGNED,
        AuthType.CA,
    }
    assert {one.enabled for one in devices if one} == {True, False}
    assert {len(one) for one in modules} == {0, 1}


@pytest.mark.parametrize("name", ["meter-00000", "meter-00101", "meter-1", "meter-x", "cam-01"])
def test_other_ids_are_not_generated(name: str) -> None:
    generated = GeneratedDevices(100)

    assert name not in generated
    assert generated.device(name) is None
    assert generated.modules(name) == ()
