"""Whether somebody types at a stream."""

from __future__ import annotations

import sys
from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """Whether there is a terminal behind it, at which a person can be asked.

    On Windows ``isatty`` is true for every character device, NUL too, as services and scheduled
    tasks have it; waiting for a key without a console behind never ends there.
    """
    if stream is None or not stream.isatty():
        return False
    return sys.platform != "win32" or _has_console(stream.fileno())


def _has_console(number: int) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes
    import msvcrt

    mode = ctypes.c_ulong()
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(number))
    return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
