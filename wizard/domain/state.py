"""The nouns of the program: frozen, typed, free of any toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wizard.domain.agent.model import (
    DEFAULT_CERTIFICATE_FILE,
    DEFAULT_KEY_FILES,
    AgentTarget,
    AuthChoice,
    Method,
)
from wizard.domain.certificate_store import StoreReference
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import (
    MODULE_ID,
    DeviceIdentity,
    HubAccess,
    HubInfo,
    ModuleIdentity,
    Network,
)
from wizard.domain.proof import (
    Certificate,
    CertificateSource,
    DpsRegistration,
    OwnIdentity,
    StoredCertificate,
)


@dataclass(frozen=True, slots=True)
class SecretsChoice:
    """What is kept in the keyring after the run.

    ``allow_keyring`` is the name of a keyring that is used although it is not recommended.
    ``insists``: nothing is done where it cannot be kept; else a keyring that is another user's is
    done without.
    """

    keep_hub: bool = True
    keep_agent_key: bool = True
    allow_keyring: str = ""
    insists: bool = True


class CheckWhen(StrEnum):
    """When a run checks live what it has written, which cuts a running agent off for a moment."""

    ALWAYS = "always"
    CHANGED = "changed"
    NEVER = "never"


class FollowUp(StrEnum):
    """What follows when the agent's files are written, and shows that the agent works with them."""

    CHECK = "check"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class SetupState:
    """All that has been chosen and found so far: the one state behind wizard and command line.

    ``module`` is the security module of the chosen agent; before one is chosen, any agent's.
    ``modules_found`` are all of the device's that an agent could use, ``other_modules`` the names
    of those that it has where ``module`` is missing.
    """

    credentials: HubAccess | None = None
    network: Network = Network()
    hub: HubInfo | None = None
    device_id: str = ""
    device: DeviceIdentity | None = None
    module: ModuleIdentity | None = None
    modules_found: tuple[ModuleIdentity, ...] = ()
    other_modules: tuple[str, ...] = ()
    create_module: bool = False
    convert_module: bool = False
    auth: AuthChoice = AuthChoice()
    certificate: CertificateSource | None = None
    certificate_read: Certificate | StoredCertificate | None = None
    dps: DpsRegistration | None = None
    own: OwnIdentity | None = None
    agent: AgentTarget | None = None
    secrets: SecretsChoice = SecretsChoice()
    restart_agent: bool = False
    """Whether the run restarts the agent's service and reads what the agent logs then."""
    check_connects: bool = True
    """Whether the live check connects as the module: an agent that runs is cut off for a moment."""
    check: CheckWhen = CheckWhen.ALWAYS
    settled: frozenset[FollowUp] = frozenset()
    """What has passed before with the same files and need not be done again; known once the run's
    files are final, and empty where it has changed files or hub."""
    patience: float | None = None
    """Seconds that asking the registry may wait for a fault that passes; None: the usual."""
    like_last: bool = False
    """The device is set up as the one before it: agent and authentication are not asked for."""

    def is_due(self, follow_up: FollowUp) -> bool:
        """Whether this is still to be done, where it is wanted at all: after a change it is until
        it has passed."""
        return self.check is CheckWhen.ALWAYS or follow_up not in self.settled

    @property
    def module_id(self) -> str:
        """The security module's id: the chosen agent's; before that, of what was found."""
        if self.agent is not None:
            return self.agent.flavour.module_id
        return self.module.id if self.module else MODULE_ID

    @property
    def store(self) -> StoreReference | None:
        """The certificate that the agent takes from a store; None where it reads a file."""
        if self.auth.method is not Method.SELF_SIGNED_CERTIFICATE:
            return None
        return self.certificate if isinstance(self.certificate, StoreReference) else None

    def secret_path(self) -> Path | None:
        """Where the agent's key or certificate, or what names it in a store, is written; None while
        no agent is chosen."""
        if self.agent is None:
            return None
        return self.agent.folder.local(self._secret_name(self.agent))

    def secret_path_on_target(self) -> str | None:
        """Where the agent will find it on its own computer: what its configuration says."""
        if self.agent is None:
            return None
        return self.agent.folder.on_target(self._secret_name(self.agent))

    def _secret_name(self, agent: AgentTarget) -> str:
        if self.store is not None and agent.flavour.store_file is not None:
            return agent.flavour.store_file.name
        if self.auth.method is Method.SELF_SIGNED_CERTIFICATE:
            return agent.certificate_file or DEFAULT_CERTIFICATE_FILE
        return agent.key_file or DEFAULT_KEY_FILES[self.auth.identity]

    def address(self) -> HubAddress | None:
        """The hub that the agent is set up for, as far as it is known."""
        if self.credentials is not None:
            return self.credentials.address
        return self.own.address if self.own is not None else None


@dataclass(frozen=True, slots=True)
class SecretRef:
    """A place in the keyring. One service name per secret (desktop.md, keyring)."""

    service: str
    account: str = "iot-agent-setup"
