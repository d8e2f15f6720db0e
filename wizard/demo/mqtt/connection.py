"""One MQTT connection, from CONNECT to its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final, NoReturn

from wizard.demo.faults.faults import (
    Connack,
    CutOnTwin,
    Delay,
    Drop,
    Faults,
    GreetingFault,
    LoginFault,
    Silent,
    SubscriptionFault,
    TwinFault,
    TwinGarbage,
    TwinSilent,
    TwinStatus,
)
from wizard.demo.listener import reset
from wizard.demo.mqtt.login import Gatekeeper, LoginRefusedError, Return
from wizard.demo.mqtt.topics import TWIN_ANSWERS, Topics, TwinAnswer, TwinRequest
from wizard.demo.registry.identity_tokens import ConnectedClient
from wizard.protocols.mqtt_packets import (
    PINGRESP_BYTES,
    Connect,
    Disconnect,
    Packet,
    Ping,
    ProtocolError,
    Publish,
    Subscribe,
    Unsubscribe,
    connack,
    puback,
    publish,
    read_packet,
    suback,
    unsuback,
)

_FIRST_PACKET_SECONDS: Final = 30.0
_REFUSED: Final = 0x80


class ConnectionEndedError(Exception):
    """The link ends here, with all said that was to be said."""


class MqttConnection:
    """A connection. ``login`` is None until the client was let in."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        gatekeeper: Gatekeeper,
        faults: Faults,
        topics: Callable[[str, str | None], Topics],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._gatekeeper = gatekeeper
        self._faults = faults
        self._make_topics = topics
        self._filters: set[str] = set()
        self._keep_alive = 0
        self.login: ConnectedClient | None = None

    async def log_in(self) -> ConnectedClient:
        """Read CONNECT and let the client in, or answer why not and raise ConnectionEndedError."""
        async with asyncio.timeout(_FIRST_PACKET_SECONDS):
            packet = await read_packet(self._reader)
        if not isinstance(packet, Connect):
            raise ProtocolError("CONNECT comes first")
        await self._obstruct()
        try:
            login = self._gatekeeper.admit(packet)
        except LoginRefusedError as refusal:
            await self._refuse(refusal.code)
        self.login = login
        self._keep_alive = packet.keep_alive
        return login

    async def run(self, login: ConnectedClient) -> None:
        """Greet the client and serve it until it leaves, is cut, goes silent or its token ends."""
        await self._send(connack(Return.ACCEPTED))
        if self._faults.mqtt.take(GreetingFault):
            self.cut()
        topics = self._make_topics(*login.key)
        while True:
            async with asyncio.timeout(self._patience(login)):
                packet = await read_packet(self._reader)
            if isinstance(packet, Disconnect):
                return
            await self._serve(packet, topics)

    def cut(self) -> None:
        """End the link at once and without a word, as the hub does."""
        self._writer.transport.abort()

    def give_way(self) -> None:
        """The same identity has connected again: MQTT has no word for that."""
        self.cut()

    async def close(self) -> None:
        """Give the connection back: what was written goes out first."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _obstruct(self) -> None:
        """The faults before the answer to CONNECT."""
        match self._faults.mqtt.take(LoginFault):
            case Delay(seconds):
                await asyncio.sleep(seconds)
            case Drop():
                reset(self._writer.transport)
                raise ConnectionEndedError
            case Silent():
                while await self._reader.read(4096):
                    pass
                raise ConnectionEndedError
            case Connack(code):
                await self._refuse(code)
            case _:
                return

    async def _refuse(self, code: int) -> NoReturn:
        await self._send(connack(code))
        raise ConnectionEndedError

    def _patience(self, login: ConnectedClient) -> float:
        """Seconds until the client is held to be gone, or its token has ended."""
        left = login.expires - self._faults.now()
        return min(left, 1.5 * self._keep_alive) if self._keep_alive else left

    async def _serve(self, packet: Packet, topics: Topics) -> None:
        match packet:
            case Subscribe(packet_id, filters):
                await self._send(suback(packet_id, self._subscribe(filters, topics)))
            case Unsubscribe(packet_id, names):
                self._filters.difference_update(names)
                await self._send(unsuback(packet_id))
            case Publish(topic, payload, qos, packet_id):
                request = topics.receive(topic, payload)
                if qos:
                    await self._send(puback(packet_id))
                if request is not None:
                    await self._answer_twin(request, topics)
            case Ping():
                await self._send(PINGRESP_BYTES)
            case Connect():
                raise ProtocolError("a second CONNECT")

    def _subscribe(self, filters: tuple[tuple[str, int], ...], topics: Topics) -> list[int]:
        for name, _ in filters:
            topics.check_filter(name)
        if self._faults.mqtt.take(SubscriptionFault):
            return [_REFUSED] * len(filters)
        self._filters.update(name for name, _ in filters)
        return [min(qos, 1) for _, qos in filters]

    async def _answer_twin(self, request: TwinRequest, topics: Topics) -> None:
        match self._faults.mqtt.take(TwinFault):
            case CutOnTwin():
                self.cut()
                raise ConnectionEndedError
            case TwinSilent():
                return
            case TwinStatus(code):
                reply = TwinAnswer(code, request.request_id)
            case TwinGarbage():
                reply = TwinAnswer(200, request.request_id, b'\xff{"desired":')
            case _:
                reply = topics.answer(request)
        if TWIN_ANSWERS in self._filters:
            await self._send(publish(reply.topic, reply.payload))

    async def _send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()
