"""What goes over a module's MQTT connection (agents.md, "at start"), free of the MQTT library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.sas_token import module_audience, sas_token
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.secret import Secret

TWIN_RESPONSES: Final = "$iothub/twin/res/#"
TWIN_REQUEST: Final = "$iothub/twin/GET/?$rid=1"

LARGEST_PACKET: Final = 1 << 20
"""Bytes; a hub's largest message has 256 kB. The packet's length may say 256 MB."""

_TWIN_RESPONSE: Final = LazyPattern(r"\$iothub/twin/res/(\d+)/\?(?:.*&)?\$rid=1(?:&.*)?")
_API_VERSION: Final = "2018-06-30"
_TOKEN_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class Login:
    """Client id, user name and password of a CONNECT."""

    client_id: str
    user_name: str
    password: Secret


def module_login(
    address: HubAddress, device_id: str, module_id: str, key: Secret, now: float
) -> Login:
    """The login of a module. Ids stand in it as they are; the port is in the audience only."""
    audience = module_audience(address.host_name, device_id, module_id)
    return Login(
        client_id=f"{device_id}/{module_id}",
        user_name=f"{address.name}/{device_id}/{module_id}/?api-version={_API_VERSION}",
        password=sas_token(audience, key, int(now) + _TOKEN_SECONDS),
    )


def events_topic(device_id: str, module_id: str) -> str:
    """Where the module's messages go. Ids stand in it as they are."""
    return f"devices/{device_id}/modules/{module_id}/messages/events/"


@dataclass(frozen=True, slots=True)
class Answered:
    """CONNACK came, with this number; 0 means welcome."""

    number: int


@dataclass(frozen=True, slots=True)
class Subscribed:
    """SUBACK came."""

    granted: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """PUBACK came: the hub has the message."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message came."""

    topic: str
    payload: bytes = field(repr=False)

    def twin_status(self) -> int | None:
        """The status, where this is the answer to `TWIN_REQUEST`."""
        match = _TWIN_RESPONSE.fullmatch(self.topic)
        return int(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class Garbled:
    """What came instead of a CONNACK is no MQTT: somebody else is there."""


@dataclass(frozen=True, slots=True)
class Oversized:
    """A packet larger than any of a hub's is announced; it was not read."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The connection is no more."""


Event = Answered | Subscribed | Accepted | Received | Garbled | Oversized | Ended
