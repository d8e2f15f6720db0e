"""Other programs' clients work against the demo hub unchanged: uamqp, and paho in a WebSocket."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from tests.demo.clients import primary_key, trusting
from tests.patience import HANG_LIMIT, until
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.sas_token import sas_token

DEVICE = "cam-01"


@pytest.fixture(scope="module")
def uamqp() -> Iterator[Any]:
    """The real one, also where the stand-in for the SDK was loaded before."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in sys.modules if name.partition(".")[0] == "uamqp"]:
            patch.delitem(sys.modules, name)
        yield pytest.importorskip("uamqp")


def module_token(hub: DemoHub) -> str:
    audience = f"127.0.0.1/devices/{DEVICE}/modules/{MODULE_ID}"
    key = primary_key(hub, DEVICE, MODULE_ID)
    return sas_token(audience, key, int(time.time()) + 3600).reveal()


def sender(hub: DemoHub, uamqp: Any) -> Any:
    resource = f"127.0.0.1/devices/{DEVICE}/modules/{MODULE_ID}"
    token = module_token(hub)
    authentication = uamqp.authentication.SASTokenAuth(
        audience=resource,
        uri=f"sb://{resource}",
        token=token,
        expires_at=int(time.time()) + 3600,
        port=hub.amqp_port,
        verify=str(hub.ca_file),
    )
    target = f"amqps://{resource}/messages/events"
    return uamqp.SendClient(target, auth=authentication)


def test_uamqp_sends_as_the_module(hub: DemoHub, uamqp: Any) -> None:
    client = sender(hub, uamqp)
    client.queue_message(uamqp.Message(b"from uamqp"))
    assert client.send_all_messages() == [uamqp.constants.MessageState.SendComplete]
    assert hub.messages[-1].payload == b"from uamqp"
    assert hub.messages[-1].module_id == MODULE_ID
    until(lambda: not hub.sessions)


def test_uamqp_is_refused_at_the_link_where_the_device_is_disabled(
    hub: DemoHub, uamqp: Any
) -> None:
    hub.store.disable(DEVICE)
    client = sender(hub, uamqp)
    client.queue_message(uamqp.Message(b"from uamqp"))
    with pytest.raises(uamqp.errors.AMQPError):
        client.send_all_messages()
    assert not hub.messages


def test_paho_speaks_mqtt_in_a_websocket(hub: DemoHub) -> None:
    came: queue.SimpleQueue[str] = queue.SimpleQueue()
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=f"{DEVICE}/{MODULE_ID}",
        transport="websockets",
    )
    client.ws_set_options(path="/$iothub/websocket")
    client.tls_set_context(trusting(hub))
    user = f"127.0.0.1/{DEVICE}/{MODULE_ID}/?api-version=2018-06-30"
    client.username_pw_set(user, module_token(hub))
    client.on_connect = lambda _c, _u, _f, reason, _p: came.put(reason.getName())
    client.on_publish = lambda *_: came.put("taken")
    client.connect("127.0.0.1", hub.https_port)
    client.loop_start()
    try:
        assert came.get(timeout=HANG_LIMIT) == "Success"
        topic = f"devices/{DEVICE}/modules/{MODULE_ID}/messages/events/"
        client.publish(topic, b"from paho", qos=1)
        assert came.get(timeout=HANG_LIMIT) == "taken"
        assert hub.messages[-1].payload == b"from paho"
    finally:
        client.disconnect()
        client.loop_stop()
    until(lambda: not hub.sessions)
