"""The live check as a run of its own: behind ``check`` and behind "Try again"."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from wizard.check.live_check import AS_THE_AGENT, CheckOptions, LiveCheck
from wizard.diagnosis.diagnosis import Diagnosis
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Problem, SetupError
from wizard.domain.hub.model import HubCredentials, Network
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report, StepDone, StepId, StepStatus, result_of
from wizard.runs.retry import absorb_cancellation
from wizard.runs.step_runner import Emit, StepRunner, as_problem

_log: Final = logging.getLogger(__name__)


class CheckRun:
    """Checks what is configured in a folder. Never raises: the report says how it ended.

    The check itself uses only what the agent has. ``credentials``, a policy of the hub, explain
    more where it fails, and tell a secondary key from the primary one.
    """

    def __init__(
        self,
        directory: Path,
        ports: Ports,
        network: Network,
        emit: Emit,
        agents: Mapping[AgentFlavour, Agent] | None = None,
        credentials: HubCredentials | None = None,
        options: CheckOptions = AS_THE_AGENT,
    ) -> None:
        self._directory = directory
        self._runner = StepRunner(tuple(step for step in StepId if step.is_check), emit)
        self._diagnosis = Diagnosis(ports, directory, credentials)
        self._remarks: tuple[Problem, ...] = ()
        self._check = LiveCheck(
            directory,
            ports.agents if agents is None else agents,
            ports,
            network,
            self._runner,
            self._diagnosis.explain,
            options,
        )

    async def run(self) -> Report:
        """Do it all."""
        try:
            problem = await self._check.run()
            facts = self._check.facts(StepId.CHECK_TWIN)
            self._remarks = await self._diagnosis.notes(facts, is_fine=problem is None)
            return self._report(problem)
        except (Exception, asyncio.CancelledError) as error:
            if not isinstance(error, (SetupError, asyncio.CancelledError)):
                _log.exception("the check ended unexpectedly")
            absorb_cancellation()
            return self._report(as_problem(error))

    def _report(self, error: Problem | None) -> Report:
        steps = tuple(filter(_is_worth_listing, self._runner.results()))
        settings, target = self._check.settings, self._check.target
        result, exit_code = result_of(error)
        return Report(
            result=result,
            exit_code=exit_code,
            hub=target.address.host_name if target else None,
            device=target.device_id if target else None,
            identity=settings.identity if settings else None,
            method=settings.method if settings else None,
            flavour=self._check.flavour,
            directory=self._directory,
            warnings=(*self._check.warnings, *self._remarks),
            error=error,
            failed_step=self._runner.failed_with(error),
            steps=steps,
            twin=self._check.twin,
            fingerprint=self._check.fingerprint,
        )


def _is_worth_listing(done: StepDone) -> bool:
    return done.step.is_always_reported or done.status is not StepStatus.SKIPPED
