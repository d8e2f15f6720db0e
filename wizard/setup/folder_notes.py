"""What is to be said about the folder that was chosen for an agent, before anything is written.

On Linux another folder is one capital away; and whose folder it was is easily forgotten.
"""

from __future__ import annotations

from pathlib import Path

from wizard.domain.agent.model import AgentTarget
from wizard.domain.errors import Code, FilesError, Param, Problem
from wizard.domain.ports.ports import Ports
from wizard.domain.state import SetupState
from wizard.runs.assess import SUCCESSOR_FILE


async def folder_note(state: SetupState, ports: Ports) -> Problem | None:
    """The one thing to warn of; None where the chosen agent, or nothing yet, is to be said.

    A folder that cannot be read is no warning: writing to it will fail, and say why.
    """
    if state.agent is None:
        return None
    try:
        return await _note(state, state.agent, ports)
    except FilesError:
        return None


async def _note(state: SetupState, target: AgentTarget, ports: Ports) -> Problem | None:
    files, directory = ports.files, target.directory
    here = await files.assess(directory, ports.agents[target.flavour])
    if here.agent_here:
        former = here.configured.device_id if here.configured else ""
        if former and state.device_id and former != state.device_id:
            return _about(directory, "other_device", former=former, device=state.device_id)
        return None
    for flavour, agent in ports.agents.items():
        if flavour != target.flavour and (await files.assess(directory, agent)).agent_here:
            return _about(directory, "other_agent", agent=flavour.name, wanted=target.flavour.name)
    if SUCCESSOR_FILE in await files.names(directory):
        return _about(directory, "micro_agent")
    if alikes := await files.look_alikes(directory):
        return _about(directory, "capitals", other=str(alikes[0]))
    usual = [found for found in ports.find_agents() if found.flavour == target.flavour]
    for found in usual:
        if found.installed and found.directory != directory:
            return _about(directory, "elsewhere", other=str(found.directory))
    if any(found.directory == directory for found in usual):
        return None  # where the agent will be installed
    return _about(directory, "no_agent", agent=target.flavour.name)


def _about(directory: Path, variant: str, **params: Param) -> Problem:
    return Problem(Code.FILES_FOLDER, variant, (("directory", str(directory)), *params.items()))
