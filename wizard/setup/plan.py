"""From a complete state to what will be done: pure."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wizard.domain.agent.facts import reader_group
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.files import FileWrite
from wizard.domain.hub.model import SavedHub
from wizard.domain.ports.certificates import Certificates
from wizard.domain.proof import NewCertificate
from wizard.domain.report import HubChange, HubChangeKind, StepId
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef, SetupState
from wizard.setup.auth_rules import needs_conversion

CHECK_STEPS: Final = tuple(step for step in StepId if step.is_check and step.is_always_reported)
READ_STEPS: Final = (StepId.HUB_CONNECT, StepId.DEVICE_READ, StepId.MODULE_READ)
SERVICE: Final = "iot-agent-setup"


class IncompleteStateError(Exception):
    """The state lacks what a run needs: a fault of the caller, who has `flow.problems` to ask."""


def build_plan(state: SetupState, *, dry_run: bool = False) -> frozenset[StepId]:
    """The steps that will be done. The others are reported as skipped, if at all."""
    steps = {step for step in StepId if step.is_always_reported}
    if state.auth.method is Method.SELF_SIGNED_CERTIFICATE:
        steps.add(StepId.CERTIFICATE_PREPARE)
        if isinstance(state.certificate, NewCertificate):
            steps.add(StepId.DEVICE_REGISTER)
    if state.convert_module:
        steps.add(StepId.MODULE_CHANGE)
    if not state.create_module:
        steps.discard(StepId.MODULE_CREATE)
    if not secrets_to_keep(state):
        steps.discard(StepId.SECRETS_STORE)
    if state.credentials is None:
        steps.difference_update(READ_STEPS, {StepId.MODULE_CREATE})
    elif not state.device_id:
        steps.difference_update({StepId.DEVICE_READ, StepId.MODULE_READ, StepId.MODULE_CREATE})
    if dry_run:
        return frozenset(steps.intersection({*READ_STEPS, StepId.CERTIFICATE_PREPARE}))
    return frozenset(steps) - left_out(state.auth.identity) | also(state.auth.identity)


def reported_steps(plan: frozenset[StepId]) -> tuple[StepId, ...]:
    """The steps that a report of this plan lists, done or skipped, in their order."""
    return tuple(step for step in StepId if step in plan or step.is_always_reported)


def left_out(identity: Identity) -> frozenset[StepId]:
    """The steps of the live check that this identity does not have."""
    is_module = identity is Identity.SECURITY_MODULE
    # Without HTTP nobody tells the time.
    alone = frozenset({StepId.CHECK_CLOCK, StepId.CHECK_HUB_REST})
    return alone if is_module else frozenset()


def also(identity: Identity) -> frozenset[StepId]:
    """The steps of the live check that only this identity has."""
    return frozenset({StepId.CHECK_DPS}) if identity is Identity.DPS else frozenset()


def agent_settings(state: SetupState) -> AgentSettings:
    """What the agent's configuration will say. Raises IncompleteStateError."""
    path, address = state.secret_path(), state.address()
    if path is None:
        raise IncompleteStateError
    if state.auth.identity is Identity.DPS:
        if state.dps is None:
            raise IncompleteStateError
        return AgentSettings(
            identity=Identity.DPS,
            method=state.auth.method,
            host_name="",
            device_id="",
            secret_path=str(path),
            id_scope=state.dps.id_scope,
            registration_id=state.dps.registration_id,
        )
    if address is None or not state.device_id:
        raise IncompleteStateError
    return AgentSettings(
        identity=state.auth.identity,
        method=state.auth.method,
        host_name=address.host_name,
        device_id=state.device_id,
        secret_path=str(path),
    )


def agent_key(state: SetupState) -> Secret | None:
    """The key that goes into the agent's key file; None with a certificate, and while its module
    is still to be made."""
    if state.auth.method is not Method.SYMMETRIC_KEY:
        return None
    if state.auth.identity is Identity.DPS:
        return state.dps.key if state.dps else None
    if state.own is not None:
        return state.own.key
    owner = state.device if state.auth.identity is Identity.DEVICE else state.module
    return owner.primary_key if owner else None


def key_file(state: SetupState, key: Secret) -> FileWrite:
    """The key file as both agents read it: UTF-8, no BOM, base64, one LF (agents.md)."""
    path = state.secret_path()
    if path is None:
        raise IncompleteStateError
    return owned_file(state, path, key.reveal().encode("ascii") + b"\n")


def owned_file(state: SetupState, path: Path, content: bytes) -> FileWrite:
    """A file with a secret, for those alone who must read it."""
    group = reader_group(state.agent.flavour) if state.agent else ""
    return FileWrite(path, content, secret=True, reader_group=group)


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
    return SavedHub(state.credentials.address.host_name, state.credentials.policy)


def secrets_to_keep(state: SetupState) -> tuple[SecretRef, ...]:
    """The keyring entries that the run will write. Certificates do not fit into every keyring."""
    refs = []
    if state.secrets.keep_hub and state.credentials is not None:
        refs.append(hub_ref(saved_hub(state)))
    if state.secrets.keep_agent_key and state.auth.method is Method.SYMMETRIC_KEY:
        refs.append(agent_ref(state))
    return tuple(refs)


def hub_changes(state: SetupState) -> tuple[HubChange, ...]:
    """What the run will change in the hub, as far as it is known before."""
    changes = []
    if state.credentials is not None and state.device is not None:
        device_id = state.device.id
        if state.create_module and state.module is None:
            changes.append(HubChange(HubChangeKind.MODULE_CREATED, device_id))
        if state.convert_module and state.module and needs_conversion(state.module):
            changes.append(HubChange(HubChangeKind.MODULE_CONVERTED, device_id))
        if isinstance(state.certificate, NewCertificate):
            slot = state.certificate.register
            former = former_thumbprint(state)
            kind = HubChangeKind.THUMBPRINT_REGISTERED
            changes.append(HubChange(kind, device_id, slot, former=former))
    return tuple(changes)


def former_thumbprint(state: SetupState) -> str:
    """What stands in the place where the new certificate's thumbprint will go."""
    if state.device is None or not isinstance(state.certificate, NewCertificate):
        return ""
    place = list(type(state.certificate.register)).index(state.certificate.register)
    return (*state.device.thumbprints, "", "")[place]


async def secret_file(state: SetupState, certificates: Certificates) -> FileWrite | None:
    """The agent's key or certificate file; None while its content is still to be made."""
    path = state.secret_path()
    if state.auth.method is Method.SYMMETRIC_KEY:
        key = agent_key(state)
        return key_file(state, key) if key else None
    if state.certificate_read is None or path is None:
        return None
    content = await certificates.as_file(state.certificate_read, path.name)
    return owned_file(state, path, content)
