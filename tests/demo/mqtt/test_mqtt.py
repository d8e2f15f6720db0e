"""MQTT as the agents speak it, with paho-mqtt unchanged: who is let in, twin, topics, cuts."""

from __future__ import annotations

import json
import time

import pytest

from tests.demo.agent import TWIN_ANSWERS, agent
from tests.demo.clients import key_token, primary_key, query
from tests.patience import longer_and_longer, until
from wizard.demo.hub import DemoHub
from wizard.demo.registry.seed import CONFIGURATION_OBJECT
from wizard.domain.hub.model import MODULE_ID

BAD_LOGIN, NOT_AUTHORIZED = "Bad user name or password", "Not authorized"


def test_a_module_connects_and_reads_its_twin(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        assert hub.sessions == (("cam-01", MODULE_ID),)
        assert module.subscribe() == [0]
        module.ask_twin("7")
        topic, payload = module.expect("message")

        assert topic == "$iothub/twin/res/200/?$rid=7"
        twin = json.loads(payload)
        assert CONFIGURATION_OBJECT in twin["desired"]
        assert twin["reported"] == {"$version": 1}
    until(lambda: hub.sessions == ())
    until(lambda: hub.connections == 0)


def test_a_second_connection_cuts_the_first(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as first:
        assert first.expect("connack") == "Success"
        with agent(hub, "cam-01") as second:
            assert second.expect("connack") == "Success"
            assert first.expect("end") != "Success"
            assert hub.sessions == (("cam-01", MODULE_ID),)


def test_a_live_link_can_be_cut(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        assert hub.cut("cam-01")
        assert module.expect("end") != "Success"
    until(lambda: not hub.sessions)
    assert not hub.cut("cam-01")


@pytest.mark.parametrize("module_id", [MODULE_ID, None])
def test_disabling_cuts_the_live_link(hub: DemoHub, module_id: str | None) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        hub.store.disable("cam-01", module_id)
        assert module.expect("end") != "Success"
    hub.store.enable("cam-01", module_id)
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"


def test_removing_cuts_the_live_link(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        hub.store.remove("cam-01", MODULE_ID)
        assert module.expect("end") != "Success"


def test_rotating_a_key_lets_the_live_link_be(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        hub.store.rotate("cam-01", MODULE_ID)
        assert module.subscribe() == [0]


def test_a_link_ends_with_its_token(hub: DemoHub) -> None:
    audience = f"{hub.host_name}/devices/cam-01/modules/{MODULE_ID}"
    password = key_token(audience, primary_key(hub, "cam-01", MODULE_ID), lives=3600)
    expires = int(time.time()) + 3600
    for left in longer_and_longer(0.5):
        hub.faults.clock_offset = expires - time.time() - left
        with agent(hub, "cam-01", password=password) as module:
            connack = module.expect("connack")
            if connack == "Success":
                assert module.expect("end") != "Success"
                break
    assert connack == "Success"


def test_a_connected_device_shows_in_queries(hub: DemoHub) -> None:
    text = "SELECT moduleId FROM devices.modules WHERE connectionState = 'Connected'"

    assert query(hub, text).json == []
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        assert query(hub, text).json == [{"moduleId": MODULE_ID}]


def test_nothing_is_sent_to_who_has_not_subscribed(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.ask_twin("1")
        module.subscribe()
        module.client.unsubscribe(TWIN_ANSWERS)
        module.expect("unsuback")
        module.ask_twin("2")
        module.subscribe()
        module.ask_twin("3")
        topic, _ = module.expect("message")

    assert topic.endswith("rid=3")


def test_reported_properties_are_merged(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.subscribe()
        topic = "$iothub/twin/PATCH/properties/reported/?$rid=1"
        module.client.publish(topic, b'{"state": "up", "gone": null}', qos=1)
        events = [module.next(), module.next()]
        module.client.publish(topic, b"[]", qos=0)
        module.expect("puback")
        refused, _ = module.expect("message")

    assert ("message", ("$iothub/twin/res/204/?$rid=1&$version=2", b"")) in events
    assert hub.store.twin("cam-01", MODULE_ID).reported == {"state": "up"}
    assert refused == "$iothub/twin/res/400/?$rid=1"


def test_desired_properties_are_what_the_store_says(hub: DemoHub) -> None:
    hub.store.set_desired("cam-01", MODULE_ID, {"answer": 42})
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.subscribe()
        module.ask_twin()
        _, payload = module.expect("message")

    assert json.loads(payload)["desired"] == {"answer": 42, "$version": 2}


def test_telemetry_is_kept(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        topic = f"devices/cam-01/modules/{MODULE_ID}/messages/events/"
        module.client.publish(topic, b"hello", qos=1)
        module.expect("puback")

    assert [(one.topic, one.payload) for one in hub.messages] == [(topic, b"hello")]


@pytest.mark.parametrize(
    "topic",
    ["#", "$SYS/#", "devices/cam-04/#", "devices/cam-01/modules/other/#", "$iothub/twin/#"],
)
def test_subscribing_to_what_is_not_allowed_ends_the_link(hub: DemoHub, topic: str) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.client.subscribe(topic)
        assert module.expect("end") != "Success"


@pytest.mark.parametrize(
    "topic", ["anything", "devices/cam-04/messages/events/", "$iothub/twin/GET/?rid=1"]
)
def test_publishing_what_is_not_allowed_ends_the_link(hub: DemoHub, topic: str) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.client.publish(topic, b"", qos=1)
        assert module.expect("end") != "Success"


def test_quality_of_service_two_ends_the_link(hub: DemoHub) -> None:
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.client.publish("$iothub/twin/GET/?$rid=1", b"", qos=2)
        assert module.expect("end") != "Success"
