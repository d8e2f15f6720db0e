"""``POST /devices``: many identities changed by one request.

What was recorded of the service (SDKs for .NET and Python): 200 with ``isSuccessful`` where all was
done; where a part was not, 400 ``BulkRegistryOperationFailure`` with each of these identities among
the ``errors``, while the others are done. A request that is no list, has over a hundred entries or
names a device twice is refused as a whole. This hub creates; it does not import what exists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from wizard.demo.faults.visibility import Visibility
from wizard.demo.registry.store import Store
from wizard.demo.rest.answers import (
    HttpAnswer,
    RefusalError,
    Request,
    bad_request,
    json_answer,
)
from wizard.demo.rest.bodies import read_identity
from wizard.demo.rest.creating import already_exists, require_room_for_module

_MOST: Final = 100
_OF_THE_OPERATION: Final = frozenset({"id", "moduleId", "importMode", "eTag", "twinETag"})
_OF_THE_TWIN: Final = frozenset({"tags", "properties"})


class BulkOperation:
    """Creates the identities of one request."""

    def __init__(self, store: Store, visibility: Visibility) -> None:
        self._store = store
        self._visibility = visibility

    def answer(self, request: Request, _parts: list[str]) -> HttpAnswer:
        """Do what can be done, and tell the rest. Raises RefusalError for the whole request."""
        entries = _entries(request.json())
        errors = [error for entry in entries if (error := self._error(entry)) is not None]
        result = {"isSuccessful": not errors, "errors": errors, "warnings": []}
        if not errors:
            return json_answer(result)
        headers = {"iothub-errorcode": "BulkRegistryOperationFailure"}
        return HttpAnswer(400, json_answer(result).body, headers)

    def _error(self, entry: Mapping[str, object]) -> dict[str, object] | None:
        """What has kept this entry's identity from being created; None where it was."""
        device_id, module_id = str(entry["id"]), _text(entry, "moduleId")
        try:
            self._create(entry, device_id, module_id)
        except RefusalError as refusal:
            return {
                "deviceId": device_id,
                "moduleId": module_id,
                "errorCode": refusal.code,
                "errorStatus": refusal.message,
                "operation": "create",
            }
        return None

    def _create(self, entry: Mapping[str, object], device_id: str, module_id: str | None) -> None:
        if entry.get("importMode") != "create":
            raise RefusalError(400, "InvalidOperation", "This hub creates only")
        if any(entry.get(name) for name in _OF_THE_TWIN):
            raise RefusalError(400, "InvalidOperation", "This hub creates no twins")
        named = {"deviceId": device_id, "moduleId": module_id}
        given = {name: value for name, value in entry.items() if name not in _OF_THE_OPERATION}
        written = read_identity({**given, **named}, device_id, module_id)
        if (known := self._store.get(device_id, module_id)) is not None:
            raise already_exists(known)
        if module_id is not None:
            require_room_for_module(self._store, device_id)
        stored = self._store.add(written.onto(None, device_id, module_id))
        self._visibility.created(stored)


def _entries(body: object) -> list[Mapping[str, object]]:
    if not isinstance(body, list) or not body:
        raise bad_request("The body is not a list of identities")
    if len(body) > _MOST:
        raise bad_request("A bulk operation takes at most 100 identities")
    entries: list[Mapping[str, object]]
    entries = [entry for entry in body if isinstance(entry, dict) and _text(entry, "id")]
    if len(entries) != len(body):
        raise bad_request("An entry is not an object with an id")
    name, times = Counter(str(entry["id"]) for entry in entries).most_common(1)[0]
    if times > 1:
        words = f"DeviceDefinedMultipleTimes, device ID {name}"
        raise RefusalError(400, "DeviceDefinedMultipleTimes", words)
    return entries


def _text(entry: Mapping[str, object], name: str) -> str | None:
    value = entry.get(name)
    if value is not None and not isinstance(value, str):
        raise bad_request(f"{name} is not a string")
    return value or None
