"""Writing the agent's configuration, and its key or certificate file."""

from __future__ import annotations

from wizard.domain.errors import Code, HubError
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.agent_config import secret_file
from wizard.setup.jobs.job import Job, JobPhase, Run


class WriteFiles(Job):
    """Writes all files as one unit that can still be rolled back. Every run does."""

    id = StepId.CONFIG_WRITE
    phase = JobPhase.CHANGE

    def wanted(self, _state: SetupState) -> bool:
        return True

    async def prepare(self, run: Run) -> None:
        await run.files.check_writable()

    async def run(self, run: Run) -> None:
        secret = await secret_file(run.state, run.ports.certificates)
        if secret is None:
            raise HubError(Code.HUB_BAD_ANSWER)  # an identity that passed the rules has a key
        await run.files.write(secret)

    async def undo(self, run: Run) -> None:
        await run.files.roll_back()
