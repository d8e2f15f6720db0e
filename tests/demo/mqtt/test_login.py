"""Who is let in over MQTT, and with which return code the others are refused."""

from __future__ import annotations

import pytest

from tests.demo.agent import agent
from tests.demo.clients import key_token, policy_token, primary_key
from wizard.demo.hub import DemoHub
from wizard.demo.registry.seed import LONG_ID
from wizard.domain.hub.model import MODULE_ID

BAD_LOGIN, NOT_AUTHORIZED = "Bad user name or password", "Not authorized"


@pytest.mark.parametrize(
    "device_id", ["press#4", "line%41", "valve?9", "mixer;2", "robot+arm@cell=3", LONG_ID]
)
def test_odd_names_connect(hub: DemoHub, device_id: str) -> None:
    with agent(hub, device_id) as module:
        assert module.expect("connack") == "Success"


def test_a_device_connects_too(hub: DemoHub) -> None:
    with agent(hub, "cam-02", None) as device:
        assert device.expect("connack") == "Success"
        assert hub.sessions == (("cam-02", None),)


@pytest.mark.parametrize(
    ("audience", "outcome"),
    [
        ("{host}/devices/press#4/modules/azureiotsecurity", "Success"),
        ("{name}/devices/press#4/modules/azureiotsecurity", "Success"),
        ("{host}/devices/press%234/modules/azureiotsecurity", "Success"),
        ("{host}/devices/press#4/modules/other", NOT_AUTHORIZED),
        ("{host}/devices/press#4", NOT_AUTHORIZED),
        ("{host}", NOT_AUTHORIZED),
        ("other/devices/press#4/modules/azureiotsecurity", NOT_AUTHORIZED),
    ],
)
def test_the_audience_is_the_module(hub: DemoHub, audience: str, outcome: str) -> None:
    text = audience.format(host=hub.host_name, name="127.0.0.1")
    with agent(hub, "press#4", audience=text) as module:
        assert module.expect("connack") == outcome


@pytest.mark.parametrize(
    ("user_name", "outcome"),
    [
        ("127.0.0.1/cam-01/azureiotsecurity/?api-version=2018-06-30", "Success"),
        ("{host}/cam-01/azureiotsecurity/?api-version=2018-06-30&DeviceClientType=c", "Success"),
        ("127.0.0.1/cam-01/azureiotsecurity", BAD_LOGIN),
        ("127.0.0.1/cam-01/azureiotsecurity/?api-version=", BAD_LOGIN),
        ("127.0.0.1/cam-04/azureiotsecurity/?api-version=2018-06-30", BAD_LOGIN),
        ("elsewhere/cam-01/azureiotsecurity/?api-version=2018-06-30", BAD_LOGIN),
        ("cam-01", BAD_LOGIN),
    ],
)
def test_the_user_name_names_the_hub_and_the_client(
    hub: DemoHub, user_name: str, outcome: str
) -> None:
    with agent(hub, "cam-01", user_name=user_name.format(host=hub.host_name)) as module:
        assert module.expect("connack") == outcome


@pytest.mark.parametrize("client_id", ["cam-01/", "/azureiotsecurity", "cam-01/a/b"])
def test_a_client_id_is_a_device_or_a_module(hub: DemoHub, client_id: str) -> None:
    with agent(hub, "cam-01", client_id=client_id) as module:
        assert module.expect("connack") == BAD_LOGIN


def test_a_password_that_is_no_token_is_a_malformed_login(hub: DemoHub) -> None:
    with agent(hub, "cam-01", password="secret") as module:
        assert module.expect("connack") == BAD_LOGIN


def test_a_wrong_key_is_refused(hub: DemoHub) -> None:
    audience = f"{hub.host_name}/devices/cam-01/modules/{MODULE_ID}"
    password = key_token(audience, primary_key(hub, "cam-01"))

    with agent(hub, "cam-01", password=password) as module:
        assert module.expect("connack") == NOT_AUTHORIZED


def test_an_expired_token_is_refused(hub: DemoHub) -> None:
    audience = f"{hub.host_name}/devices/cam-01/modules/{MODULE_ID}"
    password = key_token(audience, primary_key(hub, "cam-01", MODULE_ID), lives=-1)

    with agent(hub, "cam-01", password=password) as module:
        assert module.expect("connack") == NOT_AUTHORIZED


@pytest.mark.parametrize("device_id", ["plc-08", "plc-disabled"])
def test_the_disabled_are_refused(hub: DemoHub, device_id: str) -> None:
    with agent(hub, device_id) as module:
        assert module.expect("connack") == NOT_AUTHORIZED


@pytest.mark.parametrize("device_id", ["cam-02", "nope", "plc-07"])
def test_the_unknown_and_those_without_a_key_are_refused(hub: DemoHub, device_id: str) -> None:
    audience = f"{hub.host_name}/devices/{device_id}/modules/{MODULE_ID}"
    password = key_token(audience, primary_key(hub, "cam-01", MODULE_ID))

    with agent(hub, device_id, password=password) as module:
        assert module.expect("connack") == NOT_AUTHORIZED


@pytest.mark.parametrize(
    ("policy", "outcome"), [("device", "Success"), ("registryReadWrite", NOT_AUTHORIZED)]
)
def test_a_policy_that_may_connect_devices_connects_them(
    hub: DemoHub, policy: str, outcome: str
) -> None:
    audience = f"{hub.host_name}/devices/cam-01/modules/{MODULE_ID}"

    with agent(hub, "cam-01", password=policy_token(hub, policy, audience)) as module:
        assert module.expect("connack") == outcome


def test_keys_of_modules_can_be_switched_off(hub: DemoHub) -> None:
    hub.faults.disable_module_sas = True

    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == NOT_AUTHORIZED
    with agent(hub, "cam-01", None) as device:
        assert device.expect("connack") == "Success"
