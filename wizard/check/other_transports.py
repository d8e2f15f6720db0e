"""The ways to the hub that the agent does not use first, looked at while the check connects.

Name, TCP and TLS, no credentials. They cost the check no time: what has not answered by the time
that it is told is told so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from wizard.domain.errors import Code, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.probe import AuthProbe

LIMIT: Final = 5.0
"""Seconds for one look."""

_PATIENCE: Final = 1.0
"""Seconds that are waited for the looks where its own way has failed, or was not tried."""

_LOOKED_AT: Final = (Transport.AMQP, Transport.AMQP_WEBSOCKET, Transport.MQTT)
"""One for each port."""

_CLOSED: Final = (Code.CHECK_UNREACHABLE, Code.CHECK_TIMEOUT)


class OtherTransports:
    """The looks at one hub. `close` ends those that are still under way."""

    def __init__(self, probe: AuthProbe, network: Network) -> None:
        self._probe = probe
        self._network = network
        self._looks: dict[int, asyncio.Task[str]] = {}

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
                self._looks[port] = asyncio.create_task(self._reach(address, transport))

    def facts(self) -> tuple[str, ...]:
        """For the report: "443 open", one text for each port that has answered."""
        done = ((port, task) for port, task in self._looks.items() if task.done())
        return tuple(f"{port} {task.result()}" for port, task in done)

    async def states(self) -> Mapping[int, str]:
        """The same by port, after a moment for those that are slow to answer."""
        if self._looks:
            await asyncio.wait(self._looks.values(), timeout=_PATIENCE)
        return {port: task.result() for port, task in self._looks.items() if task.done()}

    async def close(self) -> None:
        """End what is still under way."""
        for task in self._looks.values():
            task.cancel()
        await asyncio.gather(*self._looks.values(), return_exceptions=True)

    async def _reach(self, address: HubAddress, transport: Transport) -> str:
        """ "open", "closed", or "no_tls" where the port is open and no agent gets through."""
        try:
            async with asyncio.timeout(LIMIT):
                await self._probe.reach(address, transport)
        except TimeoutError:
            return "closed"
        except SetupError as error:
            is_closed = error.code in _CLOSED and error.variant != "tls"
            return "closed" if is_closed else "no_tls"
        return "open"
