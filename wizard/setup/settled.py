"""What has passed since the agent's files were written: a second run does not do it again."""

from __future__ import annotations

import hashlib
from typing import Final

from wizard.domain.agent.target_folder import TargetKind
from wizard.domain.ports.check_records import CheckRecord
from wizard.domain.state import FollowUp
from wizard.setup.agent_config import installation_id
from wizard.setup.jobs.job import Run


class Settled:
    """The record of one run's installation, kept up to date while the run goes on.

    What is done again counts as not done until it has passed: a failed check is repeated by the
    next run, although that changes no file.
    """

    def __init__(self, run: Run) -> None:
        self._run: Final = run
        self._name = ""
        self._content = ""
        self._done: frozenset[FollowUp] = frozenset()

    async def load(self) -> frozenset[FollowUp]:
        """What has passed with the files that the run has just written: nothing after a change.

        Raises FilesError where the record of other files cannot be removed.
        """
        run = self._run
        self._name = installation_id(run.state)
        # The C agent's transport is built in: no file says it, and a check is for one.
        proven = f"{run.files.digest} {run.agent.transport}"
        self._content = hashlib.sha256(proven.encode()).hexdigest()
        found = await run.ports.check_records.load(self._name)
        if found is not None and (found.content != self._content or run.hub_changes):
            await run.ports.check_records.forget(self._name)
        elif found is not None and (run.has_changed_nothing() or _is_staged(run)):
            self._done = found.done
        return self._done

    async def begin(self, follow_up: FollowUp | None) -> None:
        """It is about to be done. Raises FilesError where an old record cannot be removed."""
        if follow_up is not None:
            self._done -= {follow_up}
            await self._run.ports.check_records.forget(self._name)
            await self._save()

    async def passed(self, follow_up: FollowUp | None) -> None:
        """It has been done."""
        if follow_up is not None:
            self._done |= {follow_up}
            await self._save()

    async def _save(self) -> None:
        if self._done:
            record = CheckRecord(self._content, self._done)
            await self._run.ports.check_records.save(self._name, record)


def _is_staged(run: Run) -> bool:
    """Whether something else copies the files to the agent's computer: a stage is often a new
    folder, so what counts is that these files have been proven, and not that they are new here."""
    other = run.agent.elsewhere
    return other is not None and other.kind is TargetKind.COMPUTER
