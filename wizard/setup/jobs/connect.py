"""Connecting to the hub's registry."""

from __future__ import annotations

from dataclasses import replace

from wizard.diagnosis.diagnosis import explain_hub_error
from wizard.domain.errors import Code, HubError, Problem
from wizard.domain.hub.model import HubAccess, HubInfo
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.runs.clock import clock_warning
from wizard.runs.retry import read_with_retries
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.jobs.job import Job, JobPhase, Run


class ConnectHub(Job):
    """Proves that the hub is there and the policy may read its registry."""

    id = StepId.HUB_CONNECT
    phase = JobPhase.LOOK

    def wanted(self, state: SetupState) -> bool:
        return state.credentials is not None

    async def run(self, run: Run) -> None:
        credentials = run.state.credentials
        if credentials is None:
            raise IncompleteStateError
        info = run.known_hub or await _connect(run, credentials)
        run.state = replace(run.state, hub=info)
        if warning := clock_warning(run.need_registry().clock_ahead):
            run.warnings.append(warning)
        if info.more_rights_than_needed:
            run.warnings.append(_too_many_rights(run.state, credentials))


async def _connect(run: Run, credentials: HubAccess) -> HubInfo:
    waiting, patience = run.runner.waiting(ConnectHub.id), run.state.patience
    try:
        return await read_with_retries(run.need_registry().connect, waiting, patience)
    except HubError as error:
        network, survey = run.state.network, run.ports.survey
        raise await explain_hub_error(error, credentials.address, network, survey) from None


def _too_many_rights(state: SetupState, credentials: HubAccess) -> Problem:
    """The policy may do everything; the warning names the one that would do."""
    writes = state.create_module or state.convert_module
    variant = "write" if writes else "read"
    return Problem(Code.HUB_TOO_MANY_RIGHTS, variant, (("policy", credentials.label),))
