"""A hub as the set-up sees it: credentials, network, devices, modules and lists of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeAlias

from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.proxy import SYSTEM_PROXY, ProxyChoice
from wizard.domain.hub.transport import DEFAULT_PORTS, Transport
from wizard.domain.proof import DPS_HOST
from wizard.domain.secret import Secret

SUCCESSOR_MODULE_ID: Final = "DefenderIotMicroAgent"
"""The module of the classic agents' successor, the micro agent (hub.md)."""

MODULE_ID: Final = "azureiotsecurity"
"""The security module of a device; the C agent's code has this name built in (agents.md)."""


class AuthType(StrEnum):
    """How an identity is registered in the hub, in the hub's own words."""

    SAS = "sas"
    SELF_SIGNED = "selfSigned"
    CA = "certificateAuthority"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PolicyAccess:
    """A shared access policy of a hub and its key."""

    address: HubAddress
    policy: str
    key: Secret

    def connection_string(self) -> Secret:
        """The canonical form, as the Azure portal shows it."""
        return Secret(
            f"HostName={self.address};SharedAccessKeyName={self.policy};"
            f"SharedAccessKey={self.key.reveal()}"
        )

    @property
    def label(self) -> str:
        """What the hub calls it."""
        return self.policy


HubAccess: TypeAlias = PolicyAccess
"""What gives access to a hub: a shared access policy is the one kind today.

Only the registry's adapter looks inside. Signing in would be one more class here, with `address`
and `label`, and one there."""


@dataclass(frozen=True, slots=True)
class Network:
    """How to get to the hub: a CA file trusted besides the system's store, and the hub's ports.

    ``ports`` has those that differ from `DEFAULT_PORTS`. ``dps_host`` serves this program's own
    check: both agents have theirs built in.
    """

    ca_file: Path | None = None
    ports: Mapping[Transport, int] = field(default_factory=dict)
    dps_host: str = DPS_HOST
    proxy: ProxyChoice = SYSTEM_PROXY

    def port(self, transport: Transport, address: HubAddress) -> int:
        """Where a hub of that address takes connections of that transport."""
        if transport.is_web:
            return address.https_port
        return self.ports.get(transport, DEFAULT_PORTS[transport])


@dataclass(frozen=True, slots=True)
class SavedHub:
    """A hub whose connection string is in the keyring. No field is a secret.

    ``network`` is how it was reached; None where that was not kept. Two are the same hub all the
    same.
    """

    host_name: str
    policy: str
    network: Network | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class HubInfo:
    """What connecting to the hub has shown about the policy's rights."""

    can_query: bool = True
    more_rights_than_needed: bool = False


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """A device as the registry gives it.

    ``thumbprints`` are the primary and the secondary one; an empty text where a place is free.
    """

    id: str
    enabled: bool
    auth: AuthType
    primary_key: Secret | None = None
    secondary_key: Secret | None = None
    thumbprints: tuple[str, ...] = ()
    etag: str | None = None
    status_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ModuleIdentity:
    """A module of a device as the registry gives it."""

    device_id: str
    id: str
    auth: AuthType
    enabled: bool = True
    primary_key: Secret | None = None
    secondary_key: Secret | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceSummary:
    """A row of the device list: no keys."""

    id: str
    enabled: bool
    auth: AuthType
    connected: bool = False


@dataclass(frozen=True, slots=True)
class DeviceQuery:
    """What the device list shows. ``prefix`` is case-sensitive, like device ids."""

    prefix: str = ""
    auth: AuthType | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class DevicePage:
    """One page of the list and the token for the next; None when this was the last."""

    devices: tuple[DeviceSummary, ...]
    continuation: str | None = None
