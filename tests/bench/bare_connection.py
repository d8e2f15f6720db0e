"""The least that connects as a module and reads its twin: what the live check is measured with.

Whom to trust is what `ssl` has by default, which is what the check trusts: the system's roots. The
demo hub's own certificate is added.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import ssl
import threading
import time
import urllib.parse
from collections.abc import Mapping
from typing import Any


def token_for(resource: str, key: str, seconds: int = 3600) -> str:
    """A SAS token, as the documentation of IoT Hub shows it."""
    audience, ends = urllib.parse.quote(resource, safe=""), int(time.time()) + seconds
    signed = hmac.new(base64.b64decode(key), f"{audience}\n{ends}".encode(), hashlib.sha256)
    signature = urllib.parse.quote(base64.b64encode(signed.digest()), safe="")
    return f"SharedAccessSignature sr={audience}&sig={signature}&se={ends}"


def context_for(hub: Mapping[str, Any]) -> ssl.SSLContext:
    """Python's own way to trust the system's roots."""
    context = ssl.create_default_context()
    context.load_verify_locations(hub["ca_file"])
    return context


def read_twin_by_mqtt(
    hub: Mapping[str, Any],
    device_id: str,
    module_id: str,
    key: str,
    context: ssl.SSLContext | None = None,
) -> None:
    """Connect, subscribe, ask, disconnect: straight-line paho."""
    import paho.mqtt.client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    answered = threading.Event()
    host = hub["host_name"]
    client = mqtt.Client(CallbackAPIVersion.VERSION2, f"{device_id}/{module_id}")
    client.username_pw_set(
        f"{host}/{device_id}/{module_id}/?api-version=2018-06-30",
        token_for(f"{host}/devices/{device_id}/modules/{module_id}", key),
    )
    client.tls_set_context(context or context_for(hub))

    def subscribe(*_: object) -> None:
        client.subscribe("$iothub/twin/res/#")

    def ask(*_: object) -> None:
        client.publish("$iothub/twin/GET/?$rid=1")

    client.on_connect = subscribe
    client.on_subscribe = ask
    client.on_message = lambda *_: answered.set()
    client.connect("127.0.0.1", hub["mqtt_port"])
    client.loop_start()
    if not answered.wait(10):
        raise SystemExit("the demo hub did not answer the bare connection")
    client.disconnect()
    client.loop_stop()


def read_twin_by_amqp(
    hub: Mapping[str, Any],
    device_id: str,
    module_id: str,
    key: str,
    context: ssl.SSLContext | None = None,
) -> None:
    """The same over AMQP, in one thread, with the program's own protocol code and nothing else.

    There is no other: uamqp takes neither another port nor a certificate of the caller's choice.
    """
    from wizard.domain.secret import Secret
    from wizard.protocols.amqp.client import ModuleClient
    from wizard.protocols.amqp.events import Stage, TwinAnswered
    from wizard.protocols.amqp.links import ModuleLogin

    host = hub["host_name"]
    audience = f"{host}/devices/{device_id}/modules/{module_id}"
    login = ModuleLogin(
        "127.0.0.1", device_id, module_id, audience, Secret(token_for(audience, key))
    )
    client = ModuleClient(login, with_sasl=True)
    plain = socket.create_connection(("127.0.0.1", hub["amqp_port"]))
    with (context or context_for(hub)).wrap_socket(plain, server_hostname="127.0.0.1") as secured:
        client.start()
        is_answered = False
        while not is_answered:
            secured.sendall(client.take())
            for event in client.feed(secured.recv(16384)):
                if event is Stage.READY:
                    client.ask_twin()
                is_answered = is_answered or isinstance(event, TwinAnswered)
        client.close()
        secured.sendall(client.take())


def fetch_key(
    hub: Mapping[str, Any],
    device_id: str,
    module_id: str,
    device_key: str,
    context: ssl.SSLContext,
) -> str:
    """The module's primary key, asked for as the device: the agents' REST call."""
    import http.client
    import json

    host, port = hub["host_name"].rsplit(":", 1)
    connection = http.client.HTTPSConnection(host, int(port), context=context)
    target = f"/devices/{device_id}/modules/{module_id}?api-version=2018-06-30"
    token = token_for(hub["host_name"], device_key)
    connection.request("GET", target, headers={"Authorization": token})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    key: str = answer["authentication"]["symmetricKey"]["primaryKey"]
    return key
