"""What the engine needs from the world, as protocols.

Adapters implement them (`wizard.infra`, `wizard.agents`), tests fake them; each has one
contract suite in ``tests/contracts`` that every implementation passes. All raise SetupErrors only.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.hub.model import (
    HubCredentials,
    Network,
)
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.certificates import Certificates
from wizard.domain.ports.files import AgentFiles
from wizard.domain.ports.probe import AuthProbe
from wizard.domain.ports.registry import Registry
from wizard.domain.ports.secrets import SavedHubs, SecretStore

if TYPE_CHECKING:
    # Not before they are needed: the window's first page is painted without them.
    from wizard.domain.agent.facts import FoundAgent
    from wizard.domain.hub.network_survey import NetworkSurvey


async def nobody_runs(_directory: Path) -> bool:
    """No agent runs in any folder: of ports that are for no installed agent."""
    return False


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the engine and the session reach the world through."""

    open_registry: Callable[[HubCredentials, Network], Registry]
    open_probe: Callable[[Network], AuthProbe]
    secrets: SecretStore
    hubs: SavedHubs
    files: AgentFiles
    agents: Mapping[AgentFlavour, Agent]
    certificates: Certificates
    survey: NetworkSurvey
    find_agents: Callable[[], tuple[FoundAgent, ...]]
    is_agent_running: Callable[[Path], Coroutine[Any, Any, bool]] = nobody_runs
    """Whether the agent that is installed in this folder runs now as its service. Never raises."""
