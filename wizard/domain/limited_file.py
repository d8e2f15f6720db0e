"""Reading a file that somebody names: a regular one only, and only so much of it as makes sense.

A pipe or a device would be waited for without end, a file without end would fill the memory. Every
file from outside is read by these functions, with one of the limits below.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import Final

ANSWERS_LIMIT: Final = 1_000_000
"""Bytes of an answers file."""
TABLE_LIMIT: Final = 50_000_000
"""Bytes of a table of devices; a hundred thousand with some columns have half of it."""
CONFIGURATION_LIMIT: Final = 1_000_000
"""Bytes of an agent's configuration file; the shipped ones have some thousand."""
CERTIFICATE_LIMIT: Final = 1_000_000
"""Bytes of a file with certificates and keys; one with its chain has some thousand."""
SECRET_LIMIT: Final = 65_536
"""Bytes of a file with a key or a connection string."""

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe would be waited for
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_CHUNK: Final = 65_536
_OF_THE_KERNEL: Final = ("/proc", "/sys")
"""What looks like a regular file there is none: /proc/kmsg gives each message to one reader."""


class NotRegularError(OSError):
    """It is a pipe, a device, a socket, or made by the kernel: nothing that is kept on a disk."""

    def __init__(self, path: object) -> None:
        super().__init__(errno.EINVAL, os.strerror(errno.EINVAL), str(path))


class TooLargeError(OSError):
    """The file has more than ``limit`` bytes."""

    def __init__(self, path: object, limit: int) -> None:
        super().__init__(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        self.limit: Final = limit


def read_limited(path: Path, limit: int) -> bytes:
    """The whole content of a regular file, or of the one that a link leads to.

    Raises OSError: NotRegularError, TooLargeError, IsADirectoryError or what the system says.
    """
    require_regular(path.stat(), path)  # opening a device can do something already
    file = os.open(path, _FLAGS)
    try:
        return read_descriptor(file, path, limit)
    finally:
        os.close(file)


def read_descriptor(file: int, path: object, limit: int) -> bytes:
    """The whole content of an open regular file; ``path`` is what errors call it.

    Raises OSError as `read_limited`.
    """
    found = os.fstat(file)
    require_regular(found, path)
    if found.st_size > limit:
        raise TooLargeError(path, limit)
    parts: list[bytes] = []
    left = limit + 1
    try:
        while left and (part := os.read(file, min(left, _CHUNK))):
            parts.append(part)
            left -= len(part)
    except BlockingIOError:  # a file that has nothing now and may have something later is none
        raise NotRegularError(path) from None
    if not left:
        raise TooLargeError(path, limit)
    return b"".join(parts)


def require_regular(found: os.stat_result, path: object) -> None:
    """Raise OSError for what is no regular file on a disk: NotRegularError, IsADirectoryError."""
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode) or _is_of_the_kernel(found):
        raise NotRegularError(path)


def _is_of_the_kernel(found: os.stat_result) -> bool:
    for name in _OF_THE_KERNEL:
        with contextlib.suppress(OSError):
            if Path(name).stat().st_dev == found.st_dev:
                return os.path.ismount(name)
    return False
