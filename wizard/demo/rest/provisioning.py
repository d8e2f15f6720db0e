"""A small provisioning service: the state of registrations, which is all that the agents ask for,
and registering by an enrolment or by the one enrolment group.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import unquote

from wizard.demo.client_certificates import proves
from wizard.demo.faults.faults import Faults
from wizard.demo.registry.records import Credential, Enrolment, EnrolmentStatus, Keys
from wizard.demo.registry.seed import ID_SCOPE
from wizard.demo.registry.store import Store
from wizard.demo.registry.tokens import MalformedTokenError, parse_token
from wizard.demo.rest.answers import (
    Handled,
    HttpAnswer,
    RefusalError,
    Request,
    bad_request,
    json_answer,
)
from wizard.domain.hub.enrolment_group import derived_key
from wizard.domain.hub.model import AuthType

_TOKEN_POLICIES: Final = (None, "registration")
"""The agents leave ``skn`` out, the SDKs write this one."""

_NUMBERS: Final = {400: 400000, 401: 401002, 404: 404201, 405: 405000, 429: 429001, 500: 500000}
_MESSAGES: Final = {
    401: "Unauthorized",
    404: "Resource not found.",
    429: "Operations are being throttled for this tenant.",
    500: "An internal error has occurred.",
}


class DpsApi:
    """The device side's status route; ``host_name`` is the hub that devices are assigned to."""

    def __init__(self, host_name: str, store: Store, faults: Faults) -> None:
        self._host_name = host_name
        self._store = store
        self._faults = faults

    def handle(self, request: Request) -> Handled:
        """Carry the request out."""
        who = ""
        try:
            registration_id, action = _registration_id(request)
            with self._store.locked():
                enrolment = self._store.enrolment(registration_id)
                if enrolment is None and action:
                    enrolment = self._by_group(request, registration_id)
                if enrolment is None:
                    raise _refused(404)
                self._admit(request, enrolment)
                who = registration_id
                if request.method != "GET" and request.json() != {"registrationId": who}:
                    raise bad_request("The registrationId in the body is not that in the path")
                answer = self._answer(action, enrolment)
        except RefusalError as refusal:
            answer = _refusal_answer(refusal.status, refusal.message)
        return Handled(answer, who)

    def refusal(self, status: int, headers: Mapping[str, str]) -> HttpAnswer:
        """What the service answers with ``status``, for a fault that a test has set."""
        return _refusal_answer(status, _refused(status).message, headers)

    def _answer(self, action: str, enrolment: Enrolment) -> HttpAnswer:
        state = self._state(enrolment)
        if not action:
            return json_answer(state)
        operation = {"operationId": f"4.{enrolment.registration_id}.1", "status": "assigning"}
        if action == "register":
            self._store.add_enrolled(enrolment)
            body = json.dumps(operation).encode()
            return HttpAnswer(202, body, {"Retry-After": "1"})
        return json_answer(operation | {"status": state["status"], "registrationState": state})

    def _by_group(self, request: Request, registration_id: str) -> Enrolment:
        """What registers by the group: whose token is signed with the key derived for it."""
        key = derived_key(self._store.group_key, registration_id)
        own = Credential(given=Keys(key, key))
        enrolment = Enrolment(registration_id, registration_id, auth=own)
        self._admit(request, enrolment)
        return enrolment

    def _admit(self, request: Request, enrolment: Enrolment) -> None:
        credential = self._credential(enrolment)
        header = request.headers.get("authorization", "")
        if credential is not None and credential.type is AuthType.SELF_SIGNED and not header:
            shown, now = request.certificate, self._faults.now()
            if shown is not None and proves(shown, credential.thumbprints, now):
                return
        elif credential is not None and self._signed(header, enrolment, credential):
            return
        raise _refused(401)

    def _signed(self, header: str, enrolment: Enrolment, credential: Credential) -> bool:
        try:
            token = parse_token(header)
        except MalformedTokenError:
            return False
        return (
            credential.keys is not None
            and token.policy in _TOKEN_POLICIES
            and token.expires > self._faults.now()
            and token.is_for([f"{ID_SCOPE}/registrations/{enrolment.registration_id}"])
            and token.is_signed_by(credential.keys.both())
        )

    def _credential(self, enrolment: Enrolment) -> Credential | None:
        if enrolment.auth is not None:
            return enrolment.auth
        device = self._store.device(enrolment.device_id)
        return device.auth if device is not None else None

    def _state(self, enrolment: Enrolment) -> dict[str, object]:
        state: dict[str, object] = {
            "registrationId": enrolment.registration_id,
            "createdDateTimeUtc": "2026-01-05T08:00:00.0000000Z",
            "status": enrolment.status.value,
            "lastUpdatedDateTimeUtc": "2026-01-05T08:00:02.0000000Z",
            "etag": "IjA1MDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMCI=",
        }
        if enrolment.status is EnrolmentStatus.ASSIGNED:
            state |= {
                "assignedHub": self._host_name,
                "deviceId": enrolment.device_id,
                "substatus": "initialAssignment",
            }
        if enrolment.status is EnrolmentStatus.FAILED:
            state |= {"errorCode": 400209, "errorMessage": "No linked IoT hub could be reached."}
        return state


_ACTIONS: Final = {("POST", ()): "", ("PUT", ("register",)): "register"}


def _registration_id(request: Request) -> tuple[str, str]:
    """The registration that the request is about, and what is to be done: ``register``,
    ``operation``, or "" for its state. Raises RefusalError."""
    parts = [unquote(part) for part in request.path.split("/")[1:]]
    if len(parts) < 3 or parts[0] != ID_SCOPE or parts[1] != "registrations" or not parts[2]:
        raise _refused(404)
    below = tuple(parts[3:])
    if below[:1] == ("operations",) and len(below) == 2:
        action = "operation" if request.method == "GET" else None
    elif below not in ((), ("register",)):
        raise _refused(404)
    else:
        action = _ACTIONS.get((request.method, below))
    if action is None:
        raise _refused(405)
    if not request.has_api_version():
        raise bad_request("api-version is missing")
    return parts[2], action


def _refused(status: int) -> RefusalError:
    return RefusalError(status, "", _MESSAGES.get(status, "The request was refused."))


def _refusal_answer(
    status: int, message: str, headers: Mapping[str, str] | None = None
) -> HttpAnswer:
    body = {
        "errorCode": _NUMBERS.get(status, status * 1000),
        "trackingId": str(uuid.uuid4()),
        "message": message,
        "timestampUtc": datetime.now(UTC).isoformat(),
    }
    return HttpAnswer(status, json.dumps(body).encode(), headers or {})
