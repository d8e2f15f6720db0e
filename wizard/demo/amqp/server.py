"""The AMQP server: one `AmqpConnection` for each connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from wizard.demo.amqp.connection import AmqpConnection, ConnectionEndedError
from wizard.demo.amqp.hub_links import HubLinks
from wizard.demo.amqp.identity_links import IdentityLinks
from wizard.demo.faults.faults import Faults
from wizard.demo.listener import Accept
from wizard.demo.live_links import LiveLinks
from wizard.demo.mqtt.topics import Topics
from wizard.demo.registry.identity_tokens import ConnectedClient, IdentityTokens
from wizard.protocols.amqp.values import AmqpProtocolError


class AmqpServer:
    """Serves connections. Used in the hub's loop only."""

    def __init__(
        self,
        tokens: IdentityTokens,
        live: LiveLinks,
        faults: Faults,
        topics: Callable[[str, str | None], Topics],
    ) -> None:
        self._tokens = tokens
        self._live = live
        self._faults = faults
        self._topics = topics

    async def serve(self, accept: Accept) -> None:
        """Serve one connection to its end."""
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport = await accept(lambda: protocol)
        writer = asyncio.StreamWriter(transport, protocol, reader, asyncio.get_running_loop())
        links = HubLinks(writer.write)
        identity = IdentityLinks(links, self._tokens, self._faults, self._topics)
        connection = AmqpConnection(reader, writer, self._faults, links, identity)

        def enter(client: ConnectedClient) -> None:
            self._live.enter(client, connection)

        identity.entered, identity.cut = enter, connection.cut
        try:
            with contextlib.suppress(
                AmqpProtocolError, ConnectionEndedError, TimeoutError, OSError
            ):
                await connection.run()
        except asyncio.CancelledError:
            # The hub stops: no waiting for the client's farewell.
            connection.cut()
            raise
        finally:
            self._live.leave(identity.client, connection)
            await connection.close()
