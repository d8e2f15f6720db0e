"""The live check as a run of its own: behind ``check`` and behind "Try again"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from wizard.check.live_check import LiveCheck
from wizard.check.options import AS_THE_AGENT, CheckOptions
from wizard.diagnosis.diagnosis import Diagnosis
from wizard.diagnosis.proxy import note_on_proxy
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import CheckError, Problem, Severity
from wizard.domain.hub.model import HubAccess, Network
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report, StepDone, StepId, StepStatus
from wizard.runs import outcome
from wizard.runs.outcome import ReportFacts
from wizard.runs.step_runner import Emit, StepRunner


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
        credentials: HubAccess | None = None,
        options: CheckOptions = AS_THE_AGENT,
    ) -> None:
        self._directory = directory
        self._runner = StepRunner(tuple(step for step in StepId if step.is_check), emit)
        self._diagnosis = Diagnosis(ports, directory, credentials)
        self._notes: tuple[Problem, ...] = ()
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
        report = await outcome.run(self._do, self._runner, self._facts)
        return replace(report, steps=tuple(filter(_is_worth_listing, report.steps)))

    async def _do(self) -> None:
        problem = await self._check.run()
        facts = self._check.facts(StepId.CHECK_TWIN)
        of_hub = await self._diagnosis.notes(facts, is_fine=problem is None)
        check, proxy = self._check, self._runner.noted("proxy")
        self._notes = (*of_hub, *note_on_proxy(check.flavour, proxy, check.transports))
        if problem is None and (found := await self._diagnosis.store_problem(facts)):
            problem = self._foreseen(found)
        if problem is not None:
            raise CheckError.of(problem)

    def _foreseen(self, found: Problem) -> Problem | None:
        """What the agent will be told by the hub at this step; None for what is only a warning."""
        if found.code.severity is Severity.WARNING:
            self._notes = (*self._notes, found)
            return None
        refused = replace(found, agent_error=AgentError.AUTH_UNAUTHORIZED)
        self._runner.fail(StepId.CHECK_HUB_REST, CheckError.of(refused))
        return refused

    def _facts(self) -> ReportFacts:
        settings, target = self._check.settings, self._check.target
        return {
            "hub": target.address.host_name if target else None,
            "device": target.device_id if target else None,
            "identity": settings.identity if settings else None,
            "method": settings.method if settings else None,
            "flavour": self._check.flavour,
            "directory": self._directory,
            "warnings": (*self._check.warnings, *self._notes),
            "twin": self._check.twin,
            "transports": self._check.transports,
            "ports": self._check.found_ports,
            "fingerprint": self._check.fingerprint,
        }


def _is_worth_listing(done: StepDone) -> bool:
    return done.step.is_always_reported or done.status is not StepStatus.SKIPPED
