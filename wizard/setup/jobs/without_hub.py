"""What can be refused where no hub's registry can be asked."""

from __future__ import annotations

from wizard.domain.errors import Code, Problem, SetupError
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.setup.auth_rules import choice_problem, own_problem
from wizard.setup.hub.reading import require_none
from wizard.setup.jobs.job import Job, JobPhase, Run


class CheckWithoutHub(Job):
    """Stands for reading the device: its failure is that step's, its success is no step."""

    id = StepId.DEVICE_READ
    phase = JobPhase.LOOK

    def wanted(self, state: SetupState) -> bool:
        return state.credentials is None

    def steps(self, _state: SetupState) -> tuple[StepId, ...]:
        return ()

    async def run(self, run: Run) -> None:
        try:
            run.warnings.append(_check(run))
            own = run.state.own
            if own is not None and own.gateway:
                said = (("gateway", own.gateway), ("host", own.address.host_name))
                run.warnings.append(Problem(Code.CS_GATEWAY, "", said))
        except SetupError as error:
            run.runner.fail(self.id, error)
            raise


def _check(run: Run) -> Problem:
    """What is not known without the hub, as a warning. Raises RuleError."""
    state = run.state
    if state.own is not None:
        require_none(own_problem(state.own, state.auth, run.agent.flavour))
        return Problem(Code.HUB_NOT_ASKED, "", (("device", state.own.device_id),))
    require_none(choice_problem(state.auth))
    return Problem(Code.HUB_NOT_ASKED, "dps")
