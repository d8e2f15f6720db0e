"""MQTT 3.1.1 on the wire: what a client sends is read, what the hub sends is written.

No broker library: an IoT Hub is none (it answers topics and relays nothing), the tests need faults
on the wire, and amqtt would bring fifteen packages into a desktop program.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from wizard.domain.secret import Secret

T = TypeVar("T")

_LARGEST: Final = 1 << 20

CONNECT, CONNACK, PUBLISH, PUBACK = 1, 2, 3, 4
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT = 8, 9, 10, 11, 12, 13, 14

PINGRESP_BYTES: Final = bytes((PINGRESP << 4, 0))


class ProtocolError(Exception):
    """The client sent something that is not MQTT 3.1.1: the connection is closed."""


@dataclass(frozen=True, slots=True)
class Connect:
    """A client's first packet. ``keep_alive`` in seconds; 0 turns it off."""

    protocol: str
    level: int
    client_id: str
    user_name: str | None
    password: Secret | None
    keep_alive: int


@dataclass(frozen=True, slots=True)
class Publish:
    """A message from the client."""

    topic: str
    payload: bytes = field(repr=False)
    qos: int
    packet_id: int


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Topic filters, each with the QoS asked for."""

    packet_id: int
    filters: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Topic filters."""

    packet_id: int
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Puback:
    """The client has got a message."""

    packet_id: int


@dataclass(frozen=True, slots=True)
class Ping:
    """The client is alive."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """The client leaves."""


Packet = Connect | Publish | Subscribe | Unsubscribe | Puback | Ping | Disconnect


async def read_packet(reader: asyncio.StreamReader) -> Packet:
    """The next packet. Raises ProtocolError, asyncio.IncompleteReadError and OSError."""
    first = (await reader.readexactly(1))[0]
    length = await _length(reader)
    body = _Body(await reader.readexactly(length))
    packet = _parse(first >> 4, first & 0x0F, body)
    body.end()
    return packet


def connack(code: int) -> bytes:
    """The answer to CONNECT; no session is ever kept."""
    return bytes((CONNACK << 4, 2, 0, code))


def suback(packet_id: int, codes: list[int]) -> bytes:
    """The answer to SUBSCRIBE: a granted QoS or 0x80 for each filter."""
    return _frame(SUBACK << 4, struct.pack(">H", packet_id) + bytes(codes))


def unsuback(packet_id: int) -> bytes:
    """The answer to UNSUBSCRIBE."""
    return _frame(UNSUBACK << 4, struct.pack(">H", packet_id))


def puback(packet_id: int) -> bytes:
    """The answer to a QoS 1 PUBLISH."""
    return _frame(PUBACK << 4, struct.pack(">H", packet_id))


def publish(topic: str, payload: bytes) -> bytes:
    """A QoS 0 message to the client."""
    name = topic.encode()
    return _frame(PUBLISH << 4, struct.pack(">H", len(name)) + name + payload)


class _Body:
    """Takes a packet's fields off its front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise ProtocolError("packet too short")
        self._at += count
        return self._data[self._at - count : self._at]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def text(self) -> str:
        try:
            return self.take(self.number()).decode()
        except UnicodeDecodeError:
            raise ProtocolError("not UTF-8") from None

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._at)

    def some(self, one: Callable[[], T]) -> tuple[T, ...]:
        """One or more of them, to the end."""
        found = [one()]
        while self._at < len(self._data):
            found.append(one())
        return tuple(found)

    def end(self) -> None:
        if self._at < len(self._data):
            raise ProtocolError("packet too long")


def _parse(kind: int, flags: int, body: _Body) -> Packet:
    if kind == PUBLISH:
        return _publish(flags, body)
    if flags != (2 if kind in (SUBSCRIBE, UNSUBSCRIBE) else 0):
        raise ProtocolError("reserved flags")
    if kind == CONNECT:
        return _connect(body)
    if kind == SUBSCRIBE:
        packet_id = body.number()
        filters = body.some(lambda: (body.text(), body.byte()))
        return Subscribe(packet_id, filters)
    if kind == UNSUBSCRIBE:
        packet_id = body.number()
        return Unsubscribe(packet_id, body.some(body.text))
    if kind == PUBACK:
        return Puback(body.number())
    if kind == PINGREQ:
        return Ping()
    if kind == DISCONNECT:
        return Disconnect()
    raise ProtocolError("a packet that clients do not send, or QoS 2")


def _connect(body: _Body) -> Connect:
    protocol, level, flags = body.text(), body.byte(), body.byte()
    keep_alive, client_id = body.number(), body.text()
    if flags & 0x01:
        raise ProtocolError("reserved flag")
    if flags & 0x04:
        body.text()
        body.take(body.number())
    user_name = body.text() if flags & 0x80 else None
    password = Secret(body.text()) if flags & 0x40 else None
    return Connect(protocol, level, client_id, user_name, password, keep_alive)


def _publish(flags: int, body: _Body) -> Publish:
    qos = flags >> 1 & 3
    if qos > 1:
        raise ProtocolError("QoS 2 is not supported")
    topic = body.text()
    packet_id = body.number() if qos else 0
    return Publish(topic, body.rest(), qos, packet_id)


async def _length(reader: asyncio.StreamReader) -> int:
    value = 0
    for shift in (0, 7, 14, 21):
        digit = (await reader.readexactly(1))[0]
        value |= (digit & 0x7F) << shift
        if not digit & 0x80:
            if value > _LARGEST:
                raise ProtocolError("packet too large")
            return value
    raise ProtocolError("length of more than four bytes")


def _frame(first: int, body: bytes) -> bytes:
    length, digits = len(body), bytearray()
    while True:
        length, digit = divmod(length, 128)
        digits.append(digit | (0x80 if length else 0))
        if not length:
            return bytes((first, *digits)) + body
