"""Reading the device's security module from the registry."""

from __future__ import annotations

from dataclasses import replace

from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.auth_rules import near_module
from wizard.setup.hub.reading import read_module, read_other_modules, require_module
from wizard.setup.jobs.job import Job, JobPhase, Run, has_device


class ReadModule(Job):
    """Finds the module, and refuses one that forbids every mode."""

    id = StepId.MODULE_READ
    phase = JobPhase.LOOK

    def wanted(self, state: SetupState) -> bool:
        return has_device(state)

    async def run(self, run: Run) -> None:
        waiting = run.runner.waiting(self.id)
        state = run.state
        who = state.device_id, state.module_id
        module = await read_module(run.need_registry(), *who, waiting, state.patience)
        others = await read_other_modules(run.need_registry(), state.device_id, module)
        run.state = replace(state, module=module, other_modules=others)
        if warning := near_module(run.state):
            run.warnings.append(warning)
        require_module(run.state, may_be_missing=run.state.create_module)
