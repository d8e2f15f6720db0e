"""Keeping the hub's connection string and the agent's key in the keyring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from wizard.domain.errors import KeyringError
from wizard.domain.report import StepId
from wizard.domain.state import SecretsChoice, SetupState
from wizard.setup.jobs.job import Announcement, Job, JobPhase, Run
from wizard.setup.keyring_entries import entries_to_keep

_ANOTHERS: Final = "of_the_user"
"""The variant of a keyring that is there, and whose owner has started the program by sudo."""


class KeepSecrets(Job):
    """Writes the keyring entries that the user wants kept, and can put back the former ones.

    Under sudo the keyring is another user's: where nobody has asked for it, the run says so and
    keeps nothing.
    """

    id = StepId.SECRETS_STORE
    phase = JobPhase.CHANGE

    def wanted(self, state: SetupState) -> bool:
        return bool(entries_to_keep(state))

    def announces(self, state: SetupState) -> Sequence[Announcement]:
        return entries_to_keep(state)

    async def begin(self, run: Run) -> None:
        try:
            await run.secrets.require_keyring()
        except KeyringError as error:
            if run.state.secrets.insists or error.variant != _ANOTHERS:
                raise
            run.warnings.append(error.problem)
            nothing = SecretsChoice(keep_hub=False, keep_agent_key=False)
            run.state = replace(run.state, secrets=nothing)

    async def prepare(self, run: Run) -> None:
        await run.secrets.check_available(run.state)

    async def run(self, run: Run) -> None:
        await run.secrets.store(run.state)

    async def undo(self, run: Run) -> None:
        await run.secrets.roll_back()
