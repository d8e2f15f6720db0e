"""Keeping the hub's connection string and the agent's key in the keyring."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.jobs.job import Announcement, Job, JobPhase, Run
from wizard.setup.keyring_entries import entries_to_keep


class KeepSecrets(Job):
    """Writes the keyring entries that the user wants kept, and can put back the former ones."""

    id = StepId.SECRETS_STORE
    phase = JobPhase.CHANGE

    def wanted(self, state: SetupState) -> bool:
        return bool(entries_to_keep(state))

    def announces(self, state: SetupState) -> Sequence[Announcement]:
        return entries_to_keep(state)

    async def begin(self, run: Run) -> None:
        await run.secrets.require_keyring()

    async def prepare(self, run: Run) -> None:
        await run.secrets.check_available(run.state)

    async def run(self, run: Run) -> None:
        await run.secrets.store(run.state)

    async def undo(self, run: Run) -> None:
        await run.secrets.roll_back()
