"""A service manager in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import ServiceError
from wizard.domain.ports.service import ServiceState, ServiceStatus

RUNNING: Final = ServiceStatus(ServiceState.RUNNING)


@dataclass
class FakeService:
    """``logs`` are what the log says at each look after a restart; the last one stays.

    ``after``: how the service is after the restart; ``failing`` maps a method to what it raises.
    """

    before: ServiceStatus = field(default_factory=lambda: RUNNING)
    after: ServiceStatus = field(default_factory=lambda: RUNNING)
    logs: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    failing: dict[str, ServiceError] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    @classmethod
    def in_folder(cls, folder: Path, *logs: tuple[str, ...]) -> FakeService:
        """One whose program lies in this folder."""
        status = ServiceStatus(ServiceState.RUNNING, folder)
        return cls(status, status, list(logs) or [()])

    async def status(self, flavour: AgentFlavour) -> ServiceStatus:
        return self.after if "restart" in self.calls else self.before

    async def restart(self, flavour: AgentFlavour) -> None:
        self._note("restart")

    async def log(self, flavour: AgentFlavour, since: datetime) -> tuple[str, ...]:
        self._note("log")
        return self.logs.pop(0) if len(self.logs) > 1 else self.logs[0]

    def _note(self, method: str) -> None:
        self.calls.append(method)
        if method in self.failing:
            raise self.failing[method]
