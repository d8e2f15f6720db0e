"""What a set-up keeps in the keyring, and under which names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from wizard.domain.agent.model import Identity, Method
from wizard.domain.errors import Code, KeyringError
from wizard.domain.hub.model import SavedHub
from wizard.domain.ports.ports import Ports
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef, SetupState
from wizard.setup.agent_config import IncompleteStateError, agent_settings

SERVICE: Final = "iot-agent-setup"


class KeyringKind(StrEnum):
    """What a keyring entry holds."""

    HUB = "hub"
    AGENT_KEY = "agent_key"


@dataclass(frozen=True, slots=True)
class KeyringEntry:
    """An entry that a run writes."""

    kind: KeyringKind
    ref: SecretRef


def entries_to_keep(state: SetupState) -> tuple[KeyringEntry, ...]:
    """The entries that the run will write. Certificates do not fit into every keyring."""
    entries = []
    if state.secrets.keep_hub and state.credentials is not None:
        entries.append(KeyringEntry(KeyringKind.HUB, hub_ref(saved_hub(state))))
    if state.secrets.keep_agent_key and state.auth.method is Method.SYMMETRIC_KEY:
        entries.append(KeyringEntry(KeyringKind.AGENT_KEY, agent_ref(state)))
    return tuple(entries)


def hub_ref(hub: SavedHub) -> SecretRef:
    """Where a hub's connection string rests in the keyring."""
    return SecretRef(f"{SERVICE}/hub/{hub.host_name}/{hub.policy}")


def agent_ref(state: SetupState) -> SecretRef:
    """Where the agent's key rests in the keyring."""
    settings = agent_settings(state)
    if settings.identity is Identity.DPS:
        return SecretRef(f"{SERVICE}/dps/{settings.id_scope}/{settings.registration_id}")
    owner = "device" if settings.identity is Identity.DEVICE else "module"
    return SecretRef(f"{SERVICE}/agent/{settings.host_name}/{settings.device_id}/{owner}")


def saved_hub(state: SetupState) -> SavedHub:
    """The hub of this state as an entry of the list of saved hubs."""
    if state.credentials is None:
        raise IncompleteStateError
    credentials = state.credentials
    network = replace(state.network, proxy=replace(state.network.proxy, login=None))
    return SavedHub(credentials.address.host_name, credentials.label, network)


async def kept_string(hub: SavedHub, ports: Ports) -> Secret:
    """A saved hub's connection string. Raises KeyringError."""
    kept = await ports.secrets.get(hub_ref(hub))
    if kept is None:
        # Somebody removed it in the keyring itself: the list follows.
        ports.hubs.remove(hub)
        raise KeyringError(
            Code.KEYRING_WRITE_LOST, "hub_gone", hub=hub.host_name, policy=hub.policy
        )
    return kept
