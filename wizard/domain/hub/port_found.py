"""What a look at one of the hub's ports has found, from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wizard.domain.hub.transport import Transport


class PortState(StrEnum):
    """As far as TLS, without credentials."""

    OPEN = "open"
    CLOSED = "closed"
    NO_TLS = "no_tls"
    """Something answers, and no secure connection comes about."""
    UNKNOWN = "unknown"
    """It had not answered when the check was done."""

    @property
    def is_shut(self) -> bool:
        """Whether no agent gets through."""
        return self in (PortState.CLOSED, PortState.NO_TLS)


class PortRole(StrEnum):
    """What a port is to the agent, as it is configured or built."""

    OWN = "own"
    FALLBACK = "fallback"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class PortFound:
    """One port. ``transport`` is what it is for."""

    port: int
    transport: Transport
    state: PortState
    role: PortRole = PortRole.UNUSED
