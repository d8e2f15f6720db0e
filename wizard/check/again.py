"""The live check alone, after the run that wrote what it looks at."""

from __future__ import annotations

from wizard.check.options import CheckOptions
from wizard.check.run import CheckRun
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Report
from wizard.domain.state import SetupState
from wizard.runs.outcome import with_new_check
from wizard.runs.step_runner import Emit


async def check_again(last: Report, state: SetupState, ports: Ports, emit: Emit) -> Report:
    """The report ``last``, with the check of a new run in the place of its own."""
    if last.directory is None or last.flavour is None:
        raise RuntimeError("nothing was written yet")
    agent = {last.flavour: ports.agents[last.flavour]}
    wanted = CheckOptions(state.check_connects)
    run = CheckRun(last.directory, ports, state.network, emit, agent, state.credentials, wanted)
    return with_new_check(last, await run.run())
