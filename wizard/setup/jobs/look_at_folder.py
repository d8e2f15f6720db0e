"""Looking at the agent's folder before anything is written."""

from __future__ import annotations

from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.folder_notes import folder_note
from wizard.setup.jobs.job import Job, JobPhase, Run


class LookAtFolder(Job):
    """Warns where the folder is hardly the one that is meant. It is no step, and fails nothing."""

    id = StepId.CONFIG_WRITE
    phase = JobPhase.LOOK

    def wanted(self, _state: SetupState) -> bool:
        return True

    def steps(self, _state: SetupState) -> tuple[StepId, ...]:
        return ()

    async def run(self, run: Run) -> None:
        if note := await folder_note(run.state, run.ports):
            run.warnings.append(note)
