"""What can be done with what lies in an agent's folder: no hub, no keyring."""

from __future__ import annotations

import uuid
from pathlib import Path

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, FilesError
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.service import ServiceStatus
from wizard.domain.report import Event, Report
from wizard.runs.step_runner import Emit
from wizard.upkeep.repair import Repairable, RepairOutcome, plan_repair, run_repair
from wizard.upkeep.restart import require_installed, run_restart
from wizard.upkeep.undo import run_undo


class AgentFolder:
    """One folder, for the window: what is there, repairing it, undoing the last run in it."""

    def __init__(self, directory: Path, ports: Ports, flavour: AgentFlavour | None = None) -> None:
        """``flavour`` decides where both agents are configured; otherwise the files do."""
        self._directory = directory
        self._ports = ports
        self._flavour = flavour
        # Once, so that a repair writes the AgentId that its preview has shown.
        self._new_agent_id = str(uuid.uuid4())

    async def look(self) -> Repairable | None:
        """The configuration and what can be done about it; None where there is none.

        Raises FilesError where it cannot be read.
        """
        try:
            return await plan_repair(self._directory, self._ports)
        except FilesError as error:
            if error.code is not Code.FILES_NO_AGENT:
                raise
            if error.variant != "two" or self._flavour is None:
                return None
        return await plan_repair(self._directory, self._ports, self._flavour)

    async def preview_repair(self) -> RepairOutcome:
        """What a repair would change; nothing is touched."""
        return await self._run_repair(dry_run=True)

    async def repair(self, transport: str = "") -> RepairOutcome:
        """Set right what can be, and the agent's transport; the report says how it ended."""
        return await self._run_repair(dry_run=False, transport=transport)

    async def _run_repair(self, *, dry_run: bool, transport: str = "") -> RepairOutcome:
        return await run_repair(
            self._directory,
            self._ports,
            _ignore,
            self._flavour,
            dry_run=dry_run,
            new_agent_id=self._new_agent_id,
            transport=transport,
        )

    async def undo(self) -> Report:
        """Put back the files of the last run; the report says how it ended."""
        return await run_undo(self._directory, self._ports, _ignore)

    async def service_status(self) -> ServiceStatus:
        """How the service of the agent in the folder is.

        Raises ServiceError ``agent.not_installed`` where none reads what is in the folder.
        """
        flavour = self._known_flavour()
        status = await self._ports.service.status(flavour)
        require_installed(status, flavour, self._directory)
        return status

    async def restart(self, emit: Emit) -> Report:
        """Restart the agent, and read what it logs then; the report says how it ended."""
        return await run_restart(self._directory, self._known_flavour(), self._ports, emit)

    def _known_flavour(self) -> AgentFlavour:
        if self._flavour is None:
            raise RuntimeError("nobody has said which agent it is")
        return self._flavour


def _ignore(_event: Event) -> None:
    """Nobody watches the steps of something this short."""
