"""What the hub says: bodies, error codes and headers (hub.md, "Answers")."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

JSON_TYPE: Final = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE


class RefusalError(Exception):
    """The request is refused: raised anywhere in the registry, answered in one place."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


def json_answer(value: object, headers: Mapping[str, str] | None = None) -> Answer:
    """200 with ``value``."""
    return Answer(200, _json(value), headers or {})


def unauthorized() -> RefusalError:
    """The one 401 for a wrong key, an expired token and a missing right alike."""
    return RefusalError(401, "IotHubUnauthorizedAccess", "Unauthorized")


def not_found(device_id: str, module_id: str | None = None) -> RefusalError:
    """404 for an unknown device or module."""
    if module_id is None:
        return RefusalError(404, "DeviceNotFound", f"Device {device_id} not registered")
    return RefusalError(
        404, "ModuleNotFound", f"Module {module_id} on Device {device_id} not registered"
    )


def bad_request(message: str) -> RefusalError:
    """400 for arguments that the service does not take."""
    return RefusalError(400, "ArgumentInvalid", message)


_FAULTS: Final[Mapping[int, tuple[str, str]]] = {
    400: ("ArgumentInvalid", "The request is not valid"),
    401: ("IotHubUnauthorizedAccess", "Unauthorized"),
    403: ("IotHubQuotaExceeded", "Total number of messages on IotHub exceeded the allocated quota"),
    404: ("DeviceNotFound", "Device not registered"),
    409: ("DeviceAlreadyExists", "A device with the same id already exists"),
    412: ("PreconditionFailed", "Precondition failed"),
    429: (
        "ThrottlingBacklogTimeout",
        "Request throttled, backlog timed out. Wait 10 seconds and try again",
    ),
    500: ("ServerError", "The server encountered an internal error"),
    503: ("ServiceUnavailable", "The service is temporarily unavailable"),
}


def standing_in_for(status: int) -> RefusalError:
    """The refusal that the service gives with ``status``, for a fault that a test has set."""
    code, message = _FAULTS.get(status, ("ServerError", "The request failed"))
    return RefusalError(status, code, message)


def refusal_answer(
    refusal: RefusalError,
    *,
    json_message: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """The answer for a refusal; with ``json_message`` its message is JSON, as of newer hubs."""
    tracking = f"{uuid.uuid4().hex}-G:0-TimeStamp:demo"
    message = f"ErrorCode:{refusal.code};{refusal.message}"
    if json_message:
        number = _NUMBERS.get(refusal.code, refusal.status * 1000)
        fields = {"errorCode": number, "message": refusal.message, "trackingId": tracking}
        message = _json(fields).decode()
    body = {"Message": message, "ExceptionMessage": f"Tracking ID:{tracking}"}
    return Answer(
        refusal.status, _json(body), {"iothub-errorcode": refusal.code, **(headers or {})}
    )


_NUMBERS: Final[Mapping[str, int]] = {
    "ArgumentInvalid": 400004,
    "IotHubUnauthorizedAccess": 401002,
    "IotHubQuotaExceeded": 403002,
    "DeviceNotFound": 404001,
    "ModuleNotFound": 404010,
    "DeviceAlreadyExists": 409001,
    "ModuleAlreadyExistsOnDevice": 409301,
    "PreconditionFailed": 412001,
    "ThrottlingBacklogTimeout": 429003,
    "ServerError": 500001,
}


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
