"""Reading the device from the registry."""

from __future__ import annotations

from dataclasses import replace

from wizard.domain.agent.model import Identity
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.auth_rules import choice_problem, device_problem
from wizard.setup.hub.reading import read_device, require_none
from wizard.setup.jobs.job import Job, JobPhase, Run, has_device


class ReadDevice(Job):
    """Finds the device, and refuses what the rules refuse about it."""

    id = StepId.DEVICE_READ
    phase = JobPhase.LOOK

    def wanted(self, state: SetupState) -> bool:
        return has_device(state)

    async def run(self, run: Run) -> None:
        waiting = run.runner.waiting(self.id)
        registry, patience = run.need_registry(), run.state.patience
        device = await read_device(registry, run.state.device_id, waiting, patience)
        run.state = replace(run.state, device=device)
        choice = run.state.auth
        if choice.identity is Identity.DPS:
            # The provisioning service decides; what the device has is its enrolment's business.
            require_none(choice_problem(choice))
        else:
            require_none(device_problem(device, choice, run.agent.flavour))
