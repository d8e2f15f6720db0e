"""The MQTT server: one `MqttConnection` for each connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from wizard.demo.faults.faults import Faults
from wizard.demo.listener import Accept
from wizard.demo.live_links import LiveLinks
from wizard.demo.mqtt.connection import ConnectionEndedError, MqttConnection
from wizard.demo.mqtt.login import Gatekeeper
from wizard.demo.mqtt.topics import Topics
from wizard.protocols.mqtt_packets import ProtocolError


class MqttServer:
    """Serves connections. Used in the hub's loop only."""

    def __init__(
        self,
        gatekeeper: Gatekeeper,
        live: LiveLinks,
        faults: Faults,
        topics: Callable[[str, str | None], Topics],
    ) -> None:
        self._gatekeeper = gatekeeper
        self._live = live
        self._faults = faults
        self._topics = topics

    async def serve(self, accept: Accept) -> None:
        """Serve one connection to its end."""
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport = await accept(lambda: protocol)
        writer = asyncio.StreamWriter(transport, protocol, reader, asyncio.get_running_loop())
        link = MqttConnection(reader, writer, self._gatekeeper, self._faults, self._topics)
        try:
            with contextlib.suppress(
                ProtocolError,
                ConnectionEndedError,
                asyncio.IncompleteReadError,
                TimeoutError,
                OSError,
            ):
                login = await link.log_in()
                self._live.enter(login, link)
                await link.run(login)
        except asyncio.CancelledError:
            # The hub stops: no waiting for the client's farewell.
            link.cut()
            raise
        finally:
            self._live.leave(link.login, link)
            await link.close()
