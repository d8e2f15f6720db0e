"""azure-iot-hub over our own HTTPS client. Importing this takes half a second: in the worker only.

The SDK builds and signs the requests. What it would do underneath is replaced, for it replaces the
trusted roots by a CA file instead of adding to them, repeats PUT, sleeps on Retry-After, reads
``.netrc`` into the Authorization header and opens a new connection for every call. Its reading of
the answers is left out too: it drops fields, and of every status but 200 it leaves less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from msrest.serialization import Model
from requests import PreparedRequest
from requests.adapters import BaseAdapter

from wizard.domain.hub.model import HubAccess
from wizard.infra.net.faults import LIMIT
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.amqp_stand_in import take_uamqps_place

take_uamqps_place()
from azure.iot.hub import IoTHubRegistryManager  # noqa: E402  (it imports uamqp)
from azure.iot.hub.protocol.models import ExportImportDevice  # noqa: E402

Exchange = Callable[[str, str, Mapping[str, str], bytes | None], Answer]
"""Method, target, headers and body of a request, to its answer."""


class Sdk:
    """The SDK's registry manager, bound to the thread that makes it: its session is thread-local.

    ``exchange`` carries the requests; what it raises passes through the SDK unchanged.
    """

    def __init__(self, credentials: HubAccess, exchange: Exchange) -> None:
        self._manager = IoTHubRegistryManager.from_connection_string(
            credentials.connection_string().reveal()
        )
        config = self._manager.protocol.config
        config.retry_policy.retries = 0
        config.connection.timeout = LIMIT
        config.redirect_policy.allow = False
        config.proxies.use_env_settings = False  # also keeps .netrc away
        session = config.pipeline._sender.driver.session
        session.mount("https://", _Transport(exchange))

    def ask(self, operation: Callable[[Any], object]) -> Answer:
        """Let the SDK do ``operation(manager)``; the hub's answer as it came."""
        try:
            operation(self._manager)
        except _Answered as answered:
            return answered.answer
        raise RuntimeError("the SDK sent nothing")


def put_device(manager: Any, device_id: str, content: Mapping[str, object], etag: str) -> object:
    """An operation: write a device's whole JSON, if its ETag still is this one."""
    devices = manager.protocol.devices
    return devices.create_or_update_identity(device_id, _AsItIs(content), f'"{etag}"')


def put_module(
    manager: Any, device_id: str, module_id: str, content: Mapping[str, object], etag: str
) -> object:
    """An operation: write a module's whole JSON, if its ETag still is this one."""
    modules = manager.protocol.modules
    return modules.create_or_update_identity(device_id, module_id, _AsItIs(content), f'"{etag}"')


def create_modules(manager: Any, device_ids: Sequence[str], module_id: str) -> object:
    """An operation: create the module on each of these devices, with keys of the hub's making.

    Without an authentication the hub makes symmetric keys (`ExportImportDevice` of the SDK).
    """
    new = [
        ExportImportDevice(id=device_id, module_id=module_id, import_mode="create")
        for device_id in device_ids
    ]
    return manager.bulk_create_or_update_devices(new)


class _AsItIs(Model):
    """A body that is sent as it is: the SDK's own models drop what they do not know."""

    _attribute_map = {"additional_properties": {"key": "", "type": "{object}"}}  # noqa: RUF012

    def __init__(self, content: Mapping[str, object]) -> None:
        super().__init__(additional_properties=dict(content))  # type: ignore[no-untyped-call]


class _Answered(Exception):  # noqa: N818  (it is none)
    """Carries the answer past the SDK."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class _Transport(BaseAdapter):
    """What requests sends with."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    def send(self, request: PreparedRequest, *_: object, **__: object) -> NoReturn:
        """Send the request. Raises `_Answered`, or what the exchange raises."""
        body = request.body.encode() if isinstance(request.body, str) else request.body
        headers = {
            name: value if isinstance(value, str) else value.decode("latin-1")
            for name, value in request.headers.items()
            if name.lower() != "accept-encoding"  # the body is wanted as it is
        }
        raise _Answered(self._exchange(request.method or "GET", request.path_url, headers, body))

    def close(self) -> None:
        """The SDK closes its session after every call; the connection is not the session's."""
