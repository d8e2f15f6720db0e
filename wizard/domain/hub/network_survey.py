"""What can be found out about the network besides the connection that failed.

The port is for `core.diagnosis`: it looks around, it never goes on with what it was told to refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wizard.domain.errors import Problem
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.hub.proxy import NO_PROXY, ProxyAddress, ProxyChoice


@dataclass(frozen=True, slots=True)
class Presented:
    """The certificate that a server shows, whoever has signed it. Times are UTC.

    ``issuer`` is a distinguished name ("CN=Contoso Proxy CA"); ``names`` are whom the certificate
    is for, ``fits`` whether the host that was asked for is among them.
    """

    issuer: str
    names: tuple[str, ...]
    fits: bool
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Meeting:
    """What answers at a hub's HTTPS port: a hub or something else.

    ``told`` is what a hub says to everybody, with or without credentials: that the clocks differ by
    more than a token survives (``hub.clock_skew``), that its network rules do not let this computer
    in (``hub.unauthorized``), that it is throttling or out of order.
    """

    is_hub: bool
    told: Problem | None = None


class NetworkSurvey(Protocol):
    """A look at names, certificates and doors. Nothing secret is sent, nothing is left open."""

    async def knows_name(self, name: str) -> bool:
        """Whether the name resolves from here. Never raises."""
        ...

    async def proxies_without_login(
        self, address: HubAddress, proxy: ProxyChoice
    ) -> tuple[ProxyAddress, ...]:
        """The proxies on the way to the host's HTTPS port that have no login. Never raises."""
        ...

    async def presented(
        self, host: str, port: int, proxy: ProxyChoice = NO_PROXY
    ) -> Presented | None:
        """The certificate of the server at the end of the route; None where there is none.

        A handshake that verifies nothing, so not a byte is sent on it. Never raises.
        """
        ...

    async def meet(self, address: HubAddress, network: Network) -> Meeting:
        """Ask the hub's HTTPS port for something it will refuse: no credentials are shown.

        Raises SetupError where there is no answer, or no trusted one.
        """
        ...
