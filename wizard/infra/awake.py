"""Keeping the computer from falling asleep by itself. A courtesy: where it cannot be had, nothing
is said.

Linux: an inhibitor lock of logind (https://systemd.io/INHIBITOR_LOCKS), which ends when its file
descriptor is closed. Windows: SetThreadExecutionState, which holds for the thread that called it.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_log: Final = logging.getLogger(__name__)
_CONTINUOUS: Final = 0x80000000
_SYSTEM_REQUIRED: Final = 0x00000001
_BUS_SECONDS: Final = 5.0


@contextmanager
def keep_awake(why: str) -> Iterator[None]:
    """While it is entered, the computer does not go to sleep unless somebody sends it there.

    Nothing waits for the system's answer: a thread asks, and holds what it got until the end.
    """
    is_over = threading.Event()
    threading.Thread(target=_hold, args=(why, is_over), name="awake", daemon=True).start()
    try:
        yield
    finally:
        is_over.set()


def _hold(why: str, is_over: threading.Event) -> None:
    hold = _hold_on_windows if sys.platform == "win32" else _hold_with_logind
    try:
        hold(why, is_over)
    except Exception as error:  # whatever the bus or the library comes with
        _log.info("the computer may fall asleep meanwhile: %s", type(error).__name__)


def _hold_with_logind(why: str, is_over: threading.Event) -> None:
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import unwrap_msg

    logind = "org.freedesktop.login1"
    manager = DBusAddress("/org/freedesktop/login1", logind, f"{logind}.Manager")
    what = ("sleep:idle", "IoT Agent Setup", why, "block")
    with open_dbus_connection("SYSTEM", enable_fds=True) as bus:
        call = new_method_call(manager, "Inhibit", "ssss", what)
        lock = unwrap_msg(bus.send_and_get_reply(call, timeout=_BUS_SECONDS))[0].to_raw_fd()
    try:
        is_over.wait()
    finally:
        os.close(lock)


def _hold_on_windows(_why: str, is_over: threading.Event) -> None:
    if sys.platform != "win32":
        return
    state = ctypes.windll.kernel32.SetThreadExecutionState
    state(_CONTINUOUS | _SYSTEM_REQUIRED)
    try:
        is_over.wait()
    finally:
        state(_CONTINUOUS)
