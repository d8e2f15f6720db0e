"""What a connected device or module may subscribe to and publish, and what the hub says to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wizard.demo.registry.store import Store
from wizard.protocols.mqtt_packets import ProtocolError

TWIN_ANSWERS: Final = "$iothub/twin/res/#"
_FILTERS: Final = frozenset(
    {TWIN_ANSWERS, "$iothub/twin/PATCH/properties/desired/#", "$iothub/methods/POST/#"}
)
_TWIN_GET: Final = "$iothub/twin/GET/?"
_TWIN_PATCH: Final = "$iothub/twin/PATCH/properties/reported/?"
_REQUEST_ID: Final = "$rid="

Record = Callable[[str, str | None, str, bytes], None]


@dataclass(frozen=True, slots=True)
class TwinRequest:
    """The twin is asked for, or (with ``patch``) its reported properties are changed."""

    request_id: str
    patch: bytes | None = None


@dataclass(frozen=True, slots=True)
class TwinAnswer:
    """What is published on ``$iothub/twin/res/…`` for a request."""

    status: int
    request_id: str
    payload: bytes = b""
    version: int | None = None

    @property
    def topic(self) -> str:
        """The topic of the answer."""
        end = f"&$version={self.version}" if self.version is not None else ""
        return f"$iothub/twin/res/{self.status}/?{_REQUEST_ID}{self.request_id}{end}"


class Topics:
    """The topics of one identity. Whoever uses another's is cut off, as by the real hub."""

    def __init__(self, device_id: str, module_id: str | None, store: Store, record: Record) -> None:
        self._device_id = device_id
        self._module_id = module_id
        self._store = store
        self._record = record
        self._own = f"devices/{device_id}/" + (f"modules/{module_id}/" if module_id else "")

    def check_filter(self, name: str) -> None:
        """Raise ProtocolError for a topic filter that the identity may not subscribe to."""
        mine = ("messages/devicebound/#", "inputs/#", "#")
        if name not in _FILTERS and name not in {self._own + one for one in mine}:
            raise ProtocolError("a topic filter that is not allowed")

    def receive(self, topic: str, payload: bytes) -> TwinRequest | None:
        """Take a message in; a request for the twin is returned. Raises ProtocolError."""
        if topic.startswith(f"{self._own}messages/events/"):
            self.record(topic, payload)
            return None
        for start, patch in ((_TWIN_GET, None), (_TWIN_PATCH, payload)):
            if topic.startswith(start + _REQUEST_ID):
                request_id = topic[len(start + _REQUEST_ID) :].partition("&")[0]
                return TwinRequest(request_id, patch)
        raise ProtocolError("a topic that is not allowed")

    def record(self, topic: str, payload: bytes) -> None:
        """Keep telemetry that has come in on this topic."""
        self._record(self._device_id, self._module_id, topic, payload)

    def record_telemetry(self, payload: bytes) -> None:
        """The same, as if it had come over MQTT: programs find it in one place."""
        self.record(f"{self._own}messages/events/", payload)

    def answer(self, request: TwinRequest) -> TwinAnswer:
        """Carry a request out; 404 where the identity was removed under the link."""
        try:
            if request.patch is None:
                twin = self._store.twin(self._device_id, self._module_id)
                return TwinAnswer(200, request.request_id, json.dumps(twin.as_json()).encode())
            return self._patch(request.request_id, request.patch)
        except KeyError:
            return TwinAnswer(404, request.request_id)

    def _patch(self, request_id: str, payload: bytes) -> TwinAnswer:
        try:
            patch = json.loads(payload)
        except ValueError:
            patch = None
        if not isinstance(patch, dict):
            return TwinAnswer(400, request_id)
        version = self._store.patch_reported(self._device_id, self._module_id, patch)
        return TwinAnswer(204, request_id, version=version)
