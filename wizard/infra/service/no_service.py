"""Where no agent can be installed: in the demonstration, and on systems without these services."""

from __future__ import annotations

from datetime import datetime

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Code, ServiceError
from wizard.domain.ports.service import ServiceState, ServiceStatus


class NoService:
    """`AgentService` of a computer on which no agent is installed."""

    async def status(self, _flavour: AgentFlavour) -> ServiceStatus:
        """It is not installed."""
        return ServiceStatus(ServiceState.NOT_INSTALLED)

    async def restart(self, flavour: AgentFlavour) -> None:
        """Raises ServiceError ``agent.restart_failed``."""
        service = flavour.linux.service
        raise ServiceError(Code.AGENT_RESTART_FAILED, "no_manager", service=service)

    async def log(self, _flavour: AgentFlavour, _since: datetime) -> tuple[str, ...]:
        """It has logged nothing."""
        return ()
