"""Reading back what was written, as the agent will read it."""

from __future__ import annotations

from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.agent_config import agent_key
from wizard.setup.jobs.job import Job, JobPhase, Run


class VerifyFiles(Job):
    """Has the agent's strict reader accept the files. Every run does."""

    id = StepId.CONFIG_VERIFY
    phase = JobPhase.CHANGE

    def wanted(self, _state: SetupState) -> bool:
        return True

    async def run(self, run: Run) -> None:
        await run.files.verify(agent_key(run.state))
