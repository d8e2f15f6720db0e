"""Clients that the tests talk to the demo hub with: bare HTTPS, paho-mqtt, azure-iot-hub."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from tests.patience import HANG_LIMIT
from wizard.demo.hub import DemoHub
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.hub.sas_token import sas_token
from wizard.domain.secret import Secret

API: Final = "api-version=2021-04-12"


def trusting(hub: DemoHub) -> ssl.SSLContext:
    """A client's TLS context that trusts the hub's CA only."""
    return ssl.create_default_context(cafile=hub.ca_file)


def policy_token(
    hub: DemoHub, policy: str = "registryReadWrite", audience: str | None = None, lives: int = 3600
) -> str:
    """A token of a policy; ``lives`` in seconds, negative for an expired one."""
    key = parse_connection_string(hub.connection_string(policy).reveal()).key
    expires = int(time.time()) + lives
    return sas_token(audience or hub.host_name, key, expires, policy).reveal()


def key_token(audience: str, key: Secret, lives: int = 3600) -> str:
    """A token of a device or a module: it names no policy."""
    return sas_token(audience, key, int(time.time()) + lives).reveal()


def primary_key(hub: DemoHub, device_id: str, module_id: str | None = None) -> Secret:
    """The primary key of an identity that has one."""
    identity = hub.store.get(device_id, module_id)
    assert identity is not None
    assert identity.auth.keys is not None
    return identity.auth.keys.primary


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def error(self) -> str | None:
        return self.headers.get("iothub-errorcode")


def call(
    hub: DemoHub,
    method: str,
    path: str,
    *,
    token: str | None = None,
    policy: str = "registryReadWrite",
    body: object = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = HANG_LIMIT,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """One request on a connection of its own. ``path`` is sent as it is, with an api-version.

    An empty ``token`` leaves the Authorization header away.
    """
    token = policy_token(hub, policy) if token is None else token
    sent = {"Authorization": token} if token else {}
    target = path + ("&" if "?" in path else "?") + API
    connection = http.client.HTTPSConnection(
        "127.0.0.1", hub.https_port, timeout=timeout, context=context or trusting(hub)
    )
    with closing(connection):
        content = None if body is None else json.dumps(body).encode()
        connection.request(method, target, content, {**sent, **(headers or {})})
        response = connection.getresponse()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, received, response.read().decode())


def look_up(
    hub: DemoHub,
    registration_id: str,
    *,
    token: str = "",
    method: str = "POST",
    target: str | None = None,
    body: object = None,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """Ask the provisioning service for the state of a registration, as the agents do."""
    path = f"/{hub.dps_id_scope}/registrations/{registration_id}?api-version=2019-03-31"
    content = json.dumps({"registrationId": registration_id} if body is None else body)
    host, _, port = hub.dps_host.partition(":")
    connection = http.client.HTTPSConnection(
        host, int(port), timeout=HANG_LIMIT, context=context or trusting(hub)
    )
    with closing(connection):
        sent = {"Authorization": token} if token else {}
        connection.request(method, target or path, content.encode(), sent)
        response = connection.getresponse()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, received, response.read().decode())


def query(hub: DemoHub, text: str, *, policy: str = "registryRead", **headers: str) -> Answer:
    """One page of a query; underscores in header names stand for hyphens."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return call(hub, "POST", "/devices/query", policy=policy, body={"query": text}, headers=sent)


def device_path(device_id: str, module_id: str | None = None) -> str:
    """The encoded path of an identity."""
    module = f"/modules/{quote(module_id, safe='')}" if module_id is not None else ""
    return f"/devices/{quote(device_id, safe='')}{module}"


def new_module(device_id: str, module_id: str, **authentication: object) -> dict[str, object]:
    """The body of a PUT that creates a module."""
    return {
        "deviceId": device_id,
        "moduleId": module_id,
        "authentication": {"type": "sas", **authentication},
    }
