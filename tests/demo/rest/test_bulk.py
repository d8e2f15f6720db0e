"""The registry: many identities created with one request, as it was recorded of the service."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.clients import Answer, call, device_path
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID

BARE = ("cam-02", "gateway-02", "sensor-humidity-01")
"""Devices of the plant without the module."""


def entry(device: str, **more: object) -> dict[str, object]:
    return {"id": device, "moduleId": MODULE_ID, "importMode": "create", **more}


def post(hub: DemoHub, *entries: object, **options: Any) -> Answer:
    return call(hub, "POST", "/devices", body=list(entries), **options)


def has_module(hub: DemoHub, device: str) -> bool:
    return hub.store.module(device, MODULE_ID) is not None


def test_creates_modules_with_keys_of_their_own(hub: DemoHub) -> None:
    done = post(hub, *map(entry, BARE))
    assert (done.status, done.json) == (200, {"isSuccessful": True, "errors": [], "warnings": []})
    keys = {
        call(hub, "GET", device_path(one, MODULE_ID)).json["authentication"]["symmetricKey"][
            "primaryKey"
        ]
        for one in BARE
    }
    assert len(keys) == len(BARE)


def test_tells_what_was_not_created_and_does_the_rest(hub: DemoHub) -> None:
    before = call(hub, "GET", device_path("cam-01", MODULE_ID)).json
    asked = [
        entry("cam-02"),
        entry("cam-01"),
        entry("nobody"),
        entry("no such id"),
        entry("gateway-02", importMode="delete"),
    ]
    done = post(hub, *asked)
    assert (done.status, done.headers["iothub-errorcode"]) == (400, "BulkRegistryOperationFailure")
    assert done.json["isSuccessful"] is False
    assert {one["deviceId"]: one["errorCode"] for one in done.json["errors"]} == {
        "cam-01": "ModuleAlreadyExistsOnDevice",
        "nobody": "DeviceNotFound",
        "no such id": "ArgumentInvalid",
        "gateway-02": "InvalidOperation",
    }
    assert has_module(hub, "cam-02") and not has_module(hub, "gateway-02")
    assert call(hub, "GET", device_path("cam-01", MODULE_ID)).json == before


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], "ArgumentInvalid"),
        ({}, "ArgumentInvalid"),
        ([entry("cam-02"), "cam-03"], "ArgumentInvalid"),
        ([entry("cam-02"), {"moduleId": MODULE_ID, "importMode": "create"}], "ArgumentInvalid"),
        ([entry(f"cam-{number}") for number in range(101)], "ArgumentInvalid"),
        ([entry("cam-02"), entry("cam-02", moduleId="other")], "DeviceDefinedMultipleTimes"),
    ],
)
def test_refuses_a_request_as_a_whole(hub: DemoHub, body: object, error: str) -> None:
    refused = call(hub, "POST", "/devices", body=body)
    assert (refused.status, refused.error) == (400, error)
    assert not has_module(hub, "cam-02")


def test_wants_the_right_to_write_and_a_version(hub: DemoHub) -> None:
    assert post(hub, entry("cam-02"), policy="registryRead").status == 401
    assert not has_module(hub, "cam-02")
