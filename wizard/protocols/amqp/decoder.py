"""Reading AMQP 1.0's types (part 1 of the standard) in every form, within limits."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final

from wizard.protocols.amqp.values import (
    AmqpProtocolError,
    Described,
    Long,
    Opaque,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)

MOST_DEPTH: Final = 12
"""Lists in lists, at most: a hub's frames need four."""

MOST_ITEMS: Final = 4096
"""Values in one list, map or array, at most."""

MOST_VALUES: Final = 65536
"""Values in all, at most: an array of arrays of nothing costs no bytes."""


def decode(data: bytes, start: int = 0) -> tuple[Any, int]:
    """The value that begins at ``start``, and where the next one begins.

    Raises AmqpProtocolError for everything that is no value of AMQP 1.0 within the limits.
    """
    decoder = _Decoder(data, start)
    value = decoder.value(0)
    return value, decoder.at


_FIXED: Final[dict[int, tuple[int, Callable[[bytes], Any]]]] = {
    0x40: (0, lambda _data: None),
    0x41: (0, lambda _data: True),
    0x42: (0, lambda _data: False),
    0x43: (0, lambda _data: UInt(0)),
    0x44: (0, lambda _data: ULong(0)),
    0x45: (0, lambda _data: []),
    0x50: (1, lambda data: UByte(data[0])),
    0x51: (1, lambda data: int.from_bytes(data, "big", signed=True)),
    0x52: (1, lambda data: UInt(data[0])),
    0x53: (1, lambda data: ULong(data[0])),
    0x54: (1, lambda data: int.from_bytes(data, "big", signed=True)),
    0x55: (1, lambda data: Long(int.from_bytes(data, "big", signed=True))),
    0x56: (1, lambda data: data != b"\0"),
    0x60: (2, lambda data: UShort(int.from_bytes(data, "big"))),
    0x61: (2, lambda data: int.from_bytes(data, "big", signed=True)),
    0x70: (4, lambda data: UInt(int.from_bytes(data, "big"))),
    0x71: (4, lambda data: int.from_bytes(data, "big", signed=True)),
    0x72: (4, lambda data: struct.unpack(">f", data)[0]),
    0x73: (4, lambda data: Opaque(0x73, data)),
    0x74: (4, lambda data: Opaque(0x74, data)),
    0x80: (8, lambda data: ULong(int.from_bytes(data, "big"))),
    0x81: (8, lambda data: Long(int.from_bytes(data, "big", signed=True))),
    0x82: (8, lambda data: struct.unpack(">d", data)[0]),
    0x83: (8, lambda data: Timestamp(int.from_bytes(data, "big", signed=True))),
    0x84: (8, lambda data: Opaque(0x84, data)),
    0x94: (16, lambda data: Opaque(0x94, data)),
    0x98: (16, lambda data: Opaque(0x98, data)),
}
"""By format code: how many bytes follow, and what they mean."""

_TEXTS: Final[dict[int, Callable[[bytes], Any]]] = {
    0xA0: bytes,
    0xA1: lambda data: data.decode(),
    0xA3: lambda data: Symbol(data.decode("ascii")),
}
"""By the short format code; the long one is 0x10 more."""


class _Decoder:
    """Reads values one after the other; ``at`` is where the next one begins."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._left = MOST_VALUES
        self.at = at

    def value(self, depth: int) -> Any:
        """The next value, format code first."""
        return self._of_code(self._constructor(depth), depth)

    def _constructor(self, depth: int) -> tuple[int, Any]:
        """A format code, and the descriptor before it (None: there is none)."""
        code = self._take(1)[0]
        if code != 0:
            return code, None
        if depth >= MOST_DEPTH:
            raise AmqpProtocolError("values nested too deeply")
        descriptor = self.value(depth + 1)
        if not isinstance(descriptor, (ULong, Symbol)):
            raise AmqpProtocolError("a descriptor of an unknown kind")
        code = self._take(1)[0]
        if code == 0:
            raise AmqpProtocolError("a descriptor behind a descriptor")
        return code, descriptor

    def _of_code(self, constructor: tuple[int, Any], depth: int) -> Any:
        code, descriptor = constructor
        self._left -= 1
        if self._left < 0:
            raise AmqpProtocolError("too many values")
        found = self._plain(code, depth)
        return found if descriptor is None else Described(descriptor, found)

    def _plain(self, code: int, depth: int) -> Any:
        if code in _FIXED:
            width, read = _FIXED[code]
            return read(self._take(width))
        wide = bool(code & 0x10)
        short = code & ~0x10
        if short in _TEXTS:
            data = self._take(self._number(wide))
            try:
                return _TEXTS[short](data)
            except UnicodeDecodeError:
                raise AmqpProtocolError("a text of unknown letters") from None
        if short in (0xC0, 0xC1, 0xE0):
            return self._compound(short, wide, depth)
        raise AmqpProtocolError("an unknown type")

    def _compound(self, short: int, wide: bool, depth: int) -> Any:
        if depth >= MOST_DEPTH:
            raise AmqpProtocolError("values nested too deeply")
        end = self._number(wide) + self.at
        if end > len(self._data):
            raise AmqpProtocolError("a value is longer than its frame")
        count = self._number(wide)
        if count > MOST_ITEMS:
            raise AmqpProtocolError("too many values")
        if short == 0xE0:
            constructor = self._constructor(depth)
            found: Any = tuple(self._of_code(constructor, depth + 1) for _ in range(count))
        else:
            found = [self.value(depth + 1) for _ in range(count)]
        if self.at != end:
            raise AmqpProtocolError("a list does not end where it says")
        return _as_map(found) if short == 0xC1 else found

    def _number(self, wide: bool) -> int:
        return int.from_bytes(self._take(4 if wide else 1), "big")

    def _take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self._data):
            raise AmqpProtocolError("a value is longer than its frame")
        data = self._data[self.at : end]
        self.at = end
        return data


def _as_map(items: list[Any]) -> dict[Any, Any]:
    if len(items) % 2:
        raise AmqpProtocolError("a map with a key and no value")
    try:
        return dict(zip(items[::2], items[1::2], strict=True))
    except TypeError:
        raise AmqpProtocolError("a map whose key is a list") from None
