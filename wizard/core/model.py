"""The nouns of the program: frozen, typed, free of any toolkit."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from wizard.core.address import HubAddress as HubAddress
from wizard.core.credentials import (
    DPS_HOST,
    Certificate,
    CertificateSource,
    DpsRegistration,
    OwnIdentity,
)
from wizard.core.secret import Secret

MODULE_ID: Final = "azureiotsecurity"
"""The security module of a device; the C agent's code has this name built in (agents.md)."""

DEFAULT_MQTT_PORT: Final = 8883


class AgentFlavour(StrEnum):
    """Which of the two agents is set up."""

    C = "c"
    CSHARP = "csharp"


class Identity(StrEnum):
    """As whom the agent authenticates first."""

    SECURITY_MODULE = "SecurityModule"
    DEVICE = "Device"
    DPS = "DPS"


class Method(StrEnum):
    """With what the agent proves it."""

    SYMMETRIC_KEY = "SymmetricKey"
    SELF_SIGNED_CERTIFICATE = "SelfSignedCertificate"


class AuthType(StrEnum):
    """How an identity is registered in the hub, in the hub's own words."""

    SAS = "sas"
    SELF_SIGNED = "selfSigned"
    CA = "certificateAuthority"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class HubCredentials:
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


@dataclass(frozen=True, slots=True)
class Network:
    """How to get to the hub: a CA file trusted besides the system's store, and the MQTT port.

    ``dps_host`` serves this program's own check: both agents have theirs built in.
    """

    ca_file: Path | None = None
    mqtt_port: int = DEFAULT_MQTT_PORT
    dps_host: str = DPS_HOST


@dataclass(frozen=True, slots=True)
class SavedHub:
    """A hub whose connection string is in the keyring. Neither field is a secret."""

    host_name: str
    policy: str


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


@dataclass(frozen=True, slots=True)
class AgentTarget:
    """The agent to be configured: its flavour, its folder, the names of its key and certificate.

    Empty names mean the defaults. A relative one lies in ``directory``.
    """

    flavour: AgentFlavour
    directory: Path
    key_file: str = ""
    certificate_file: str = ""


@dataclass(frozen=True, slots=True)
class SecretsChoice:
    """What is kept in the keyring after the run."""

    keep_hub: bool = True
    keep_agent_key: bool = True


DEFAULT_KEY_FILES: Final = {
    Identity.SECURITY_MODULE: "azureiotsecurity.key",
    Identity.DEVICE: "device.key",
    Identity.DPS: "device.key",
}
DEFAULT_CERTIFICATE_FILE: Final = "agent.pfx"


@dataclass(frozen=True, slots=True)
class AuthChoice:
    """The choice this program is about."""

    identity: Identity = Identity.SECURITY_MODULE
    method: Method = Method.SYMMETRIC_KEY


@dataclass(frozen=True, slots=True)
class SetupState:
    """All that has been chosen and found so far: the one state behind wizard and command line."""

    credentials: HubCredentials | None = None
    network: Network = Network()
    hub: HubInfo | None = None
    device_id: str = ""
    device: DeviceIdentity | None = None
    module: ModuleIdentity | None = None
    create_module: bool = False
    convert_module: bool = False
    auth: AuthChoice = AuthChoice()
    certificate: CertificateSource | None = None
    certificate_read: Certificate | None = None
    dps: DpsRegistration | None = None
    own: OwnIdentity | None = None
    agent: AgentTarget | None = None
    secrets: SecretsChoice = SecretsChoice()

    def secret_path(self) -> Path | None:
        """Where the agent's key or certificate will lie; None while no agent is chosen."""
        if self.agent is None:
            return None
        if self.auth.method is Method.SELF_SIGNED_CERTIFICATE:
            name = self.agent.certificate_file or DEFAULT_CERTIFICATE_FILE
        else:
            name = self.agent.key_file or DEFAULT_KEY_FILES[self.auth.identity]
        return self.agent.directory / name

    def address(self) -> HubAddress | None:
        """The hub that the agent is set up for, as far as it is known."""
        if self.credentials is not None:
            return self.credentials.address
        return self.own.address if self.own is not None else None


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What an agent's configuration says about authentication, in this program's own words.

    With DPS, ``host_name`` and ``device_id`` are empty: the provisioning service names them.
    """

    identity: Identity
    method: Method
    host_name: str
    device_id: str
    secret_path: str
    module_id: str = MODULE_ID
    id_scope: str = ""
    registration_id: str = ""


@dataclass(frozen=True, slots=True)
class FileWrite:
    """A file to be written: its whole new content. A ``secret`` one is owner-only.

    ``reader_group``: the group that may read a secret one too, on Linux and where it exists.
    """

    path: Path
    content: bytes = field(repr=False)
    secret: bool = False
    reader_group: str = ""


class Change(StrEnum):
    """What happened, or would happen, to a file; the last two when a run is undone."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    RESTORED = "restored"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FileResult:
    """A file of a run: what was done to it and where its former content is kept.

    ``readers`` are the accounts and groups that can read a secret one, read back from the disk.
    """

    path: Path
    change: Change
    backup: Path | None = None
    readers: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class SecretRef:
    """A place in the keyring. One service name per secret (desktop.md, keyring)."""

    service: str
    account: str = "iot-agent-setup"
