"""Finding the blocks of a PEM file (RFC 7468) in one pass, however many never end."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

_MARK: Final = LazyPattern(rb"-----(BEGIN|END) ([A-Z0-9 ]+)-----")
_REST_OF_LINE: Final = LazyPattern(rb"[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class PemBlock:
    """From ``-----BEGIN kind-----`` to the next ``-----END kind-----``, both included."""

    kind: bytes
    whole: bytes


def pem_blocks(data: bytes, *, strict: bool = False) -> Iterator[PemBlock]:
    """The blocks in their order; one without an end is none.

    ``strict``: as OpenSSL, a mark counts only where it begins a line, and the first one of a block
    only where nothing follows it there.
    """
    marks = [mark for mark in _MARK.finditer(data) if not strict or _begins_line(data, mark)]
    ends: dict[bytes, list[re.Match[bytes]]] = {}
    for mark in marks:
        if mark[1] == b"END":
            ends.setdefault(mark[2], []).append(mark)
    past = 0
    for mark in marks:
        if mark[1] == b"END" or mark.start() < past or (strict and not _is_alone(data, mark)):
            continue
        of_kind = ends.get(mark[2], [])
        place = bisect_left(of_kind, mark.end(), key=lambda end: end.start())
        if place < len(of_kind):
            past = of_kind[place].end()
            yield PemBlock(mark[2], data[mark.start() : past])


def _begins_line(data: bytes, mark: re.Match[bytes]) -> bool:
    return data[mark.start() - 1 : mark.start()] in (b"", b"\n")


def _is_alone(data: bytes, mark: re.Match[bytes]) -> bool:
    return _REST_OF_LINE.match(data, mark.end()) is not None
