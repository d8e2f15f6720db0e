"""Restarting an agent's service, and the agent's own proof that it has connected: its log."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wizard.domain.agent.agent_log import LogEntry, LogEvent, variant_of
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, Problem, ServiceError
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.service import AgentService, ServiceState, ServiceStatus
from wizard.domain.report import Report, StepId
from wizard.runs import outcome
from wizard.runs.outcome import ReportFacts
from wizard.runs.retry import to_end
from wizard.runs.step_runner import Emit, StepRunner

RESTART_STEPS: Final = (StepId.AGENT_RESTART, StepId.AGENT_LOG)
PATIENCE: Final = 40.0
"""Seconds that an agent may be silent. It gives its twin 30 s, as it is shipped (agents.md)."""
_PAUSE: Final = 0.5
_MANY_RESTARTS: Final = 2
"""By itself the manager starts a service again only where it has ended."""


class AgentRestart:
    """One restart. ``entries`` are what the agent has logged since, ``warnings`` what is not known.

    ``patience``: seconds to wait for the agent's word.
    """

    def __init__(
        self,
        directory: Path,
        agent: Agent,
        service: AgentService,
        runner: StepRunner,
        patience: float = PATIENCE,
    ) -> None:
        self._directory = directory
        self._agent = agent
        self._service = service
        self._runner = runner
        self._patience = patience
        self._since = datetime.now(UTC)
        self.entries: tuple[LogEntry, ...] = ()
        self.warnings: list[Problem] = []

    async def run(self) -> None:
        """Restart, then read the log until it tells. Raises ServiceError."""
        await self._runner.run(StepId.AGENT_RESTART, self._restart)
        await self._runner.run(StepId.AGENT_LOG, self._follow_log)

    async def _restart(self) -> None:
        flavour = self._agent.flavour
        require_installed(await self._service.status(flavour), flavour, self._directory)
        self._since = datetime.now(UTC)
        await to_end(self._service.restart(flavour))

    async def _follow_log(self) -> None:
        flavour, end = self._agent.flavour, time.monotonic() + self._patience
        while True:
            try:
                messages = await self._service.log(flavour, self._since)
            except ServiceError as error:
                self.warnings.append(error.problem)
                messages = ()
            self.entries = self._agent.explain_log(messages)
            status = await self._service.status(flavour)
            if self._is_proven():
                return
            self._require_no_failure(status)
            if self.warnings or time.monotonic() > end:
                break
            await asyncio.sleep(_PAUSE)
        if not self.warnings:
            seconds = ("seconds", round(self._patience))
            self.warnings.append(Problem(Code.AGENT_SILENT, "", (seconds,)))

    def _is_proven(self) -> bool:
        """Whether the last thing that the agent told about its start is that it has connected."""
        told = [one.event for one in self.entries if one.event is not LogEvent.OTHER]
        return bool(told) and told[-1] is LogEvent.CONNECTED

    def _require_no_failure(self, status: ServiceStatus) -> None:
        """Raise ServiceError ``agent.keeps_restarting`` where the agent ends, with its reason."""
        errors = [one for one in self.entries if one.event is LogEvent.ERROR]
        ended = status.state in (ServiceState.FAILED, ServiceState.STOPPED)
        if status.fault is not None and not errors:
            raise ServiceError(Code.AGENT_KEEPS_RESTARTING, status.fault.value, words=status.words)
        if errors or ended or status.restarts >= _MANY_RESTARTS:
            agent_error = errors[-1].agent_error if errors else None
            raise ServiceError(
                Code.AGENT_KEEPS_RESTARTING,
                variant_of(agent_error),
                agent_error=agent_error,
                message=errors[-1].text if errors else "",
            )


def require_installed(status: ServiceStatus, flavour: AgentFlavour, directory: Path) -> None:
    """Raise ServiceError ``agent.not_installed`` where no service would read what is in the folder.

    ``elsewhere``: the service's program, and so its configuration, lies in another folder.
    """
    name = flavour.name
    if status.state is ServiceState.NOT_INSTALLED:
        raise ServiceError(Code.AGENT_NOT_INSTALLED, agent=name)
    if status.folder is not None and not is_same_folder(status.folder, directory):
        raise ServiceError(
            *(Code.AGENT_NOT_INSTALLED, "elsewhere"),
            agent=name,
            folder=str(status.folder),
            directory=str(directory),
        )


def is_same_folder(one: Path, other: Path) -> bool:
    """Whether two paths lead to one folder, through links too."""
    first, second = (os.path.normcase(os.path.realpath(path)) for path in (one, other))
    return first == second


async def run_restart(
    directory: Path,
    flavour: AgentFlavour,
    ports: Ports,
    emit: Emit,
    patience: float = PATIENCE,
) -> Report:
    """Restart the agent that is configured in ``directory``. Never raises: the report tells."""
    runner = StepRunner(RESTART_STEPS, emit)
    restart = AgentRestart(directory, ports.agents[flavour], ports.service, runner, patience)

    def facts() -> ReportFacts:
        return {
            "directory": directory,
            "flavour": flavour,
            "agent_log": restart.entries,
            "warnings": tuple(restart.warnings),
        }

    return await outcome.run(restart.run, runner, facts)
