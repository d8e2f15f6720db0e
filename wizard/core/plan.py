"""From a complete state to what will be done: pure."""

from __future__ import annotations

from typing import Final

from wizard.core.model import (
    MODULE_ID,
    AgentSettings,
    FileWrite,
    Identity,
    SavedHub,
    SecretRef,
    SetupState,
)
from wizard.core.report import StepId
from wizard.core.secret import Secret

CHECK_STEPS: Final = tuple(step for step in StepId if step.is_check and step.is_always_reported)
READ_STEPS: Final = (StepId.HUB_CONNECT, StepId.DEVICE_READ, StepId.MODULE_READ)
SERVICE: Final = "iot-agent-setup"


class IncompleteStateError(Exception):
    """The state lacks what a run needs: a fault of the caller, who has `flow.problems` to ask."""


def build_plan(state: SetupState, *, dry_run: bool = False) -> frozenset[StepId]:
    """The steps that will be done. The others of `StepId` are reported as skipped."""
    if dry_run:
        return frozenset(READ_STEPS)
    steps = {step for step in StepId if step.is_always_reported}
    if not (state.secrets.keep_hub or state.secrets.keep_agent_key):
        steps.discard(StepId.SECRETS_STORE)
    if not state.create_module:
        steps.discard(StepId.MODULE_CREATE)
    return frozenset(steps) - check_steps_left_out(state.auth.identity)


def reported_steps(plan: frozenset[StepId]) -> tuple[StepId, ...]:
    """The steps that a report of this plan lists, done or skipped, in their order."""
    return tuple(step for step in StepId if step in plan or step.is_always_reported)


def check_steps_left_out(identity: Identity) -> frozenset[StepId]:
    """The steps of the live check that this mode does not have."""
    return frozenset() if identity is Identity.DEVICE else frozenset({StepId.CHECK_HUB_REST})


def agent_settings(state: SetupState) -> AgentSettings:
    """What the agent's configuration will say. Raises IncompleteStateError."""
    key_path = state.secret_path()
    if state.credentials is None or not state.device_id or key_path is None:
        raise IncompleteStateError
    return AgentSettings(
        identity=state.auth.identity,
        method=state.auth.method,
        host_name=state.credentials.address.host_name,
        device_id=state.device_id,
        secret_path=str(key_path),
    )


def agent_key(state: SetupState) -> Secret | None:
    """The key that goes into the agent's key file; None while its module is still to be created."""
    owner = state.device if state.auth.identity is Identity.DEVICE else state.module
    return owner.primary_key if owner else None


def key_file(state: SetupState, key: Secret) -> FileWrite:
    """The key file as both agents read it: UTF-8, no BOM, base64, one LF (agents.md)."""
    path = state.secret_path()
    if path is None:
        raise IncompleteStateError
    return FileWrite(path, key.reveal().encode("ascii") + b"\n", secret=True)


def hub_ref(hub: SavedHub) -> SecretRef:
    """Where a hub's connection string rests in the keyring."""
    return SecretRef(f"{SERVICE}/hub/{hub.host_name}/{hub.policy}")


def agent_ref(state: SetupState) -> SecretRef:
    """Where the agent's key rests in the keyring."""
    settings = agent_settings(state)
    owner = "device" if settings.identity is Identity.DEVICE else "module"
    return SecretRef(f"{SERVICE}/agent/{settings.host_name}/{settings.device_id}/{owner}")


def saved_hub(state: SetupState) -> SavedHub:
    """The hub of this state as an entry of the list of saved hubs."""
    if state.credentials is None:
        raise IncompleteStateError
    return SavedHub(state.credentials.address.host_name, state.credentials.policy)


def secrets_to_keep(state: SetupState) -> tuple[SecretRef, ...]:
    """The keyring entries that the run will write."""
    refs = []
    if state.secrets.keep_hub:
        refs.append(hub_ref(saved_hub(state)))
    if state.secrets.keep_agent_key:
        refs.append(agent_ref(state))
    return tuple(refs)


def hub_change(state: SetupState) -> str | None:
    """The module that the run will create in the hub, or None."""
    return MODULE_ID if state.create_module and state.module is None else None
