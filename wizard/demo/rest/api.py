"""The registry's REST interface: from a request to an answer, without any I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final
from urllib.parse import unquote

from wizard.demo.faults.faults import Faults
from wizard.demo.faults.visibility import Visibility
from wizard.demo.registry.policies import Right
from wizard.demo.registry.records import Identity, etag
from wizard.demo.rest.answers import (
    Handled,
    HttpAnswer,
    RefusalError,
    Request,
    bad_request,
    json_answer,
    not_found,
    refusal_answer,
    standing_in_for,
)
from wizard.demo.rest.authorization import Authorizer
from wizard.demo.rest.bodies import identity_body, read_identity, twin_body
from wizard.demo.rest.bulk import BulkOperation
from wizard.demo.rest.creating import already_exists, require_room_for_module
from wizard.demo.rest.lookup import Lookup

_MOST_DEVICES: Final = 1000

Handler = Callable[[Request, list[str]], HttpAnswer]


class RestApi:
    """Every route of the registry that this program's users meet."""

    def __init__(
        self, authorizer: Authorizer, lookup: Lookup, visibility: Visibility, faults: Faults
    ) -> None:
        self._faults = faults
        self._authorizer = authorizer
        self._lookup = lookup
        self._store = lookup.store
        self._visibility = visibility
        self._bulk = BulkOperation(self._store, visibility)
        read, write = Right.REGISTRY_READ, Right.REGISTRY_WRITE
        # None stands for an id.
        self._routes: list[tuple[str, tuple[str | None, ...], Right, Handler]] = [
            ("POST", ("devices", "query"), read, self._query),
            ("GET", ("devices",), read, self._list),
            ("POST", ("devices",), write, self._bulk.answer),
            ("GET", ("devices", None), read, self._get),
            ("PUT", ("devices", None), write, self._put),
            ("DELETE", ("devices", None), write, self._delete),
            ("GET", ("devices", None, "modules"), read, self._modules),
            ("GET", ("devices", None, "modules", None), read, self._get),
            ("PUT", ("devices", None, "modules", None), write, self._put),
            ("DELETE", ("devices", None, "modules", None), write, self._delete),
            ("GET", ("twins", None), Right.SERVICE_CONNECT, self._twin),
            ("GET", ("twins", None, "modules", None), Right.SERVICE_CONNECT, self._twin),
            ("GET", ("statistics", "devices"), read, self._device_statistics),
            ("GET", ("statistics", "service"), read, self._service_statistics),
        ]

    def handle(self, request: Request) -> Handled:
        """Carry the request out."""
        who = ""
        try:
            parts, right, handler = self._route(request)
            who = self._admit(request, parts, right)
            if not request.has_api_version():
                raise RefusalError(400, "InvalidProtocolVersion", "api-version is missing")
            with self._store.locked():
                answer = handler(request, parts)
        except RefusalError as refusal:
            answer = refusal_answer(refusal, json_message=self._faults.json_messages)
        return Handled(answer, who)

    def refusal(self, status: int, headers: Mapping[str, str]) -> HttpAnswer:
        """What the hub answers with ``status``, for a fault that a test has set."""
        json_message = self._faults.json_messages
        return refusal_answer(standing_in_for(status), json_message=json_message, headers=headers)

    def _route(self, request: Request) -> tuple[list[str], Right, Handler]:
        try:
            parts = [unquote(part, errors="strict") for part in request.path.split("/")[1:]]
        except UnicodeDecodeError:
            raise bad_request("The path is not UTF-8") from None
        known = False
        for method, pattern, right, handler in self._routes:
            if len(pattern) != len(parts) or not all(
                want in (None, part) and part for want, part in zip(pattern, parts, strict=True)
            ):
                continue
            if method == request.method:
                return parts, right, handler
            known = True
        if known:
            raise RefusalError(405, "MethodNotAllowed", "Method not allowed")
        raise RefusalError(404, "NotFound", "No such resource")

    def _admit(self, request: Request, parts: list[str], right: Right) -> str:
        """A device reads and makes its modules as itself; everything else takes a policy."""
        is_new = request.method == "PUT" and "if-match" not in request.headers
        is_module = parts[0] == "devices" and "modules" in parts[2:3]
        own = is_module and (request.method == "GET" or is_new)
        as_device = parts[1] if own else None
        header = request.headers.get("authorization", "")
        if not header and request.certificate is not None:
            return self._authorizer.admit_certificate(request.certificate, as_device)
        paths = {request.path, "/" + "/".join(parts)}
        return self._authorizer.admit(header, paths, right, as_device)

    def _list(self, request: Request, _parts: list[str]) -> HttpAnswer:
        wanted = request.query.get("top", [str(_MOST_DEVICES)])[0]
        if not wanted.isdecimal() or int(wanted) < 1:
            raise bad_request("top is a positive number")
        top = min(int(wanted), _MOST_DEVICES)
        devices = (self._store.device(one) for one in self._store.device_ids())
        return json_answer([self._body(one) for one in islice(filter(None, devices), top)])

    def _get(self, _request: Request, parts: list[str]) -> HttpAnswer:
        identity = self._find(parts)
        return json_answer(self._body(identity), _etag_header(identity))

    def _modules(self, _request: Request, parts: list[str]) -> HttpAnswer:
        self._find(parts)
        modules = filter(self._visibility.sees, self._store.modules(parts[1]))
        return json_answer([self._body(one) for one in modules])

    def _put(self, request: Request, parts: list[str]) -> HttpAnswer:
        device_id, module_id = _ids(parts)
        written = read_identity(request.json(), device_id, module_id)
        known = self._store.get(device_id, module_id)
        wanted = request.headers.get("if-match")
        if known is not None:
            if wanted is None:
                raise already_exists(known)
            _match(wanted, known)
        elif wanted is not None:
            raise not_found(device_id, module_id)
        elif module_id is not None:
            require_room_for_module(self._store, device_id)
        stored = self._store.add(written.onto(known, device_id, module_id))
        if known is None:
            self._visibility.created(stored)
        return json_answer(self._body(stored), _etag_header(stored))

    def _delete(self, request: Request, parts: list[str]) -> HttpAnswer:
        device_id, module_id = _ids(parts)
        known = self._store.get(device_id, module_id)
        if known is None:
            raise not_found(device_id, module_id)
        _match(request.headers.get("if-match", ""), known)
        self._store.remove(device_id, module_id)
        return HttpAnswer(204)

    def _query(self, request: Request, _parts: list[str]) -> HttpAnswer:
        return self._lookup.answer(request.json(), request.headers, self._visibility.sees)

    def _twin(self, _request: Request, parts: list[str]) -> HttpAnswer:
        identity = self._find(parts)
        return json_answer(
            twin_body(identity, self._lookup.is_connected(identity)), _etag_header(identity)
        )

    def _device_statistics(self, _request: Request, _parts: list[str]) -> HttpAnswer:
        total, enabled = self._store.count(), self._store.count(enabled=True)
        return json_answer(
            {
                "totalDeviceCount": total,
                "enabledDeviceCount": enabled,
                "disabledDeviceCount": total - enabled,
            }
        )

    def _service_statistics(self, _request: Request, _parts: list[str]) -> HttpAnswer:
        return json_answer({"connectedDeviceCount": self._lookup.connected_devices()})

    def _find(self, parts: list[str]) -> Identity:
        device_id, module_id = _ids(parts)
        if self._store.device(device_id) is None:
            raise not_found(device_id)
        identity = self._store.get(device_id, module_id)
        if identity is None or not self._visibility.reads(identity):
            raise not_found(device_id, module_id)
        return identity

    def _body(self, identity: Identity) -> dict[str, object]:
        return identity_body(identity, self._lookup.is_connected(identity))


def _ids(parts: list[str]) -> tuple[str, str | None]:
    return parts[1], parts[3] if len(parts) == 4 else None


def _etag_header(identity: Identity) -> dict[str, str]:
    return {"ETag": f'"{etag(identity)}"'}


def _match(wanted: str, known: Identity) -> None:
    # The SDK puts the star, too, between quotes.
    if wanted.strip('"') not in ("*", etag(known)):
        raise RefusalError(412, "PreconditionFailed", "Precondition failed: ETag mismatch")
