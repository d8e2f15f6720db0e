"""Whether the port is open that the installed agent will use, looked at beside the check.

The agents as they are shipped speak AMQP (agents.md), the check speaks MQTT.
"""

from __future__ import annotations

import asyncio
from typing import Final

from wizard.domain.agent.assessment import Assessment
from wizard.domain.errors import Code, Problem, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import AMQP_PORT, Transport
from wizard.domain.ports.probe import AuthProbe

LIMIT: Final = 5.0
"""Seconds for the look; a port that swallows packets shall not hold up a check that is green."""

_CLOSED: Final = (Code.CHECK_UNREACHABLE, Code.CHECK_TIMEOUT)


class AgentPort:
    """One look at one hub. `close` ends it."""

    def __init__(self, probe: AuthProbe) -> None:
        self._probe = probe
        self._looking: asyncio.Task[str] | None = None
        self._host = ""
        self._falls_back = False

    def look(self, assessment: Assessment, address: HubAddress) -> None:
        """Begin, where the agent's port is none that the check itself uses.

        A hub whose name carries a port is one made for tests, on a computer whose port 5671 is
        another's: there is nothing to look at.
        """
        if assessment.transport is Transport.AMQP and ":" not in address.host_name:
            self._host, self._falls_back = address.name, assessment.falls_back
            self._looking = asyncio.create_task(self._reach(address))

    async def warning(self) -> Problem | None:
        """What to warn of, when the look has ended."""
        fault = await self._looking if self._looking else ""
        if not fault:
            return None
        parts = ("tls" if fault == "tls" else "", "falls_back" if self._falls_back else "")
        params = (("host", self._host), ("port", AMQP_PORT))
        variant = "_".join(filter(None, parts))
        return Problem(Code.CHECK_AGENT_PORT_CLOSED, variant, params)

    async def close(self) -> None:
        """End the look, if it is still under way."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _reach(self, address: HubAddress) -> str:
        """Nothing, "closed", or "tls" where the port is open and no agent gets through."""
        try:
            async with asyncio.timeout(LIMIT):
                await self._probe.reach(address, Transport.AMQP)
        except TimeoutError:
            return "closed"
        except SetupError as error:
            is_closed = error.code in _CLOSED and error.variant != "tls"
            return "closed" if is_closed else "tls"
        return ""
