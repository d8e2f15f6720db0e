"""Where the two agents live and how their service is restarted (agents.md, "Where things are")."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.core.model import AgentFlavour

LINUX_FOLDER: Final = Path("/var/ASCIoTAgent")
LINUX_SERVICE: Final = "ASCIoTAgent.service"
WINDOWS_SERVICE: Final = "ASC IoT Agent"


@dataclass(frozen=True, slots=True)
class FoundAgent:
    """An agent's folder; ``installed`` where its configuration lies there already."""

    flavour: AgentFlavour
    directory: Path
    installed: bool


def restart_command(*, windows: bool) -> str:
    """What makes the agent read its new configuration: it reads it once, at start."""
    if windows:
        return f'Restart-Service -Name "{WINDOWS_SERVICE}"'
    return f"sudo systemctl restart {LINUX_SERVICE}"
