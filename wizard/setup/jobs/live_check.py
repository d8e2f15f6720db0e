"""The live check of what was written."""

from __future__ import annotations

from wizard.check.live_check import LiveCheck
from wizard.check.options import CheckOptions
from wizard.diagnosis.diagnosis import Diagnosis
from wizard.diagnosis.proxy import note_on_proxy
from wizard.domain.agent.model import Identity
from wizard.domain.errors import CheckError, Code, Problem
from wizard.domain.report import StepDone, StepId
from wizard.domain.state import CheckWhen, FollowUp, SetupState
from wizard.setup.jobs.job import Job, JobPhase, Run


class CheckLive(Job):
    """Does what the agent will do at its start, unless that is not wanted.

    It records its steps itself.
    """

    id = StepId.CHECK_READ_CONFIG
    phase = JobPhase.CHECK

    def wanted(self, state: SetupState) -> bool:
        return state.check is not CheckWhen.NEVER and state.is_due(FollowUp.CHECK)

    def follow_up(self, state: SetupState) -> FollowUp | None:
        # Without having connected as the agent nothing is proven.
        is_proven = state.check_connects and state.store is None
        return FollowUp.CHECK if is_proven else None

    def steps(self, state: SetupState) -> tuple[StepId, ...]:
        """The check's steps with this identity."""
        return tuple(step for step in StepId if step.is_check and _has(state.auth.identity, step))

    async def run(self, run: Run) -> None:
        credentials, network = run.state.credentials, run.state.network
        diagnosis = Diagnosis(run.ports, run.agent.directory, credentials)
        check = LiveCheck(
            run.agent.directory,
            {run.agent.flavour: run.ports.agents[run.agent.flavour]},
            run.ports,
            network,
            run.runner,
            diagnosis.explain,
            CheckOptions(run.state.check_connects, run.agent.transport),
        )
        try:
            problem = await check.run()
            facts = check.facts(StepId.CHECK_TWIN)
            run.warnings.extend(await diagnosis.notes(facts, is_fine=False))
            proxy = run.runner.noted("proxy")
            run.warnings.extend(note_on_proxy(check.flavour, proxy, check.transports))
        finally:
            run.warnings = merged_warnings(run.warnings, check.warnings, run.runner.failed)
            run.twin = check.twin
            run.transports = check.transports or run.transports
            run.found_ports = check.found_ports
            run.target = check.target
        if problem is not None:
            raise CheckError.of(problem)


def merged_warnings(
    before: list[Problem], found: list[Problem], failed: StepDone | None
) -> list[Problem]:
    """All warnings, the clock's once: the registry and the check may both have seen it.

    Where it is what the check has failed for, it is a warning no more.
    """
    clock = Code.HUB_CLOCK_SKEW
    is_fault = failed is not None and failed.problem is not None and failed.problem.code is clock
    known = is_fault or any(warning.code is clock for warning in found)
    return [one for one in before if not known or one.code is not clock] + found


def _has(identity: Identity, step: StepId) -> bool:
    match step:
        case StepId.CHECK_DPS:
            return identity is Identity.DPS
        case StepId.CHECK_CLOCK | StepId.CHECK_HUB_REST:
            # Without HTTP nobody tells the time.
            return identity is not Identity.SECURITY_MODULE
        case _:
            return step.is_always_reported
