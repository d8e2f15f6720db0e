"""Changes to the one state, typed field by field, so that mypy sees every write."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypedDict

from wizard.domain.agent.model import AgentTarget, AuthChoice
from wizard.domain.hub.model import DeviceIdentity, HubAccess, HubInfo, ModuleIdentity, Network
from wizard.domain.proof import (
    Certificate,
    CertificateSource,
    DpsRegistration,
    OwnIdentity,
    StoredCertificate,
)
from wizard.domain.state import CheckWhen, FollowUp, SecretsChoice, SetupState


class StateChanges(TypedDict, total=False):
    """Fields of `SetupState` and their new values."""

    credentials: HubAccess | None
    network: Network
    hub: HubInfo | None
    device_id: str
    device: DeviceIdentity | None
    module: ModuleIdentity | None
    modules_found: tuple[ModuleIdentity, ...]
    other_modules: tuple[str, ...]
    create_module: bool
    convert_module: bool
    auth: AuthChoice
    certificate: CertificateSource | None
    certificate_read: Certificate | StoredCertificate | None
    dps: DpsRegistration | None
    own: OwnIdentity | None
    agent: AgentTarget | None
    secrets: SecretsChoice
    restart_agent: bool
    check_connects: bool
    check: CheckWhen
    settled: frozenset[FollowUp]
    patience: float | None
    like_last: bool


NO_DEVICE: Final[StateChanges] = {
    "certificate": None,
    "certificate_read": None,
    "convert_module": False,
    "device_id": "",
    "device": None,
    "module": None,
    "modules_found": (),
    "other_modules": (),
    "create_module": False,
    "like_last": False,
}
"""Forgets the device and all that was chosen for it alone."""


def with_module_of_agent(state: SetupState) -> SetupState:
    """This state with the module that the chosen agent uses, among those that were found."""
    if state.agent is None or (state.module is not None and state.module.id == state.module_id):
        return state
    found = next((one for one in state.modules_found if one.id == state.module_id), None)
    return replace(state, module=found)
