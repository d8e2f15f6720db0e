"""Requests to the HTTPS servers, and what the hub answers: bodies, error codes, headers."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs

_API_VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?")
JSON_TYPE: Final = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE


@dataclass(frozen=True, slots=True)
class Handled:
    """An answer and who was let in to ask for it, for the tests' log."""

    answer: HttpAnswer
    who: str


class RefusalError(Exception):
    """The request is refused: raised anywhere in the registry, answered in one place."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in; ``target`` is not decoded. Header names are in lower case.

    ``certificate`` is the client's, in DER, where it showed one in the handshake.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    certificate: bytes | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> Mapping[str, list[str]]:
        """The decoded parameters."""
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    def has_api_version(self) -> bool:
        """Whether the query says which version of the interface is meant."""
        return _API_VERSION.fullmatch(self.query.get("api-version", [""])[0]) is not None

    def json(self) -> object:
        """The body. Raises RefusalError with 400."""
        try:
            value: object = json.loads(self.body)
        except ValueError:
            raise bad_request("The body is not JSON") from None
        return value


def json_answer(value: object, headers: Mapping[str, str] | None = None) -> HttpAnswer:
    """200 with ``value``."""
    return HttpAnswer(200, _json(value), headers or {})


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
) -> HttpAnswer:
    """The answer for a refusal; with ``json_message`` its message is JSON, as of newer hubs."""
    tracking = f"{uuid.uuid4().hex}-G:0-TimeStamp:demo"
    message = f"ErrorCode:{refusal.code};{refusal.message}"
    if json_message:
        number = _NUMBERS.get(refusal.code, refusal.status * 1000)
        fields = {"errorCode": number, "message": refusal.message, "trackingId": tracking}
        message = _json(fields).decode()
    body = {"Message": message, "ExceptionMessage": f"Tracking ID:{tracking}"}
    return HttpAnswer(
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
