"""MQTT packets: what clients send is read byte for byte, and what is malformed is refused."""

from __future__ import annotations

import asyncio

import pytest

from wizard.demo.mqtt.topics import Topics, TwinRequest
from wizard.demo.registry.records import Device
from wizard.demo.registry.store import Store
from wizard.domain.secret import Secret
from wizard.protocols.mqtt_packets import (
    Connect,
    Disconnect,
    Packet,
    Ping,
    ProtocolError,
    Puback,
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

CONNECT = bytes.fromhex("10 19 0004 4d515454 04 c2 003c 0003 642f6d 0003 757365 0003 707764")


async def read(data: bytes) -> Packet:
    """What one packet says."""
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return await read_packet(reader)


@pytest.mark.parametrize(
    ("data", "packet"),
    [
        (CONNECT, Connect("MQTT", 4, "d/m", "use", Secret("pwd"), 60)),
        (
            bytes.fromhex("10 17 0004 4d515454 04 06 0000 0001 61 0002 7769 0004 6c617374"),
            Connect("MQTT", 4, "a", None, None, 0),
        ),
        (bytes.fromhex("30 05 0001 74 6869"), Publish("t", b"hi", 0, 0)),
        (bytes.fromhex("32 05 0001 74 0009"), Publish("t", b"", 1, 9)),
        (
            bytes.fromhex("82 0a 0001 0001 61 00 0001 62 01"),
            Subscribe(1, (("a", 0), ("b", 1))),
        ),
        (bytes.fromhex("a2 05 0002 0001 61"), Unsubscribe(2, ("a",))),
        (bytes.fromhex("40 02 0003"), Puback(3)),
        (bytes.fromhex("c0 00"), Ping()),
        (bytes.fromhex("e0 00"), Disconnect()),
    ],
)
async def test_reads(data: bytes, packet: Packet) -> None:
    assert await read(data) == packet


async def test_a_packet_that_breaks_off_is_the_end_of_the_connection() -> None:
    with pytest.raises(asyncio.IncompleteReadError):
        await read(CONNECT[:-1])


async def test_reads_lengths_of_several_bytes() -> None:
    payload = b"x" * 20_000

    assert await read(publish("topic", payload)) == Publish("topic", payload, 0, 0)


@pytest.mark.parametrize(
    "data",
    [
        "ff ff ff ff ff 00",  # a length of five bytes
        "30 ff ff ff 7f",  # 256 MB
        "34 05 0001 74 0001",  # QoS 2
        "30 02 0009",  # a topic that is longer than the packet
        "30 03 0001 ff",  # no UTF-8
        "80 06 0001 0001 61 00",  # SUBSCRIBE without its flag
        "82 02 0001",  # SUBSCRIBE to nothing
        "c0 01 00",  # PINGREQ with a body
        "20 02 0000",  # a server's packet
        "62 02 0001",  # PUBREL
        "10 0d 0004 4d515454 04 03 0000 0001 61",  # reserved flag of CONNECT
    ],
)
async def test_refuses_what_is_malformed(data: str) -> None:
    with pytest.raises(ProtocolError):
        await read(bytes.fromhex(data))


def test_writes() -> None:
    assert connack(5) == bytes.fromhex("20 02 00 05")
    assert suback(1, [0, 0x80]) == bytes.fromhex("90 04 0001 00 80")
    assert unsuback(2) == bytes.fromhex("b0 02 0002")
    assert puback(3) == bytes.fromhex("40 02 0003")
    assert publish("t", b"hi") == bytes.fromhex("30 05 0001 74 6869")


async def test_a_password_does_not_show() -> None:
    packet = await read(CONNECT)

    assert "pwd" not in repr(packet)


def test_a_twin_that_was_removed_meanwhile_is_not_found() -> None:
    store = Store([Device("gone")])
    topics = Topics("gone", None, store, lambda *_: None)
    store.remove("gone")

    assert topics.answer(TwinRequest("1")).topic == "$iothub/twin/res/404/?$rid=1"
    assert topics.answer(TwinRequest("2", b"{}")).status == 404


def publish_of(size: int) -> bytes:
    """A publication whose remaining length is this."""
    digits = bytearray()
    left = size
    while True:
        left, digit = divmod(left, 128)
        digits.append(digit | (0x80 if left else 0))
        if not left:
            return bytes((0x30, *digits)) + b"\0\1t" + b"x" * (size - 3)


async def test_a_packet_has_a_limit_and_is_refused_before_it_is_read() -> None:
    packet = await read(publish_of(1 << 20))
    assert isinstance(packet, Publish)
    assert len(packet.payload) == (1 << 20) - 3
    for length in (publish_of((1 << 20) + 1)[:5], b"\x30\xff\xff\xff\x7f"):
        with pytest.raises(ProtocolError, match="too large"):
            await read(length)  # nothing of its content has come
    with pytest.raises(ProtocolError, match="four bytes"):
        await read(b"\x30\xff\xff\xff\xff\x01")
