"""An agent as the set-up sees it: flavour, identity, method, its folder and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from wizard.domain.hub.model import MODULE_ID

TWIN_OBJECT: Final = "ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration"
"""The object in the module's twin that configures the agents, as both are shipped (agents.md)."""


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


@dataclass(frozen=True, slots=True)
class AgentTarget:
    """The agent to be configured: its flavour, its folder, the names of its key and certificate.

    Empty names mean the defaults. A relative one lies in ``directory``.
    """

    flavour: AgentFlavour
    directory: Path
    key_file: str = ""
    certificate_file: str = ""


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
