"""The registry: what is read, and every refusal as the service words it."""

from __future__ import annotations

import base64

import pytest

from tests.demo.clients import call, device_path
from wizard.demo.hub import DemoHub
from wizard.demo.registry.seed import LONG_ID
from wizard.domain.hub.model import MODULE_ID


def test_reads_a_device_with_its_keys(hub: DemoHub) -> None:
    answer = call(hub, "GET", "/devices/cam-01", policy="registryRead")

    body = answer.json
    assert answer.status == 200
    assert body["deviceId"] == "cam-01"
    assert body["status"] == "enabled"
    assert body["authentication"]["type"] == "sas"
    assert len(base64.b64decode(body["authentication"]["symmetricKey"]["primaryKey"])) == 32
    assert answer.headers["etag"] == f'"{body["etag"]}"'
    assert "date" in answer.headers


@pytest.mark.parametrize(
    ("device_id", "kind"), [("cam-03", "certificateAuthority"), ("gateway-01", "selfSigned")]
)
def test_devices_with_certificates_have_no_keys(hub: DemoHub, device_id: str, kind: str) -> None:
    authentication = call(hub, "GET", f"/devices/{device_id}").json["authentication"]

    assert authentication["type"] == kind
    assert authentication["symmetricKey"] == {"primaryKey": None, "secondaryKey": None}
    prints = authentication["x509Thumbprint"].values()
    assert [len(one or "") for one in prints] == ([64, 40] if kind == "selfSigned" else [0, 0])


def test_a_module_shows_its_being_disabled_in_its_twin_only(hub: DemoHub) -> None:
    path = f"plc-08/modules/{MODULE_ID}"

    assert "status" not in call(hub, "GET", f"/devices/{path}").json
    assert call(hub, "GET", f"/twins/{path}", policy="service").json["status"] == "disabled"


@pytest.mark.parametrize(
    "device_id", ["press#4", "line%41", "valve?9", "mixer;2", "operator's-panel", LONG_ID]
)
def test_percent_encoded_ids_are_what_they_say(hub: DemoHub, device_id: str) -> None:
    assert call(hub, "GET", device_path(device_id)).json["deviceId"] == device_id


def test_an_id_is_decoded_once(hub: DemoHub) -> None:
    assert call(hub, "GET", "/devices/line%41").error == "DeviceNotFound"
    assert call(hub, "GET", "/devices/cam%2D01").json["deviceId"] == "cam-01"
    assert call(hub, "GET", "/devices/cam-01%2Fmodules").error == "DeviceNotFound"


def test_unknown_identities(hub: DemoHub) -> None:
    assert (found := call(hub, "GET", "/devices/nope")).status == 404
    assert found.error == "DeviceNotFound"
    assert found.json["Message"].startswith("ErrorCode:DeviceNotFound;")
    assert call(hub, "GET", device_path("nope", MODULE_ID)).error == "DeviceNotFound"
    assert call(hub, "GET", device_path("cam-02", MODULE_ID)).error == "ModuleNotFound"


def test_lists_devices_and_modules(hub: DemoHub) -> None:
    devices = call(hub, "GET", "/devices?top=5").json
    modules = call(hub, "GET", "/devices/plc-09/modules").json

    assert len(devices) == 5
    assert [one["moduleId"] for one in modules] == ["historian", "opcua"]
    assert call(hub, "GET", "/devices?top=0").status == 400


def test_never_lists_more_than_a_thousand() -> None:
    with DemoHub(devices=2000) as hub:
        assert len(call(hub, "GET", "/devices?top=5000").json) == 1000


def test_twins_carry_no_keys(hub: DemoHub) -> None:
    answer = call(hub, "GET", f"/twins/cam-01/modules/{MODULE_ID}", policy="service")

    desired = answer.json["properties"]["desired"]
    assert "ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration" in desired
    assert answer.json["authenticationType"] == "sas"
    assert "Key" not in answer.text
    assert call(hub, "GET", "/twins/cam-01", policy="service").json["tags"]["kind"] == "camera"
    assert call(hub, "GET", "/twins/nope", policy="service").error == "DeviceNotFound"


def test_statistics(hub: DemoHub) -> None:
    devices = call(hub, "GET", "/statistics/devices").json
    service = call(hub, "GET", "/statistics/service").json

    assert devices["disabledDeviceCount"] == 2
    assert devices["totalDeviceCount"] == devices["enabledDeviceCount"] + 2
    assert 0 < service["connectedDeviceCount"] < devices["totalDeviceCount"]


def test_what_is_not_there(hub: DemoHub) -> None:
    assert call(hub, "GET", "/nothing").status == 404
    assert call(hub, "GET", "/devices//modules").status == 404
    assert call(hub, "POST", "/devices/cam-01").status == 405
    assert call(hub, "GET", "/devices/%FF").status == 400
    assert call(hub, "GET", "/devices/cam-01?api-version=x").status == 400


def test_connections_are_kept_alive(hub: DemoHub) -> None:
    answer = call(hub, "GET", "/devices/cam-01")

    assert answer.headers.get("connection") != "close"


def test_what_was_asked_is_on_record(hub: DemoHub) -> None:
    call(hub, "GET", "/devices/cam-01", policy="registryRead")
    call(hub, "GET", "/devices/nope", token="rubbish")

    seen = [(one.method, one.path.partition("?")[0], one.who, one.status) for one in hub.requests]
    assert seen == [
        ("GET", "/devices/cam-01", "registryRead", 200),
        ("GET", "/devices/nope", "", 401),
    ]
