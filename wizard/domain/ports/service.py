"""The port to the services as which the agents run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from wizard.domain.agent.model import AgentFlavour


class ServiceState(StrEnum):
    """What the service manager says of a service."""

    RUNNING = "running"
    STOPPED = "stopped"
    RESTARTING = "restarting"
    """It has ended, and the manager will start it again."""
    FAILED = "failed"
    NOT_INSTALLED = "not_installed"
    UNKNOWN = "unknown"
    """The manager could not be asked, or there is none."""


class ServiceFault(StrEnum):
    """How a service has ended that did not end by itself."""

    NOT_STARTED = "not_started"
    """The manager could not start the program."""
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """``folder``: where its program lies, where that is known. ``restarts``: how often the manager
    has started it again by itself. ``words`` are the manager's own, where it says more: for a
    ``fault`` its number and name."""

    state: ServiceState
    folder: Path | None = None
    restarts: int = 0
    words: str = ""
    fault: ServiceFault | None = None


class AgentService(Protocol):
    """The system's service manager and its log, as far as an agent's service is concerned."""

    async def status(self, flavour: AgentFlavour) -> ServiceStatus:
        """How the agent's service is now. Never raises."""
        ...

    async def restart(self, flavour: AgentFlavour) -> None:
        """Start the service, or start it again, and wait until the manager says that it is done.

        Raises ServiceError ``agent.restart_failed``: with the manager's own words, or with the
        variant ``no_rights``, ``timeout`` or ``no_manager``.
        """
        ...

    async def log(self, flavour: AgentFlavour, since: datetime) -> tuple[str, ...]:
        """The agent's messages in the system's log since then, the oldest first.

        Raises ServiceError ``agent.log_unreadable``; ``no_rights`` where this account may not.
        """
        ...
