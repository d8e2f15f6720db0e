"""An agent that was looked for on this computer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wizard.domain.agent.model import AgentFlavour


@dataclass(frozen=True, slots=True)
class FoundAgent:
    """An agent's folder; ``installed`` where its configuration lies there already."""

    flavour: AgentFlavour
    directory: Path
    installed: bool
