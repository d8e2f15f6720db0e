"""The registry: identities created, updated and deleted."""

from __future__ import annotations

import base64

import pytest

from tests.demo.clients import call, device_path, new_module
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID

KEY = base64.b64encode(bytes(range(32))).decode()


def test_creates_a_module_and_makes_its_keys(hub: DemoHub) -> None:
    path = device_path("cam-02", MODULE_ID)
    made = call(hub, "PUT", path, body=new_module("cam-02", MODULE_ID))

    keys = made.json["authentication"]["symmetricKey"]
    assert made.status == 200
    assert len(base64.b64decode(keys["primaryKey"])) == 32
    assert keys["primaryKey"] != keys["secondaryKey"]
    assert call(hub, "GET", path).json == made.json


def test_an_existing_one_is_not_created_again(hub: DemoHub) -> None:
    path = device_path("cam-01", MODULE_ID)
    before = call(hub, "GET", path).json
    refused = call(hub, "PUT", path, body=new_module("cam-01", MODULE_ID))

    assert (refused.status, refused.error) == (409, "ModuleAlreadyExistsOnDevice")
    assert call(hub, "PUT", "/devices/cam-01", body={"deviceId": "cam-01"}).status == 409
    assert call(hub, "GET", path).json == before


def test_an_update_wants_the_current_etag(hub: DemoHub) -> None:
    path, body = device_path("cam-01"), {"deviceId": "cam-01", "status": "disabled"}
    etag = call(hub, "GET", path).headers["etag"]

    stale = call(hub, "PUT", path, body=body, headers={"If-Match": '"AAAA"'})
    assert (stale.status, stale.error) == (412, "PreconditionFailed")
    done = call(hub, "PUT", path, body=body, headers={"If-Match": etag})
    assert done.json["status"] == "disabled"
    assert done.headers["etag"] != etag
    assert call(hub, "PUT", path, body=body, headers={"If-Match": etag}).status == 412
    assert call(hub, "PUT", path, body=body, headers={"If-Match": "*"}).status == 200


def test_what_this_hub_does_not_know_is_kept_as_it_is_written(hub: DemoHub) -> None:
    device = call(hub, "GET", "/devices/gateway-01")
    assert device.json["deviceScope"]
    changed = {**device.json, "parentScopes": ["x"], "newer": {"a": None}}

    done = call(hub, "PUT", "/devices/gateway-01", body=changed, headers={"If-Match": "*"})
    assert done.json["etag"] != device.json["etag"]
    assert {**done.json, "etag": ""} == {**changed, "etag": ""}
    assert call(hub, "GET", "/devices/gateway-01").json == done.json
    forgotten = {"deviceId": "gateway-01", "authentication": device.json["authentication"]}
    call(hub, "PUT", "/devices/gateway-01", body=forgotten, headers={"If-Match": "*"})
    assert "deviceScope" not in call(hub, "GET", "/devices/gateway-01").json


def test_an_update_of_nothing_is_not_found(hub: DemoHub) -> None:
    refused = call(
        hub,
        "PUT",
        device_path("cam-02", MODULE_ID),
        body=new_module("cam-02", MODULE_ID),
        headers={"If-Match": "*"},
    )

    assert refused.error == "ModuleNotFound"


def test_an_update_keeps_the_twin(hub: DemoHub) -> None:
    twin = hub.store.twin("cam-01", MODULE_ID)
    call(
        hub,
        "PUT",
        device_path("cam-01", MODULE_ID),
        body=new_module("cam-01", MODULE_ID),
        headers={"If-Match": "*"},
    )

    assert hub.store.twin("cam-01", MODULE_ID) == twin


def test_deletes_with_an_etag(hub: DemoHub) -> None:
    path = device_path("cam-01", MODULE_ID)

    assert call(hub, "DELETE", path).status == 412
    assert call(hub, "DELETE", path, headers={"If-Match": "*"}).status == 204
    assert call(hub, "GET", path).error == "ModuleNotFound"
    assert call(hub, "DELETE", path, headers={"If-Match": "*"}).status == 404
    assert call(hub, "DELETE", "/devices/cam-01", headers={"If-Match": "*"}).status == 204
    assert call(hub, "GET", "/devices/cam-01").error == "DeviceNotFound"


def test_a_device_made_anew_is_another_one(hub: DemoHub) -> None:
    before = call(hub, "GET", "/devices/cam-02").json
    call(hub, "DELETE", "/devices/cam-02", headers={"If-Match": "*"})
    after = call(hub, "PUT", "/devices/cam-02", body={"deviceId": "cam-02"}).json

    assert after["generationId"] != before["generationId"]
    assert after["etag"] != before["etag"]


def test_a_device_has_at_most_fifty_modules(hub: DemoHub) -> None:
    for number in range(50):
        name = f"m{number}"
        put = call(hub, "PUT", device_path("cam-02", name), body=new_module("cam-02", name))
        assert put.status == 200

    refused = call(hub, "PUT", device_path("cam-02", "more"), body=new_module("cam-02", "more"))
    assert (refused.status, refused.error) == (403, "TooManyModulesOnDevice")


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"deviceId": "other", "moduleId": "m"},
        {"deviceId": "cam-02"},
        new_module("cam-02", "m", type="magic"),
        new_module("cam-02", "m", symmetricKey={"primaryKey": KEY}),
        new_module("cam-02", "m", symmetricKey={"primaryKey": KEY, "secondaryKey": "no base64"}),
        new_module("cam-02", "m", symmetricKey={"primaryKey": KEY, "secondaryKey": "c2hvcnQ="}),
        new_module("cam-02", "m", symmetricKey={"primaryKey": KEY, "secondaryKey": 7}),
        new_module("cam-02", "m", type="selfSigned"),
        new_module("cam-02", "m", type="selfSigned", x509Thumbprint={"primaryThumbprint": "abc"}),
        new_module("cam-02", "m", type=["sas"]),
    ],
)
def test_refuses_bodies_that_make_no_sense(hub: DemoHub, body: object) -> None:
    refused = call(hub, "PUT", "/devices/cam-02/modules/m", body=body)

    assert (refused.status, refused.error) == (400, "ArgumentInvalid")


@pytest.mark.parametrize("name", ["with blank", "Ünlikely", "a/b", "a&b", "x" * 129])
def test_refuses_ids_that_are_not_legal(hub: DemoHub, name: str) -> None:
    refused = call(hub, "PUT", device_path("cam-02", name), body=new_module("cam-02", name))

    assert refused.error == "ArgumentInvalid"


def test_keys_that_are_given_are_taken(hub: DemoHub) -> None:
    keys = {"primaryKey": KEY, "secondaryKey": KEY}
    made = call(
        hub, "PUT", "/devices/cam-02/modules/m", body=new_module("cam-02", "m", symmetricKey=keys)
    )

    assert made.json["authentication"]["symmetricKey"] == keys


def test_a_module_needs_its_device(hub: DemoHub) -> None:
    refused = call(hub, "PUT", device_path("nope", "m"), body=new_module("nope", "m"))

    assert refused.error == "DeviceNotFound"
