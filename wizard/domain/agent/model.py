"""An agent as the set-up sees it: flavour, identity, method, its folder and its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from wizard.domain.agent.target_folder import THIS_SYSTEM, OtherComputer, TargetFolder, TargetSystem
from wizard.domain.certificate_store import StoreReference
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.hub.transport import Transport

if TYPE_CHECKING:
    from wizard.domain.agent.failed_start import FailedStart

TWIN_OBJECT: Final = "ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration"
"""The object in the module's twin that configures the agents, as both are shipped (agents.md)."""


class Identity(StrEnum):
    """As whom the agent authenticates first."""

    SECURITY_MODULE = "SecurityModule"
    DEVICE = "Device"
    DPS = "DPS"


class Method(StrEnum):
    """With what the agent proves it."""

    SYMMETRIC_KEY = "SymmetricKey"
    SELF_SIGNED_CERTIFICATE = "SelfSignedCertificate"


@dataclass(frozen=True, slots=True)
class AuthChoice:
    """The choice this program is about."""

    identity: Identity = Identity.SECURITY_MODULE
    method: Method = Method.SYMMETRIC_KEY


@dataclass(frozen=True, slots=True)
class Installation:
    """Where an agent is on one kind of system: its folder, its service, who reads its key.

    ``key_reader`` is the account that opens the key file; ``reader_group`` the group by which it
    may do so, "" where it needs none. The account never owns the file: uninstalling deletes
    whatever it owns (agents.md).
    """

    folder: Path
    service: str
    key_reader: str = ""
    reader_group: str = ""
    log_name: str = "ASCIoTAgent"
    """Who its messages in the system's log are from."""


@dataclass(frozen=True, slots=True)
class IdLimit:
    """What in a device's id stops an agent: the rule's variant, and the offending characters."""

    variant: str
    characters: str


@dataclass(frozen=True, slots=True)
class StoreFile:
    """The file by which an agent finds a certificate in a store of Windows; it holds no secret."""

    name: str
    content: Callable[[StoreReference], bytes]


def no_id_limit(_identity: Identity, _device_id: str) -> IdLimit | None:
    """Of an agent that encodes what it is given."""
    return None


def as_answered(failure: FailedStart) -> str | None:
    """Of an agent that logs what the hub, or the provisioning service, has answered."""
    return failure.problem.agent_error


@dataclass(frozen=True, slots=True)
class AgentFlavour:
    """One of the agents that can be set up: all that is known of it before any file is read.

    ``id`` is its name in answers files, on the command line and in reports; two are equal where it
    is. ``name`` and ``title`` are for people. ``transports`` are in the order in which the agent
    tries them. ``id_limit`` says what in a device's id the agent cannot carry in a mode.
    """

    id: str
    name: str = field(compare=False)
    title: str = field(compare=False)
    linux: Installation = field(compare=False)
    windows: Installation | None = field(default=None, compare=False)
    module_id: str = field(default=MODULE_ID, compare=False)
    transports: tuple[Transport, ...] = field(default=(Transport.AMQP,), compare=False)
    build_options: tuple[Transport, ...] = field(default=(), compare=False)
    """Transports that it can be built with instead, which no file tells."""
    transport_types: Mapping[str, tuple[Transport, ...]] = field(
        default_factory=lambda: MappingProxyType({}), compare=False
    )
    """The words of the setting that chooses its transports, and what each means; none: its build
    chooses."""
    opens_with_sasl: bool = field(default=True, compare=False)
    """Whether it opens AMQP with SASL MSSBCBS, or without any SASL."""
    certificate_endings: tuple[str, ...] = field(default=(".pfx",), compare=False)
    store_file: StoreFile | None = field(default=None, compare=False)
    """None: it reads certificates from files alone."""
    choices: tuple[AuthChoice, ...] = field(default=(), compare=False)
    behind_proxy: str = field(default="", compare=False)
    """What it does where an HTTP proxy leads out: the variant of ``check.agent_proxy``."""
    behind_proxy_on_windows: str = field(default="", compare=False)
    stops_at_bad_twin: bool = field(default=False, compare=False)
    """Whether a setting in the twin that does not parse ends it, or makes it use its defaults."""
    id_limit: Callable[[Identity, str], IdLimit | None] = field(
        default=no_id_limit, compare=False, repr=False
    )

    logs: Callable[[FailedStart], str | None] = field(
        default=as_answered, compare=False, repr=False
    )
    """What it logs of a start that failed: an `AgentError`, or `NOTHING`."""

    @property
    def key_reader(self) -> str:
        """The account on Linux that reads the key; "" where that is root."""
        return self.linux.key_reader

    @property
    def reader_group(self) -> str:
        """The group on Linux that must be able to read the key; "": root reads it."""
        return self.linux.reader_group

    def installation(self, *, windows: bool) -> Installation:
        """Where it is on this kind of system; of an agent for Linux alone, there."""
        return (self.windows if windows else None) or self.linux

    def restart_command(self, *, windows: bool) -> str:
        """What makes the agent read its new configuration: it reads it once, at start."""
        if windows and self.windows is not None:
            return f'Restart-Service -Name "{self.windows.service}"'
        return f"sudo systemctl restart {self.linux.service}"


def module_ids(flavours: Iterable[AgentFlavour]) -> tuple[str, ...]:
    """The ids of these agents' security modules, each once."""
    return tuple(dict.fromkeys(flavour.module_id for flavour in flavours))


@dataclass(frozen=True, slots=True)
class AgentTarget:
    """The agent to be configured: its flavour, its folder, the names of its key and certificate.

    ``directory`` is where its files are written; ``elsewhere`` is the computer that it runs on,
    where that is another one. Empty names mean the defaults. A relative one lies in the agent's
    folder. ``transport``: what it was built with, where that is not the usual
    (`AgentFlavour.build_options`).
    """

    flavour: AgentFlavour
    directory: Path
    key_file: str = ""
    certificate_file: str = ""
    transport: Transport | None = None
    elsewhere: OtherComputer | None = None

    @property
    def folder(self) -> TargetFolder:
        """The agent's folder, as the agent sees it and as it is written."""
        if self.elsewhere is None:
            return TargetFolder.here(self.directory)
        return TargetFolder(self.elsewhere.directory, self.elsewhere.system, self.directory)

    @property
    def is_packed(self) -> bool:
        """Whether its files are packed into a bundle."""
        return self.elsewhere is not None and self.elsewhere.bundle is not None

    @property
    def system(self) -> TargetSystem:
        """The operating system that the agent runs on."""
        return self.elsewhere.system if self.elsewhere else THIS_SYSTEM


DEFAULT_KEY_FILES: Final = {
    Identity.SECURITY_MODULE: "azureiotsecurity.key",
    Identity.DEVICE: "device.key",
    Identity.DPS: "device.key",
}


DEFAULT_CERTIFICATE_FILE: Final = "agent.pfx"


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
    store: StoreReference | None = None
    """The certificate, where the file at ``secret_path`` only refers to one in a store."""
