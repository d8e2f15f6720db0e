"""Protocol headers and frames out of a stream of bytes (parts 2 and 5 of the standard)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from wizard.protocols.amqp.decoder import decode
from wizard.protocols.amqp.values import AmqpProtocolError, Described, Symbol, ULong, encode

MOST_BYTES: Final = 64 * 1024
"""Of one frame that is taken; told to the other side in ``open``."""

_MAGIC: Final = b"AMQP"
_VERSION: Final = b"\x01\x00\x00"


class Layer(IntEnum):
    """Whose header, or whose frame, it is."""

    AMQP = 0
    SASL = 3


class Kind(IntEnum):
    """Performatives, by their numbers."""

    OPEN = 0x10
    BEGIN = 0x11
    ATTACH = 0x12
    FLOW = 0x13
    TRANSFER = 0x14
    DISPOSITION = 0x15
    DETACH = 0x16
    END = 0x17
    CLOSE = 0x18
    SASL_MECHANISMS = 0x40
    SASL_INIT = 0x41
    SASL_OUTCOME = 0x44


_KINDS: Final = frozenset(map(int, Kind))

ACCEPTED: Final = 0x24
REJECTED: Final = 0x25
ERROR: Final = 0x1D
SOURCE: Final = 0x28
TARGET: Final = 0x29

_NAMES: Final = {
    **{f"amqp:{kind.name.lower()}:list": int(kind) for kind in Kind if kind < Kind.SASL_MECHANISMS},
    "amqp:sasl-mechanisms:list": int(Kind.SASL_MECHANISMS),
    "amqp:sasl-init:list": int(Kind.SASL_INIT),
    "amqp:sasl-outcome:list": int(Kind.SASL_OUTCOME),
    "amqp:accepted:list": ACCEPTED,
    "amqp:rejected:list": REJECTED,
    "amqp:error:list": ERROR,
    "amqp:source:list": SOURCE,
    "amqp:target:list": TARGET,
}
"""A descriptor may be a number or a name."""


@dataclass(frozen=True, slots=True)
class Header:
    """A protocol header: what the other side wants to speak, SASL first or AMQP at once."""

    layer: Layer


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame. ``kind`` None: an empty one, which only says that the other side is there.

    ``payload`` is what follows the performative: a message, or a part of one.
    """

    layer: Layer
    channel: int
    kind: Kind | None
    fields: list[Any] = field(repr=False)
    payload: bytes = field(default=b"", repr=False)

    def at(self, index: int) -> Any:
        """A field; None where it is null or was left out at the end, as it may be."""
        return field_at(self.fields, index)


def field_at(fields: object, index: int) -> Any:
    """A field of a list; None where it is null, was left out at the end, or there is no list."""
    return fields[index] if isinstance(fields, list) and index < len(fields) else None


def header(layer: Layer) -> bytes:
    """A protocol header."""
    return _MAGIC + bytes((layer,)) + _VERSION


def frame(kind: Kind, fields: list[Any], payload: bytes = b"", channel: int = 0) -> bytes:
    """A frame; a SASL performative goes into a SASL frame."""
    body = encode(Described(ULong(kind), fields)) + payload
    sasl = kind >= Kind.SASL_MECHANISMS
    head = (len(body) + 8).to_bytes(4, "big") + bytes((2, int(sasl)))
    return head + channel.to_bytes(2, "big") + body


def described(value: object) -> tuple[int | None, Any]:
    """What a described value is, by number, and its content; None for no such value."""
    if not isinstance(value, Described):
        return None, None
    name = value.descriptor
    return (_NAMES.get(str(name)) if isinstance(name, Symbol) else int(name)), value.value


def condition_of(error: object) -> tuple[str, str]:
    """The condition and the words of an error as ``close``, ``end`` and ``detach`` carry it."""
    kind, fields = described(error)
    if kind != ERROR:
        return "", ""
    condition, text = field_at(fields, 0), field_at(fields, 1)
    return str(condition or ""), text if isinstance(text, str) else ""


def error(condition: str, text: str = "") -> Described:
    """An error for ``close``, ``end`` and ``detach``."""
    return Described(ULong(ERROR), [Symbol(condition), text])


_HEARTBEAT: Final = bytes((0, 0, 0, 8, 2, 0, 0, 0))
_EMPTY: Final = Frame(Layer.AMQP, 0, None, [])


class FrameReader:
    """Headers and frames out of bytes that come in pieces of any size."""

    def __init__(self) -> None:
        self._data = b""
        self._at = 0

    def feed(self, data: bytes) -> Iterator[Header | Frame]:
        """What is complete with ``data``; the rest waits. Raises AmqpProtocolError on the way."""
        # Cut off once for each piece, and not for each frame: a piece may be full of empty ones.
        self._data, self._at = self._data[self._at :] + data, 0
        while (found := self._next()) is not None:
            yield found

    def _next(self) -> Header | Frame | None:
        head = self._data[self._at : self._at + 8]
        if len(head) < 4:
            return None
        if head[:4] == _MAGIC:
            return self._header(head) if len(head) == 8 else None
        size = int.from_bytes(head[:4], "big")
        if not 8 <= size <= MOST_BYTES:
            raise AmqpProtocolError("no AMQP 1.0, or a frame of an impossible size")
        if len(self._data) - self._at < size:
            return None
        if head == _HEARTBEAT:
            self._at += size
            return _EMPTY
        return _read_frame(self._take(size))

    def _take(self, size: int) -> bytes:
        begin, self._at = self._at, self._at + size
        return self._data[begin : self._at]

    def _header(self, head: bytes) -> Header:
        self._at += len(head)
        if head[4] not in (Layer.AMQP, Layer.SASL) or head[5:] != _VERSION:
            raise AmqpProtocolError("another version of AMQP")
        return Header(Layer(head[4]))


def _read_frame(data: bytes) -> Frame:
    start, kind = data[4] * 4, data[5]
    if start < 8 or start > len(data) or kind > 1:
        raise AmqpProtocolError("a frame with an impossible header")
    layer = Layer.SASL if kind else Layer.AMQP
    channel = 0 if kind else int.from_bytes(data[6:8], "big")
    if start == len(data):
        return Frame(layer, channel, None, [])
    performative, end = decode(data, start)
    number, fields = described(performative)
    if number is None or number not in _KINDS or not isinstance(fields, list):
        raise AmqpProtocolError("a frame that is no performative")
    found = Kind(number)
    if (found >= Kind.SASL_MECHANISMS) is not (layer is Layer.SASL):
        raise AmqpProtocolError("a performative of the other layer")
    return Frame(layer, channel, found, fields, data[end:])
