"""Where the two agents live and how their service is restarted (agents.md, "Where things are")."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.domain.agent.model import AgentFlavour

LINUX_FOLDER: Final = Path("/var/ASCIoTAgent")
LINUX_SERVICE: Final = "ASCIoTAgent.service"
LINUX_ACCOUNT: Final = "asciotagent"
"""Whom the C# agent runs as; the C agent reads its files as root (agents.md)."""

LINUX_GROUP: Final = "asciotagent"
"""The group of the C# agent's account. It reads the key by this group and never owns the file:
uninstalling deletes whatever the account owns (agents.md)."""

WINDOWS_SERVICE: Final = "ASC IoT Agent"


@dataclass(frozen=True, slots=True)
class FoundAgent:
    """An agent's folder; ``installed`` where its configuration lies there already."""

    flavour: AgentFlavour
    directory: Path
    installed: bool


def reader_group(flavour: AgentFlavour) -> str:
    """The group on Linux that must be able to read the agent's key; "": root reads it."""
    return LINUX_GROUP if flavour is AgentFlavour.CSHARP else ""


def restart_command(*, windows: bool) -> str:
    """What makes the agent read its new configuration: it reads it once, at start."""
    if windows:
        return f'Restart-Service -Name "{WINDOWS_SERVICE}"'
    return f"sudo systemctl restart {LINUX_SERVICE}"
