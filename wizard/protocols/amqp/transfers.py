"""Messages over links: cut into transfers for going, put together from transfers when they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wizard.protocols.amqp.frames import Frame, Kind, frame
from wizard.protocols.amqp.messages import Message, decode_message
from wizard.protocols.amqp.values import AmqpProtocolError, UInt

MOST_BYTES: Final = 1 << 20
"""Of one message: a hub takes 256 KB, a twin has 64 KB at most."""

_ROOM: Final = 64
"""What a transfer needs besides the message's bytes, at most."""


class Incoming:
    """One link's messages, as they come in; transfers of one delivery follow one another."""

    def __init__(self) -> None:
        self._data = b""
        self._settled = False
        self._delivery: int | None = None

    def take(self, transfer: Frame) -> tuple[Message, int | None, bool] | None:
        """The message that is complete with this transfer, its delivery, whether it is settled.

        None where more is to come, or the sender has given the message up. Raises
        AmqpProtocolError.
        """
        number = transfer.at(1)
        if isinstance(number, int):
            self._delivery = number
        self._data += transfer.payload
        self._settled = self._settled or transfer.at(4) is True
        if len(self._data) > MOST_BYTES:
            raise AmqpProtocolError("a message that is too long")
        if transfer.at(5) is True:
            return None
        data, settled, self._data, self._settled = self._data, self._settled, b"", False
        if transfer.at(9) is True:
            return None
        return decode_message(data), self._delivery, settled


def transfers(
    handle: int,
    delivery: int,
    message: Message,
    *,
    most: int,
    settled: bool = False,
    channel: int = 0,
) -> Iterator[bytes]:
    """The frames of a message, none of them longer than ``most`` bytes."""
    data = message.encode()
    step = max(most - _ROOM, 1)
    tag = delivery.to_bytes(4, "big")
    for start in range(0, len(data), step):
        more = start + step < len(data)
        fields: list[object] = [UInt(handle), UInt(delivery), tag, UInt(0), settled, more]
        yield frame(Kind.TRANSFER, fields, data[start : start + step], channel)
