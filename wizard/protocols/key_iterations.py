"""How much work a file asks for to make a key of its password: read off, before it is done.

PKCS#12 (RFC 7292), PKCS#8 and their key derivations (RFC 8018, RFC 7914) say the number of rounds
in the file, up to 2^31-1, and no library asks whether that makes sense: nothing but the end of the
process ends such a call.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from wizard.domain.lazy_pattern import LazyPattern

MOST_ITERATIONS: Final = 10_000_000
"""A few seconds of work; usual are 2,048 to 1,000,000."""

UNCOUNTED: Final = 1 << 62
"""Of a file with so many parts that they are not looked through."""

_MOST_PARTS: Final = 50_000
"""A file with a chain of certificates has some hundred."""
_INTEGER, _OCTETS, _SEQUENCE = 0x02, 0x04, 0x30
_CONSTRUCTED: Final = 0x20
_BEGINS: Final = bytes([_SEQUENCE])
_INDEFINITE: Final = 0x80
_DEEPEST: Final = 24
_COST_AND_SIZES: Final = 3
"""Integers of scrypt: the cost, the block size, the parallelism; the work is their product."""
_PEM: Final = LazyPattern(
    rb"-----BEGIN [A-Z0-9 ]{0,64}-----([A-Za-z0-9+/=\s]{0,1000000})-----END ", re.ASCII
)


def iterations_of(data: bytes) -> int:
    """All rounds that the keys of a DER, BER or PEM file need; 0 where it needs none.

    `UNCOUNTED` where it has too many parts. Raises nothing: what is no such file needs none.
    """
    blocks = [data] if data.startswith(_BEGINS) else _pem_blocks(data)
    return sum(_iterations(block) for block in blocks)


def _pem_blocks(data: bytes) -> Iterator[bytes]:
    for match in _PEM.finditer(data):
        try:
            yield base64.b64decode(b"".join(match[1].split()), validate=True)
        except (binascii.Error, ValueError):
            continue


class _Element(NamedTuple):
    tag: int
    content: bytes


def _iterations(data: bytes) -> int:
    found = parts = 0
    try:
        for series in _all_series(data):
            parts += len(series)
            found += _of_series(series)
            if parts > _MOST_PARTS:
                return UNCOUNTED
    except ValueError:
        return 0
    return found


def _all_series(data: bytes) -> Iterator[list[_Element]]:
    """Every row of elements in the structure, however deep, those inside octet strings too."""
    left = [(data, 0)]
    while left:
        content, depth = left.pop()
        try:
            series = list(itertools.islice(_elements(content), _MOST_PARTS + 1))
        except ValueError:
            if depth == 0:
                raise
            continue  # octets that are no structure
        yield series
        if depth < _DEEPEST:
            left += [(inner, depth + 1) for one in series if (inner := _inside(one))]


def _inside(element: _Element) -> bytes:
    """What may be a structure of its own in the element."""
    if not element.content:
        return b""
    if element.tag == _OCTETS | _CONSTRUCTED:  # BER: octets in pieces
        try:
            return b"".join(piece.content for piece in _elements(element.content))
        except ValueError:
            return b""
    if element.tag & _CONSTRUCTED:
        return element.content
    is_structure = element.tag == _OCTETS and element.content.startswith(_BEGINS)
    return element.content if is_structure else b""


def _of_series(series: list[_Element]) -> int:
    """A salt and the numbers behind it are what a derivation is given."""
    found = 0
    tags = [element.tag for element in series]
    for place, (tag, following) in enumerate(itertools.pairwise(tags)):
        if following != _INTEGER or tag not in (_OCTETS, _OCTETS | _CONSTRUCTED):
            continue
        numbers = []
        for follower in series[place + 1 : place + 1 + _COST_AND_SIZES]:
            if follower.tag != _INTEGER:
                break
            numbers.append(int.from_bytes(follower.content, "big", signed=True))
        if len(numbers) == _COST_AND_SIZES:
            found += max(numbers[0] * numbers[1] * numbers[2], 0)
        elif numbers:
            found += max(numbers[0], 0)
    return found


def _elements(data: bytes) -> Iterator[_Element]:
    """The elements that ``data`` consists of. Raises ValueError where it does not."""
    at, length = 0, len(data)
    while at < length:
        # A file may consist of half a million: the usual form, of less than 128 bytes, at once.
        if at + 2 <= length and data[at + 1] < _INDEFINITE and data[at] & 0x1F != 0x1F:
            begin = at + 2
            at = begin + data[at + 1]
            if at > length:
                raise ValueError("cut off")
            yield _Element(data[begin - 2], data[begin:at])
            continue
        element, at = _element_at(data, at)
        yield element


def _element_at(data: bytes, at: int) -> tuple[_Element, int]:
    tag, begin, size = _header(data, at)
    if size is not None:
        if begin + size > len(data):
            raise ValueError("cut off")
        return _Element(tag, data[begin : begin + size]), begin + size
    end = _end_of_indefinite(data, begin)
    return _Element(tag, data[begin:end]), end + 2


def _end_of_indefinite(data: bytes, at: int) -> int:
    """Where the two zeros are that end what begins at ``at``."""
    depth = 0
    while True:
        if data[at : at + 2] == b"\0\0":
            if depth == 0:
                return at
            depth, at = depth - 1, at + 2
            continue
        _, begin, size = _header(data, at)
        depth, at = (depth + 1, begin) if size is None else (depth, begin + size)


def _header(data: bytes, at: int) -> tuple[int, int, int | None]:
    """Tag, where the content begins, and its size; None where its end is marked instead."""
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        raise ValueError("no element")
    tag, size, begin = data[at], data[at + 1], at + 2
    if size == _INDEFINITE:
        return tag, begin, None
    if size & 0x80:
        count = size & 0x7F
        size, begin = int.from_bytes(data[begin : begin + count], "big"), begin + count
    return tag, begin, size
