"""The MQTT server: one `MqttConnection` for each connection, and who is connected."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from wizard.demo.faults.faults import Faults
from wizard.demo.listener import Accept
from wizard.demo.mqtt.connection import ConnectionEndedError, MqttConnection
from wizard.demo.mqtt.login import Gatekeeper
from wizard.demo.mqtt.topics import Topics
from wizard.demo.registry.store import Store
from wizard.protocols.mqtt_packets import ProtocolError

_KEPT_MESSAGES: Final = 1000


@dataclass(frozen=True, slots=True)
class Message:
    """Telemetry that a device or a module has sent."""

    device_id: str
    module_id: str | None
    topic: str
    payload: bytes = field(repr=False)


class MqttServer:
    """All live links. Used in the hub's loop only, except for what says otherwise."""

    def __init__(self, gatekeeper: Gatekeeper, store: Store, faults: Faults) -> None:
        self._gatekeeper = gatekeeper
        self._store = store
        self._faults = faults
        self._links: dict[tuple[str, str | None], MqttConnection] = {}
        self.messages: deque[Message] = deque(maxlen=_KEPT_MESSAGES)

    @property
    def sessions(self) -> tuple[tuple[str, str | None], ...]:
        """Who is connected: (device, module or None). From any thread."""
        return tuple(self._links.copy())

    def has_link(self, device_id: str, module_id: str | None) -> bool:
        """Whether the identity is connected. From any thread."""
        return (device_id, module_id) in self._links

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
                if (former := self._links.get(login.key)) is not None:
                    former.cut()
                self._links[login.key] = link
                await link.run(login)
        except asyncio.CancelledError:
            # The hub stops: no waiting for the client's farewell.
            link.cut()
            raise
        finally:
            if link.login is not None and self._links.get(link.login.key) is link:
                del self._links[link.login.key]
            await link.close()

    def cut(self, device_id: str, module_id: str | None) -> bool:
        """Cut the identity's link; False where there is none."""
        link = self._links.get((device_id, module_id))
        if link is not None:
            link.cut()
        return link is not None

    def review(self, device_id: str) -> None:
        """The registry has changed for this device: cut the links that may not stay."""
        for link in tuple(self._links.values()):
            login = link.login
            if login is None or login.device_id != device_id:
                continue
            if not self._gatekeeper.may_stay(login):
                link.cut()

    def _topics(self, device_id: str, module_id: str | None) -> Topics:
        return Topics(device_id, module_id, self._store, self._record)

    def _record(self, device_id: str, module_id: str | None, topic: str, payload: bytes) -> None:
        self.messages.append(Message(device_id, module_id, topic, payload))
