"""Giving the security module a symmetric key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wizard.domain.hub.model import ModuleIdentity
from wizard.domain.report import HubChange, HubChangeKind, StepId
from wizard.domain.state import SetupState
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.auth_rules import needs_conversion
from wizard.setup.hub.reading import require_module
from wizard.setup.hub.writing import change_hub
from wizard.setup.jobs.job import Announcement, Job, JobPhase, Run, has_device


class ConvertModule(Job):
    """Converts a module without a symmetric key where the user allows it.

    Wanted too while the module is not known: only reading it tells. A module that was just created
    has its key.
    """

    id = StepId.MODULE_CHANGE
    phase = JobPhase.CHANGE

    def wanted(self, state: SetupState) -> bool:
        may_need_it = state.module is None or needs_conversion(state.module)
        return has_device(state) and state.convert_module and may_need_it

    def announces(self, state: SetupState) -> Sequence[Announcement]:
        return (_change(state),) if state.module is not None else ()

    async def run(self, run: Run) -> None:
        registry, module = run.need_registry(), run.state.module
        if module is None:
            raise IncompleteStateError

        async def look() -> ModuleIdentity | None:
            found = await registry.module(module.device_id, module.id)
            return found if found and not needs_conversion(found) else None

        async def convert() -> ModuleIdentity:
            return await registry.give_symmetric_key(module)

        converted = await change_hub(run, self.id, _change(run.state), convert, look)
        run.state = replace(run.state, module=converted)
        require_module(run.state, may_be_missing=False)


def _change(state: SetupState) -> HubChange:
    return HubChange(HubChangeKind.MODULE_CONVERTED, state.device_id, module_id=state.module_id)
