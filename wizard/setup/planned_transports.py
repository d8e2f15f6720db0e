"""What an agent will reach its hub over once it is set up."""

from __future__ import annotations

from pathlib import Path

from wizard.domain.agent.model import AgentFlavour, AgentTarget
from wizard.domain.errors import FilesError
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.ports import Ports


async def planned_transports(target: AgentTarget, ports: Ports) -> tuple[Transport, ...]:
    """In the agent's order: as it was built, else as its folder has it, else as it is shipped.

    A set-up keeps the agent's setting for it where the agent takes it.
    """
    if target.transport is not None:
        return (target.transport,)
    if not target.flavour.transport_types:
        return target.flavour.transports
    return await _configured(target.directory, target.flavour, ports) or target.flavour.transports


async def _configured(
    directory: Path, flavour: AgentFlavour, ports: Ports
) -> tuple[Transport, ...]:
    """None where there is no such setting yet, or it cannot be read."""
    try:
        return (await ports.files.assess(directory, ports.agents[flavour])).transports
    except FilesError:
        return ()
