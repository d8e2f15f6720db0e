"""A screen that nobody looks at: real X for Qt's real platform plug-in, without a desktop."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from typing import Final

# The server ends with the process that asked for it, however that ends: its end of the pipe closes.
# Not sooner: Qt ends a process whose X connection breaks.
_SERVER: Final = """
Xvfb -displayfd 1 -screen 0 1920x1200x24 -nolisten tcp -noreset 2>/dev/null &
exec >&-
read -r _
kill $!
wait
"""
_running: Final[list[subprocess.Popen[str]]] = []


@cache
def virtual_screen() -> Mapping[str, str]:
    """The environment variables that put Qt's windows on this process's own screen.

    One screen a process: windows of two test workers on the same one would take the keyboard focus
    from each other. Where there is no Xvfb, Qt draws into memory; Windows always has a screen.
    """
    return new_screen()


def new_screen() -> Mapping[str, str]:
    """The same for a screen that nobody else in this process has."""
    if sys.platform == "win32":
        return {}
    if shutil.which("Xvfb") is None:
        return {"QT_QPA_PLATFORM": "offscreen"}
    return {"DISPLAY": f":{_start_server()}", "QT_QPA_PLATFORM": "xcb"}


def _start_server() -> str:
    # -displayfd: the server takes a free number by itself and names it once it accepts clients.
    server = subprocess.Popen(
        ["sh", "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    with server.stdout as answer:
        number = answer.readline().strip()
    if not number:
        raise RuntimeError("Xvfb ended instead of opening a display")
    _running.append(server)
    return number
