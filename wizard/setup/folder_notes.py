"""What is to be said about the folder that was chosen for an agent, before anything is written.

On Linux another folder is one capital away; and whose folder it was is easily forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.domain.agent.model import AgentSettings, AgentTarget, Identity
from wizard.domain.errors import Code, FilesError, Param, Problem
from wizard.domain.ports.ports import Ports
from wizard.domain.state import SetupState
from wizard.runs.assess import SUCCESSOR_FILE

NEW_FOLDER: Final = ("missing", "no_agent")
"""Variants of `Code.FILES_FOLDER` that are usual for a new device, and over once it is written."""


@dataclass(frozen=True, slots=True)
class FolderTruth:
    """What is known of a folder before anything is written there."""

    note: Problem | None = None
    """What is in it: see `folder_note`."""
    obstacle: Problem | None = None
    """Why nothing can be written there: a file in its place, or rights that nobody is asked for."""
    needs_rights: bool = False
    """Whether administrator rights will be asked for."""


async def folder_truth(state: SetupState, ports: Ports) -> FolderTruth:
    """All of it, found by looking only: nothing is written, and nobody is asked for rights."""
    if state.agent is None:
        return FolderTruth()
    ports = ports.for_agent(state.agent)
    names = ports.agents[state.agent.flavour].file_names
    paths = [state.agent.directory / name for name in names]
    obstacle = await ports.elevation.obstacle(paths)
    return FolderTruth(
        await folder_note(state, ports),
        obstacle.problem if obstacle else None,
        await ports.elevation.is_needed(paths),
    )


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
        former, own = _names(here.configured, state)
        if former and own and former != own:
            return _about(directory, "other_device", former=former, device=own)
        return None
    for flavour, agent in ports.agents.items():
        if flavour != target.flavour and (await files.assess(directory, agent)).agent_here:
            return _about(directory, "other_agent", agent=flavour.name, wanted=target.flavour.name)
    if SUCCESSOR_FILE in await files.names(directory):
        return _about(directory, "micro_agent")
    if target.elsewhere is not None:
        return None  # where agents are on this computer says nothing about that one
    if alikes := await files.look_alikes(directory):
        return _about(directory, "capitals", other=str(alikes[0]))
    return await _nothing_here(state, target, ports)


def _names(configured: AgentSettings | None, state: SetupState) -> tuple[str, str]:
    """Whose agent it is and whose it will be: two devices, or two registrations; a registration
    does not say which device it is."""
    if configured is None:
        return "", ""
    if configured.identity is Identity.DPS and state.auth.identity is Identity.DPS:
        return configured.registration_id, state.dps.registration_id if state.dps else ""
    return configured.device_id, state.device_id


async def _is_anothers(
    directory: Path, state: SetupState, target: AgentTarget, ports: Ports
) -> bool:
    """Whether the agent there is set up for another device; one that cannot be read is not."""
    try:
        there = await ports.files.assess(directory, ports.agents[target.flavour])
    except FilesError:
        return False
    former, own = _names(there.configured, state)
    return bool(former and own and former != own)


async def _nothing_here(state: SetupState, target: AgentTarget, ports: Ports) -> Problem | None:
    directory = target.directory
    usual = [found for found in ports.find_agents() if found.flavour == target.flavour]
    for found in usual:
        if found.installed and found.directory != directory:
            if await _is_anothers(found.directory, state, target, ports):
                continue  # this folder is chosen on purpose
            return _about(directory, "elsewhere", other=str(found.directory))
    if any(found.directory == directory for found in usual):
        return None  # where the agent will be installed
    if not await ports.files.is_there(directory):
        return _about(directory, "missing")
    return _about(directory, "no_agent", agent=target.flavour.name)


def _about(directory: Path, variant: str, **params: Param) -> Problem:
    return Problem(Code.FILES_FOLDER, variant, (("directory", str(directory)), *params.items()))
