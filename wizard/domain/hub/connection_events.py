"""What a connection tells on its way: name, route, TLS, and the other side's clock.

Adapters tell it while they connect (`wizard.domain.ports.probe`); the live check makes steps of it.
A phase that has begun and not ended is where the connection failed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from wizard.domain.errors import Problem
from wizard.domain.hub.transport import Transport

CLOCK_TOLERANCE: Final = 300.0
"""Seconds by which our clock may differ before the hub refuses our tokens (hub.md)."""


class Phase(StrEnum):
    """The ways in which every connection begins, in their order."""

    RESOLVE = "resolve"
    TCP = "tcp"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """A phase has begun, and the one before has ended. ``at`` is a time of `time.perf_counter`."""

    phase: Phase
    at: float


@dataclass(frozen=True, slots=True)
class Resolved:
    """The name has these addresses. With a proxy it is the proxy's name."""

    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressFailed:
    """An address that did not do; the next one is tried, if there is one.

    ``reason`` is "refused", "timeout" or "unreachable".
    """

    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Connected:
    """This address and port answered; they are those of ``proxy`` (host:port), if there is one.

    ``rule`` is what decided about a proxy: a variable, a setting; "" where nothing is set.
    """

    address: str
    port: int
    proxy: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Secured:
    """TLS stands, and the server's certificate was accepted.

    ``issuer`` is the common name of who issued it; it and ``expires`` (UTC) are "" and None where
    the system does not tell them.
    """

    version: str
    issuer: str
    expires: datetime | None
    at: float


@dataclass(frozen=True, slots=True)
class TransportChosen:
    """A connection as the module begins, over this; ``after`` is why the one before has failed."""

    transport: Transport
    after: Problem | None = None


class Stage(StrEnum):
    """How far a connection to the hub as the module has come; reports name it where it failed."""

    TCP = "tcp"
    TLS = "tls"
    SASL = "sasl"
    OPEN = "open"
    TOKEN = "token"  # noqa: S105 - the name of a stage
    LINK = "link"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class StageStarted:
    """TLS stands, and this is awaited now."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class ServerTime:
    """The server has told its time: this computer's clock is ``ahead`` of it, in seconds."""

    ahead: float


ConnectionEvent = (
    TransportChosen
    | PhaseStarted
    | Resolved
    | AddressFailed
    | Connected
    | Secured
    | StageStarted
    | ServerTime
)
Watch = Callable[[ConnectionEvent], None]
"""Called on the event loop, in order, before the call that connects comes to its end."""


def ignore(_event: ConnectionEvent) -> None:
    """For those who want to know the outcome only."""
