"""Registering the device with the provisioning service, which no agent does."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.domain.agent.model import Identity
from wizard.domain.ports.provisioning import Provisioning
from wizard.domain.proof import Assignment, Certificate, DpsRegistration, Proof
from wizard.domain.report import HubChange, HubChangeKind, StepId
from wizard.domain.state import SetupState
from wizard.runs.retry import read_with_retries
from wizard.setup.agent_config import IncompleteStateError, agent_key
from wizard.setup.hub.writing import change_hub
from wizard.setup.jobs.job import Announcement, Job, JobPhase, Run


class RegisterDevice(Job):
    """Registers a device that never did, then makes its security module where it has none.

    Both are done with the device's own key or certificate; with rights on the hub the module is
    made with those.
    """

    id = StepId.DPS_REGISTER
    phase = JobPhase.CHANGE

    def wanted(self, state: SetupState) -> bool:
        is_dps = state.auth.identity is Identity.DPS
        return is_dps and state.dps is not None and state.dps.register

    def announces(self, state: SetupState) -> Sequence[Announcement]:
        return () if state.dps is None else (_registered(state.dps),)

    async def run(self, run: Run) -> None:
        dps, read = run.state.dps, run.state.certificate_read
        proof = agent_key(run.state) or (read if isinstance(read, Certificate) else None)
        if dps is None or proof is None:
            raise IncompleteStateError
        provisioning = run.ports.open_provisioning(run.state.network)
        assigned = await _register(run, provisioning, dps, proof)
        await _make_module(run, provisioning, assigned, proof)


async def _register(
    run: Run, provisioning: Provisioning, dps: DpsRegistration, proof: Proof
) -> Assignment:
    who, patience = (dps.id_scope, dps.registration_id, proof), run.state.patience
    waiting = run.runner.waiting(RegisterDevice.id)

    async def look() -> Assignment | None:
        return await provisioning.assignment(*who)

    async def register() -> Assignment | None:
        return await provisioning.register(*who, patience)

    assigned = await read_with_retries(look, waiting, patience)
    if assigned is None:
        change = _registered(dps)
        assigned = await change_hub(run, RegisterDevice.id, change, register, look)
    if assigned is None:
        raise IncompleteStateError  # registering gives an assignment, or an error
    return assigned


async def _make_module(
    run: Run, provisioning: Provisioning, assigned: Assignment, proof: Proof
) -> None:
    """Make the module where the device has none: the service makes the device alone."""
    device_id, module_id = assigned.device_id, run.state.module_id
    who = assigned.address, device_id, module_id, proof

    async def look() -> bool | None:
        return await provisioning.has_module(*who) or None

    async def create() -> bool | None:
        if run.registry is None:
            await provisioning.create_module(*who)
            return True
        return await run.registry.create_module(device_id, module_id) is not None or None

    waiting, patience = run.runner.waiting(RegisterDevice.id), run.state.patience
    if await read_with_retries(look, waiting, patience) is None:
        change = HubChange(HubChangeKind.MODULE_CREATED, device_id, module_id=module_id)
        await change_hub(run, RegisterDevice.id, change, create, look)


def _registered(dps: DpsRegistration) -> HubChange:
    return HubChange(HubChangeKind.DEVICE_REGISTERED, dps.registration_id)
