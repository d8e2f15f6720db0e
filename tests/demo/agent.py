"""A module on paho-mqtt, as the agents connect."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.demo.clients import key_token, primary_key, trusting
from tests.patience import HANG_LIMIT
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.sas_token import module_audience

Happened = tuple[str, Any]

TWIN_ANSWERS = "$iothub/twin/res/#"


class Agent:
    """A client whose every event can be waited for, in order."""

    def __init__(self, client_id: str, user_name: str, password: str) -> None:
        self._happened: queue.Queue[Happened] = queue.Queue()
        self.client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        self.client.username_pw_set(user_name, password)
        put = self._happened.put
        self.client.on_connect = lambda _c, _u, _f, reason, _p: put(("connack", str(reason)))
        self.client.on_connect_fail = lambda _c, _u: put(("failed", None))
        self.client.on_disconnect = lambda _c, _u, _f, reason, _p: put(("end", str(reason)))
        self.client.on_subscribe = lambda _c, _u, _m, codes, _p: put(
            ("suback", [code.value for code in codes])
        )
        self.client.on_unsubscribe = lambda _c, _u, _m, _r, _p: put(("unsuback", None))
        self.client.on_publish = lambda _c, _u, _m, _r, _p: put(("puback", None))
        self.client.on_message = lambda _c, _u, message: put(
            ("message", (message.topic, message.payload))
        )

    def next(self) -> Happened:
        """The next event."""
        return self._happened.get(timeout=HANG_LIMIT)

    def expect(self, kind: str) -> Any:
        """The next event, which is of that kind."""
        found, value = self.next()
        assert found == kind, (found, value)
        return value

    def ask_twin(self, request_id: str = "1") -> None:
        self.client.publish(f"$iothub/twin/GET/?$rid={request_id}", b"", qos=0)
        self.expect("puback")

    def subscribe(self, topic: str = TWIN_ANSWERS) -> list[int]:
        self.client.subscribe(topic)
        codes = self.expect("suback")
        assert isinstance(codes, list)
        return codes


@contextmanager
def agent(
    hub: DemoHub,
    device_id: str,
    module_id: str | None = MODULE_ID,
    *,
    password: str | None = None,
    audience: str | None = None,
    user_name: str | None = None,
    client_id: str | None = None,
) -> Iterator[Agent]:
    """A connecting module (or device): the right login unless told otherwise."""
    name = client_id or device_id + (f"/{module_id}" if module_id is not None else "")
    if password is None:
        made = (
            module_audience(hub.host_name, device_id, module_id)
            if module_id is not None
            else f"{hub.host_name}/devices/{device_id}"
        )
        password = key_token(audience or made, primary_key(hub, device_id, module_id))
    connecting = Agent(name, user_name or f"127.0.0.1/{name}/?api-version=2018-06-30", password)
    connecting.client.tls_set_context(trusting(hub))
    connecting.client.connect("127.0.0.1", hub.mqtt_port)
    connecting.client.loop_start()
    try:
        yield connecting
    finally:
        connecting.client.disconnect()
        connecting.client.loop_stop()
