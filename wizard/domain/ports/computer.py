"""The port to another computer, as which an agent's files and service are reached."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wizard.domain.agent.model import AgentTarget
    from wizard.domain.hub.address import HubAddress
    from wizard.domain.ports.service import ServiceStatus


class PortState(StrEnum):
    """Whether the hub's port is open from the agent's computer."""

    OPEN = "open"
    CLOSED = "closed"
    NAME_UNKNOWN = "noname"
    """The hub's name does not resolve there."""
    NOT_KNOWN = "unknown"
    """Nothing there can tell."""


@dataclass(frozen=True, slots=True)
class ComputerLook:
    """What was found on the agent's computer.

    ``release`` is its system as it calls itself; ``clock_ahead`` the seconds that its clock is
    ahead of ours, to about a second; ``has_folder``: whether the agent's folder is there.
    """

    release: str
    machine: str
    user: str
    has_folder: bool
    service: ServiceStatus
    clock_ahead: float | None
    port: PortState


class Computer(Protocol):
    """The computer that the agent runs on, where it is not this one."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    async def look(self, agent: AgentTarget, address: HubAddress | None, port: int) -> ComputerLook:
        """Connect to it, and look; changes nothing. Raises SshError."""
        ...

    async def close(self) -> None:
        """End the connection. Never raises."""
        ...
