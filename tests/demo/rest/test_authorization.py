"""Who is let in over REST: signatures, rights, time, audiences."""

from __future__ import annotations

import pytest

from tests.demo.clients import call, device_path, key_token, new_module, policy_token, primary_key
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.secret import Secret

UNAUTHORIZED = {"Message": "ErrorCode:IotHubUnauthorizedAccess;Unauthorized"}


def is_refused(hub: DemoHub, token: str, path: str = "/devices/cam-01") -> bool:
    """Whether the one 401 comes back."""
    answer = call(hub, "GET", path, token=token)
    if answer.status == 200:
        return False
    assert (answer.status, answer.error) == (401, "IotHubUnauthorizedAccess")
    assert answer.json["Message"] == UNAUTHORIZED["Message"]
    return True


@pytest.mark.parametrize("token", ["", "Bearer x", "SharedAccessSignature ", "rubbish"])
def test_refuses_what_is_no_token(hub: DemoHub, token: str) -> None:
    assert is_refused(hub, token)


@pytest.mark.parametrize(
    "damage",
    [
        lambda token: token.replace("skn=registryReadWrite", "skn=registryRead"),
        lambda token: token.replace("skn=registryReadWrite", "skn=nobody"),
        lambda token: token.replace("sig=", "sig=A"),
        lambda token: token.replace("se=", "se=9"),
        lambda token: token.replace("&se=", "&sx="),
        lambda token: token + "&sr=again",
        lambda token: token.replace("&sig=", "&sig=%21&x="),
    ],
)
def test_refuses_a_token_that_was_tampered_with(hub: DemoHub, damage: object) -> None:
    assert callable(damage)
    assert is_refused(hub, damage(policy_token(hub)))


def test_refuses_an_expired_token(hub: DemoHub) -> None:
    assert is_refused(hub, policy_token(hub, lives=-1))


def test_the_hub_judges_by_its_own_clock(hub: DemoHub) -> None:
    hub.faults.clock_offset = 600

    answer = call(hub, "GET", "/devices/cam-01", token=policy_token(hub, lives=300))
    assert answer.status == 401
    assert call(hub, "GET", "/devices/cam-01", token=policy_token(hub, lives=4200)).status == 200


@pytest.mark.parametrize(
    ("audience", "refused"),
    [
        ("{host}", False),
        ("{host}/devices", False),
        ("{host}/devices/cam-01", False),
        ("{host}/devices/cam-0", True),
        ("{host}/devices/cam-02", True),
        ("{host}/", True),
        ("127.0.0.1", True),
        ("another.azure-devices.net", True),
    ],
)
def test_the_audience_covers_the_resource(hub: DemoHub, audience: str, refused: bool) -> None:
    token = policy_token(hub, audience=audience.format(host=hub.host_name))

    assert is_refused(hub, token) == refused


@pytest.mark.parametrize(
    ("policy", "read", "write", "twin"),
    [
        ("iothubowner", 200, 200, 200),
        ("registryReadWrite", 200, 200, 401),
        ("registryRead", 200, 401, 401),
        ("service", 401, 401, 200),
        ("device", 401, 401, 401),
    ],
)
def test_every_policy_has_its_rights(
    hub: DemoHub, policy: str, read: int, write: int, twin: int
) -> None:
    found = (
        call(hub, "GET", "/devices/cam-01", policy=policy).status,
        call(
            hub, "PUT", device_path("cam-02", "m"), policy=policy, body=new_module("cam-02", "m")
        ).status,
        call(hub, "GET", "/twins/cam-01", policy=policy).status,
    )
    query = {"query": "SELECT * FROM devices"}

    assert found == (read, write, twin)
    assert call(hub, "POST", "/devices/query", policy=policy, body=query).status == read


@pytest.mark.parametrize("audience", ["{host}", "{host}/devices/cam-01"])
def test_a_device_reads_its_own_modules(hub: DemoHub, audience: str) -> None:
    token = key_token(audience.format(host=hub.host_name), primary_key(hub, "cam-01"))
    answer = call(hub, "GET", device_path("cam-01", MODULE_ID), token=token)

    key = answer.json["authentication"]["symmetricKey"]["primaryKey"]
    assert key == primary_key(hub, "cam-01", MODULE_ID).reveal()
    assert not is_refused(hub, token, "/devices/cam-01/modules")
    assert hub.requests[0].who == "cam-01"


def test_the_secondary_key_does_too(hub: DemoHub) -> None:
    device = hub.store.device("cam-01")
    assert device is not None
    assert device.auth.keys is not None
    token = key_token(hub.host_name, device.auth.keys.secondary)

    assert not is_refused(hub, token, device_path("cam-01", MODULE_ID))


def test_a_device_reads_nothing_else(hub: DemoHub) -> None:
    token = key_token(hub.host_name, primary_key(hub, "cam-01"))

    assert is_refused(hub, token, "/devices/cam-01")
    assert is_refused(hub, token, "/devices")
    assert is_refused(hub, token, device_path("cam-04", MODULE_ID))
    other = call(
        hub, "PUT", device_path("cam-04", "m"), token=token, body=new_module("cam-04", "m")
    )
    assert other.status == 401


def test_a_device_makes_modules_of_its_own(hub: DemoHub) -> None:
    token, path = key_token(hub.host_name, primary_key(hub, "cam-01")), device_path("cam-01", "m")

    assert call(hub, "PUT", path, token=token, body=new_module("cam-01", "m")).status == 200
    again = call(hub, "PUT", path, token=token, body=new_module("cam-01", "m"))
    changed = call(
        hub, "PUT", path, token=token, body=new_module("cam-01", "m"), headers={"If-Match": "*"}
    )
    hub.store.remove("cam-01", "m")
    assert (again.status, changed.status) == (409, 401)


def test_a_device_that_the_hub_does_not_know_is_not_found(hub: DemoHub) -> None:
    token = key_token(hub.host_name, primary_key(hub, "cam-01"))

    assert call(hub, "GET", device_path("nope", MODULE_ID), token=token).error == "DeviceNotFound"
    assert (
        call(
            hub,
            "GET",
            device_path("cam-02", MODULE_ID),
            token=key_token(hub.host_name, primary_key(hub, "cam-02")),
        ).error
        == "ModuleNotFound"
    )


@pytest.mark.parametrize("device_id", ["press#4", "line%41", "valve?9"])
@pytest.mark.parametrize("encode", [False, True])
def test_ids_in_the_audience_may_be_encoded_or_not(
    hub: DemoHub, device_id: str, encode: bool
) -> None:
    path = device_path(device_id) if encode else f"/devices/{device_id}"
    token = key_token(hub.host_name + path, primary_key(hub, device_id))

    assert not is_refused(hub, token, device_path(device_id, MODULE_ID))


def test_a_disabled_device_is_refused(hub: DemoHub) -> None:
    token = key_token(hub.host_name, primary_key(hub, "plc-disabled"))

    assert is_refused(hub, token, device_path("plc-disabled", MODULE_ID))


def test_a_rotated_key_is_refused(hub: DemoHub) -> None:
    old = key_token(hub.host_name, primary_key(hub, "cam-01"))
    hub.store.rotate("cam-01")
    new = key_token(hub.host_name, primary_key(hub, "cam-01"))

    assert is_refused(hub, old, device_path("cam-01", MODULE_ID))
    assert not is_refused(hub, new, device_path("cam-01", MODULE_ID))


def test_a_module_key_opens_nothing_over_rest(hub: DemoHub) -> None:
    token = key_token(hub.host_name, primary_key(hub, "cam-01", MODULE_ID))

    assert is_refused(hub, token, device_path("cam-01", MODULE_ID))


def test_a_device_with_a_certificate_has_no_key_to_sign_with(hub: DemoHub) -> None:
    token = key_token(hub.host_name, Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))

    assert is_refused(hub, token, device_path("gateway-01", MODULE_ID))


def test_keys_of_devices_and_of_policies_can_be_switched_off(hub: DemoHub) -> None:
    by_device = key_token(hub.host_name, primary_key(hub, "cam-01"))
    path = device_path("cam-01", MODULE_ID)

    hub.faults.disable_device_sas = True
    assert is_refused(hub, by_device, path)
    assert not is_refused(hub, policy_token(hub))
    hub.faults.clear()
    hub.faults.disable_local_auth = True
    assert not is_refused(hub, by_device, path)
    assert is_refused(hub, policy_token(hub))
