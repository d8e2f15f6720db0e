"""AMQP 1.0's types, and how they are written (part 1 of the standard): in their short forms.

A list is a Python list, an array a tuple, a map a dict. Types that Python does not tell apart are
subclasses of its own: `UInt(5)`, `Symbol("amqp:accepted:list")`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any


class AmqpProtocolError(Exception):
    """The other side sent something that is not AMQP 1.0, or more of it than anybody needs."""


class Symbol(str):
    """A word of the protocol; ASCII."""

    __slots__ = ()


class UByte(int):
    """One byte without a sign."""

    __slots__ = ()


class UShort(int):
    """Two bytes without a sign."""

    __slots__ = ()


class UInt(int):
    """Four bytes without a sign."""

    __slots__ = ()


class ULong(int):
    """Eight bytes without a sign."""

    __slots__ = ()


class Long(int):
    """Eight bytes with a sign; a plain int is written with four where it fits."""

    __slots__ = ()


class Timestamp(int):
    """Milliseconds since 1970."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Described:
    """A value and what it means: a number (ULong) or a Symbol."""

    descriptor: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value of a type that no hub sends us (a UUID, a decimal): kept as it came."""

    code: int
    data: bytes


def encode(value: object) -> bytes:
    """A value as bytes. Raises TypeError for what AMQP has no type for, OverflowError."""
    match value:
        case None:
            return b"\x40"
        case bool():
            return b"\x41" if value else b"\x42"
        case Described(descriptor, inner):
            return b"\x00" + encode(descriptor) + encode(inner)
        case Opaque(code, data):
            return bytes((code,)) + data
        case int():
            return _encode_int(value)
        case float():
            return b"\x82" + struct.pack(">d", value)
        case Symbol():
            return _sized(0xA3, value.encode("ascii"))
        case str():
            return _sized(0xA1, value.encode())
        case bytes():
            return _sized(0xA0, value)
        case list():
            return _encode_items(0xC0, value) if value else b"\x45"
        case dict():
            return _encode_items(0xC1, [part for pair in value.items() for part in pair])
        case tuple():
            return _encode_array(value)
    raise TypeError(type(value).__name__)


def _encode_int(value: int) -> bytes:
    match value:
        case UByte():
            return b"\x50" + _big(value, 1)
        case UShort():
            return b"\x60" + _big(value, 2)
        case UInt():
            return _short(value, 0x43, 0x52, b"\x70", 4)
        case ULong():
            return _short(value, 0x44, 0x53, b"\x80", 8)
        case Timestamp():
            return b"\x83" + _big(value, 8, signed=True)
    if not isinstance(value, Long) and -(1 << 31) <= value < 1 << 31:
        return b"\x71" + _big(value, 4, signed=True)
    return b"\x81" + _big(value, 8, signed=True)


def _short(value: int, zero: int, small: int, wide: bytes, width: int) -> bytes:
    if value == 0:
        return bytes((zero,))
    return bytes((small, value)) if 0 < value < 256 else wide + _big(value, width)


def _big(value: int, width: int, *, signed: bool = False) -> bytes:
    return int(value).to_bytes(width, "big", signed=signed)


def _sized(short: int, data: bytes) -> bytes:
    if len(data) < 256:
        return bytes((short, len(data))) + data
    return bytes((short + 0x10,)) + _big(len(data), 4) + data


def _encode_items(short: int, items: list[Any]) -> bytes:
    data = b"".join(map(encode, items))
    if len(items) < 256 and len(data) < 255:
        return bytes((short, len(data) + 1, len(items))) + data
    return bytes((short + 0x10,)) + _big(len(data) + 4, 4) + _big(len(items), 4) + data


def _encode_array(items: tuple[Any, ...]) -> bytes:
    """An array of symbols: the only one that is written (SASL mechanisms, capabilities)."""
    texts = [Symbol(item).encode("ascii") for item in items]
    data = b"\xb3" + b"".join(_big(len(text), 4) + text for text in texts)
    return b"\xf0" + _big(len(data) + 4, 4) + _big(len(items), 4) + data
