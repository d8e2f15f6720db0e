"""The hub's ports that the agent does not use first, looked at while the check connects.

Name, TCP and TLS, no credentials. They cost the check no time: what has not answered by the time
that it is told is told so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.hub.port_found import PortFound, PortRole, PortState
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.probe import AuthProbe

LIMIT: Final = 5.0
"""Seconds for one look."""

_PATIENCE: Final = 1.0
"""Seconds that are waited for all looks where nobody could connect."""

_LOOKED_AT: Final = (Transport.AMQP, Transport.AMQP_WEBSOCKET, Transport.MQTT)
"""One for each port."""

_ANSWERED: Final = (PortState.OPEN, PortState.CLOSED, PortState.NO_TLS)
_CLOSED: Final = (Code.CHECK_UNREACHABLE, Code.CHECK_TIMEOUT)


class OtherTransports:
    """The looks at one hub. `close` ends those that are still under way."""

    def __init__(self, probe: AuthProbe, network: Network) -> None:
        self._probe = probe
        self._network = network
        self._looks: dict[Transport, tuple[HubAddress, asyncio.Task[PortState]]] = {}

    def look(self, own: Transport | None, address: HubAddress) -> None:
        """Begin, at every port but that of ``own``; only once.

        A hub whose name carries a port is one made for tests: of its other ports those count that
        were named, for the usual ones are another's.
        """
        for transport in _LOOKED_AT if not self._looks else ():
            port = self._network.port(transport, address)
            is_its_own = transport.is_web or transport in self._network.ports
            is_own = own is not None and port == self._network.port(own, address)
            if not is_own and (is_its_own or ":" not in address.host_name):
                look = asyncio.create_task(self._reach(address, transport))
                self._looks[transport] = address, look

    def facts(self) -> tuple[str, ...]:
        """For the report: "443 open", one text for each port that has answered."""
        return tuple(f"{one.port} {one.state}" for one in self.found() if one.state in _ANSWERED)

    def found(self, own: Sequence[Transport] = ()) -> tuple[PortFound, ...]:
        """What was found at each port until now. ``own``: what the agent uses, in its order."""
        return tuple(
            PortFound(
                self._network.port(transport, address),
                transport,
                task.result() if task.done() else PortState.UNKNOWN,
                self._role(transport, address, own),
            )
            for transport, (address, task) in self._looks.items()
        )

    async def wait_for(self, transport: Transport | None = None) -> None:
        """Wait until the port of ``transport`` has answered, or a moment for all of them."""
        looks = [task for one, (_, task) in self._looks.items() if transport in (None, one)]
        if looks:
            await asyncio.wait(looks, timeout=LIMIT if transport else _PATIENCE)

    async def close(self) -> None:
        """End what is still under way."""
        tasks = [task for _, task in self._looks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _role(
        self, transport: Transport, address: HubAddress, own: Sequence[Transport]
    ) -> PortRole:
        ports = [self._network.port(one, address) for one in own]
        if (port := self._network.port(transport, address)) not in ports:
            return PortRole.UNUSED
        return PortRole.FALLBACK if ports.index(port) else PortRole.OWN

    async def _reach(self, address: HubAddress, transport: Transport) -> PortState:
        try:
            async with asyncio.timeout(LIMIT):
                await self._probe.reach(address, transport)
        except TimeoutError:
            return PortState.CLOSED
        except SetupError as error:
            is_closed = error.code in _CLOSED and error.variant != "tls"
            return PortState.CLOSED if is_closed else PortState.NO_TLS
        return PortState.OPEN
