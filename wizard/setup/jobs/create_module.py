"""Creating the security module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.model import ModuleIdentity
from wizard.domain.report import HubChange, HubChangeKind, StepId
from wizard.domain.state import SetupState
from wizard.runs.retry import read_with_retries
from wizard.setup.hub.reading import require_module
from wizard.setup.hub.writing import change_hub
from wizard.setup.jobs.job import Announcement, Job, JobPhase, Run, has_device


class CreateModule(Job):
    """Creates the module where the device has none and the user allows it."""

    id = StepId.MODULE_CREATE
    phase = JobPhase.CHANGE

    def wanted(self, state: SetupState) -> bool:
        return has_device(state) and state.create_module and state.module is None

    def announces(self, state: SetupState) -> Sequence[Announcement]:
        return (_change(state),)

    async def run(self, run: Run) -> None:
        registry = run.need_registry()
        device_id, module_id = run.state.device_id, run.state.module_id

        async def look() -> ModuleIdentity | None:
            return await registry.module(device_id, module_id)

        async def create() -> ModuleIdentity | None:
            return await registry.create_module(device_id, module_id)

        made = await change_hub(run, self.id, _change(run.state), create, look)

        async def read() -> ModuleIdentity:
            """A new identity can take seconds to become readable (hub.md, "Identities")."""
            if (found := await look()) is None:
                variant = "existing_module" if made is None else "new_module"
                raise HubError(Code.HUB_TIMEOUT, variant, retryable=True, module=module_id)
            return found

        # If it is not new it is read like a new one, and the rules decide.
        waiting, patience = run.runner.waiting(self.id), run.state.patience
        module = await read_with_retries(read, waiting, patience)
        run.state = replace(run.state, module=module)
        require_module(run.state, may_be_missing=False)


def _change(state: SetupState) -> HubChange:
    return HubChange(HubChangeKind.MODULE_CREATED, state.device_id, module_id=state.module_id)
