"""Every fault of the MQTT door shows on the wire as it says."""

from __future__ import annotations

import json
import time

import pytest

from tests.demo.agent import agent
from tests.patience import until
from wizard.demo.faults.faults import (
    Connack,
    CutAfterConnect,
    CutOnTwin,
    Delay,
    Drop,
    MqttFault,
    RefuseSubscription,
    Silent,
    TwinGarbage,
    TwinSilent,
    TwinStatus,
)
from wizard.demo.hub import DemoHub


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (2, "Client identifier not valid"),
        (3, "Server unavailable"),
        (4, "Bad user name or password"),
        (5, "Not authorized"),
    ],
)
def test_mqtt_refusals(hub: DemoHub, code: int, reason: str) -> None:
    hub.faults.mqtt.add(Connack(code), times=1)

    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == reason


def test_mqtt_refusal_of_the_version(hub: DemoHub) -> None:
    """paho would fall back to MQTT 3.1; told not to, it just ends."""
    hub.faults.mqtt.add(Connack(1), times=1)

    with agent(hub, "cam-01") as module:
        assert module.expect("end") == "Protocol error"


def test_mqtt_late(hub: DemoHub) -> None:
    hub.faults.mqtt.add(Delay(0.2))
    began = time.monotonic()

    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        assert time.monotonic() - began >= 0.2


def test_mqtt_silent(hub: DemoHub) -> None:
    hub.faults.mqtt.add(Silent())

    with agent(hub, "cam-01") as module:
        until(lambda: hub.connections == 1)
        module.client.disconnect()
        assert module.next()[0] == "end"
    until(lambda: hub.connections == 0)


@pytest.mark.parametrize("fault", [Drop(), CutAfterConnect()])
def test_mqtt_cut(hub: DemoHub, fault: MqttFault) -> None:
    hub.faults.mqtt.add(fault, times=1)

    with agent(hub, "cam-01") as module:
        happened = [module.next()]
        if happened[0][0] == "connack":
            happened.append(module.next())
    assert happened[-1][0] == "end"
    assert (len(happened) == 2) == isinstance(fault, CutAfterConnect)


def test_mqtt_subscription_refused(hub: DemoHub) -> None:
    hub.faults.mqtt.add(RefuseSubscription())

    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        assert module.subscribe() == [128]


@pytest.mark.parametrize(
    ("fault", "topic"),
    [
        (TwinStatus(429), "$iothub/twin/res/429/?$rid=1"),
        (TwinStatus(500), "$iothub/twin/res/500/?$rid=1"),
        (TwinGarbage(), "$iothub/twin/res/200/?$rid=1"),
    ],
)
def test_mqtt_twin_trouble(hub: DemoHub, fault: MqttFault, topic: str) -> None:
    hub.faults.mqtt.add(fault)

    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.subscribe()
        module.ask_twin()
        found, payload = module.expect("message")

    assert found == topic
    with pytest.raises(ValueError):
        json.loads(payload)


def test_mqtt_cut_on_twin(hub: DemoHub) -> None:
    hub.faults.mqtt.add(CutOnTwin())

    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.subscribe()
        module.ask_twin()
        assert module.expect("end") != "Success"


def test_mqtt_twin_never_answered(hub: DemoHub) -> None:
    hub.faults.mqtt.add(TwinSilent(), times=1)

    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        module.subscribe()
        module.ask_twin("1")
        module.ask_twin("2")
        topic, _ = module.expect("message")
    assert topic.endswith("$rid=2")
