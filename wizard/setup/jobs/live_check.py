"""The live check of what was written."""

from __future__ import annotations

from wizard.check.live_check import LiveCheck
from wizard.diagnosis.diagnosis import Diagnosis
from wizard.domain.agent.model import Identity
from wizard.domain.errors import CheckError
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.jobs.job import Job, JobPhase, Run


class CheckLive(Job):
    """Does what the agent will do at its start. Every run does; it records its steps itself."""

    id = StepId.CHECK_READ_CONFIG
    phase = JobPhase.CHECK

    def wanted(self, _state: SetupState) -> bool:
        return True

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
        )
        try:
            problem = await check.run()
            facts = check.facts(StepId.CHECK_TWIN)
            run.warnings.extend(await diagnosis.notes(facts, is_fine=False))
        finally:
            run.warnings.extend(check.warnings)
            run.twin = check.twin
            run.target = check.target
        if problem is not None:
            raise CheckError.of(problem)


def _has(identity: Identity, step: StepId) -> bool:
    match step:
        case StepId.CHECK_DPS:
            return identity is Identity.DPS
        case StepId.CHECK_CLOCK | StepId.CHECK_HUB_REST:
            # Without HTTP nobody tells the time.
            return identity is not Identity.SECURITY_MODULE
        case _:
            return step.is_always_reported
