"""Frames: the length of a message in four bytes, the highest first, then a JSON object in UTF-8."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

VERSION: Final = 1
"""Program and writer are of one installation; two of different ones do not speak."""
LONGEST: Final = 4 << 20
"""Bytes of a message: more than the largest plan that the writer takes."""
_LENGTH: Final = struct.Struct(">I")


class FrameError(Exception):
    """The other side does not speak as agreed, or has ended in the middle of a message."""


def frame(message: Mapping[str, object]) -> bytes:
    """A message as it is sent. Raises FrameError for one that is too long."""
    content = json.dumps(message).encode()
    if len(content) > LONGEST:
        raise FrameError
    return _LENGTH.pack(len(content)) + content


def read_frame(read: Callable[[int], bytes]) -> dict[str, Any] | None:
    """The next message; None where the other side has ended.

    ``read`` gives at most as many bytes as asked, none at the end. Raises FrameError.
    """
    head = _exactly(read, _LENGTH.size)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LONGEST:
        raise FrameError
    content = _exactly(read, length)
    try:
        message = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FrameError from error
    if not isinstance(message, dict):
        raise FrameError
    return message


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    found = bytearray()
    while len(found) < count:
        part = read(count - len(found))
        if not part:
            if found:
                raise FrameError
            break
        found += part
    return bytes(found)
