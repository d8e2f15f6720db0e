"""Changing bytes at random, the same way each time for the same seed."""

from __future__ import annotations

from random import Random
from typing import Final

_TOKENS: Final = (
    *(b"\0", b"\xff", b"\x80", b"\x1b[2J", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n"),
    *(b'"', b"'", b"{", b"}", b"[", b"]", b"<", b">", b"&", b";", b"=", b",", b"\\", b"\\u0000"),
    *(b"</", b"/>", b"<!--", b"-->", b"<![CDATA[", b"<!DOCTYPE a [", b"&#0;", b"&#x110000;"),
    *(b"1e999", b"-0", b"9" * 400, b"null", b"true", b"%00", b"%2f", b"../", b"\xc3\x28"),
    *(
        b"HostName=",
        b"SharedAccessKey=",
        b"-----BEGIN CERTIFICATE-----\n",
        b"\x30\x80",
        b"\x24\x80",
    ),
    *(b"\x02\x04\x7f\xff\xff\xff", b"\x00\x53\x10", b"\xc0", b"\xd0\xff\xff\xff\xff", b"AMQP"),
)
_LONGEST: Final = 20_000


def mutated(seeds: list[bytes], random: Random) -> bytes:
    """One of the seeds, with one to six changes."""
    data = bytearray(random.choice(seeds))
    for _ in range(random.randint(1, 6)):
        _change(data, seeds, random)
        if len(data) > _LONGEST:
            del data[_LONGEST:]
    return bytes(data)


def _change(data: bytearray, seeds: list[bytes], random: Random) -> None:
    at = random.randint(0, len(data))
    end = min(at + random.choice((1, 1, 2, 4, 16, 64)), len(data))
    match random.randrange(7):
        case 0 if at < len(data):
            data[at] ^= 1 << random.randrange(8)
        case 1 if at < len(data):
            data[at] = random.randrange(256)
        case 2:
            del data[at:end]
        case 3:
            data[at:at] = random.choice(_TOKENS)
        case 4:
            data[at:at] = bytes(data[at:end]) * random.choice((1, 2, 50))
        case 5:
            other = random.choice(seeds)
            start = random.randint(0, len(other))
            data[at:end] = other[start : start + 64]
        case _:
            data[at:end] = random.randbytes(end - at)
