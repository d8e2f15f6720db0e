"""Whether the wizard can be shown here, asked before Qt is: Qt would abort the process.

Imports no Qt. Only Linux has displays that may be missing.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern
from wizard.text.language import _

_NEEDS_NOTHING: Final = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs", "minimalegl")
_LIBRARY: Final = LazyPattern(r"(lib[\w.+-]+?\.so(?:\.\d+)*): cannot open shared object")
_SONAME: Final = LazyPattern(r"(lib[\w.+-]+?)\.so(?:\.(\d+))?.*")
_PACKAGES: Final = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
"""Debian's names where they do not follow from the library's."""


def why_not() -> str:
    """Why no window can be shown, and what to do, in two sentences; "" where one can."""
    if sys.platform != "linux":
        return ""
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if wanted in _NEEDS_NOTHING:
        return ""
    if not any(connects(wanted) for connects in _reachable(wanted)):
        return _unusable()
    return _lacking_library(wanted)


def words_about(error: ImportError) -> str:
    """What to say where Qt's own modules cannot be loaded; "" where it is no library's lack."""
    found = _LIBRARY.search(str(error))
    return _missing(found[1]) if found else ""


def _reachable(wanted: str) -> tuple[Callable[[str], bool], ...]:
    """In Qt's order: what is asked for, else Wayland and then X."""
    if wanted.startswith("wayland"):
        return (_wayland_answers,)
    return (_x_answers,) if wanted == "xcb" else (_wayland_answers, _x_answers)


def _wayland_answers(_wanted: str) -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    if sys.platform == "win32" or not name:
        return False
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / name
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.settimeout(2)
            sock.connect(str(path))
    except (OSError, ValueError):
        return False
    return True


def _x_answers(_wanted: str) -> bool:
    """Whether the X server lets this program in: asked with its own library, as Qt does."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # which library is lacking is told by `_lacking_library`
    xcb.xcb_connect.restype = ctypes.c_void_p
    for function in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        function.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(None, None)
    try:
        return bool(xcb.xcb_connection_has_error(connection) == 0)
    finally:
        xcb.xcb_disconnect(connection)


def _lacking_library(wanted: str) -> str:
    """Load Qt's part for X, which it will load itself: one library less and it aborts."""
    if wanted.startswith("wayland") or not os.environ.get("DISPLAY"):
        return ""
    found = importlib.util.find_spec("PySide6")
    folder = Path(found.origin).parent if found and found.origin else None
    plugin = folder / "Qt" / "plugins" / "platforms" / "libqxcb.so" if folder else None
    if plugin is None or not plugin.exists():
        return ""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        library = _LIBRARY.search(str(error))
        is_needed = not _wayland_answers(wanted)
        return _missing(library[1]) if library and is_needed else ""
    return ""


def _unusable() -> str:
    names = [os.environ[name] for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    displays = ", ".join(repr(name)[1:-1][:80] for name in names)
    if displays and hasattr(os, "geteuid") and os.geteuid() == 0:
        words = _(
            "The display {displays} cannot be used: nothing answers there, or it belongs to "
            "another user and does not admit root.\nStart the program as the user who is logged in "
            "there, allow root with xhost +si:localuser:root, or use the commands apply and check "
            "(see --help)."
        )
    elif displays:
        words = _(
            "The display {displays} cannot be used: nothing answers there.\nStart the program in a "
            "desktop session or in a new session with ssh -X, or use the commands apply and check "
            "(see --help)."
        )
    else:
        words = _(
            "The display that Qt is configured for cannot be used: nothing answers there.\nStart "
            "the program in a desktop session or in a new session with ssh -X, or use the commands "
            "apply and check (see --help)."
        )
    return words.format(displays=displays)


def _missing(library: str) -> str:
    words = _(
        "The system library {library} is missing; without it no window can be shown.\nInstall its "
        "package (on Debian and Ubuntu: {package}), or use the commands apply and check "
        "(see --help)."
    )
    return words.format(library=library, package=package_of(library))


def package_of(library: str) -> str:
    """Debian's package of a library: its name and the number behind it."""
    match = _SONAME.fullmatch(library)
    if library in _PACKAGES or match is None:
        return _PACKAGES.get(library, library)
    name, number = match[1].lower().replace("_", "-"), match[2] or ""
    return f"{name}-{number}" if name[-1].isdigit() and number else f"{name}{number}"
