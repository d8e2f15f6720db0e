"""The computer stays awake while a run writes: logind is asked on a bus of the test's own."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.secret_service import require_secret_service
from tests.patience import until
from wizard.infra.awake import keep_awake

if sys.platform != "linux":
    pytest.skip("a bus of Linux", allow_module_level=True)

from jeepney import HeaderFields, MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.accessibility.bus import session_bus

NAME = "org.freedesktop.login1"


class Logind:
    """Takes the calls for an inhibitor lock, and holds the other end of each."""

    def __init__(self, bus: DBusConnection, *, refuses: bool = False) -> None:
        self._bus = bus
        self._refuses = refuses
        self.asked: list[tuple[Any, ...]] = []
        self.ends: list[int] = []
        bus.send_and_get_reply(message_bus.RequestName(NAME))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self.asked:
            call = self._bus.receive()
            if call.header.message_type is not MessageType.method_call:
                continue
            assert call.header.fields[HeaderFields.member] == "Inhibit"
            if self._refuses:
                self._bus.send(new_error(call, "org.freedesktop.DBus.Error.AccessDenied"))
            else:
                ours, lock = os.pipe()
                self.ends.append(ours)
                self._bus.send(new_method_return(call, "h", (lock,)))
                os.close(lock)
            self.asked.append(call.body)

    def is_released(self) -> bool:
        """Whether nobody holds the lock: its pipe then has an end."""
        os.set_blocking(self.ends[0], False)
        try:
            return os.read(self.ends[0], 1) == b""
        except BlockingIOError:
            return False


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[DBusConnection]:
    require_secret_service()
    with session_bus(os.environ) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        with open_dbus_connection(address, enable_fds=True) as connection:
            yield connection


def test_logind_is_asked_and_the_lock_is_held_until_the_end(bus: DBusConnection) -> None:
    logind = Logind(bus)
    with keep_awake("An agent is being set up."):
        until(lambda: bool(logind.asked))
        assert logind.asked[0][0] == "sleep:idle"
        assert logind.asked[0][2:] == ("An agent is being set up.", "block")
        assert not logind.is_released()
    until(logind.is_released)
    os.close(logind.ends[0])


def test_who_is_refused_or_has_no_bus_works_on(
    bus: DBusConnection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    logind = Logind(bus, refuses=True)
    with keep_awake("An agent is being set up."):
        until(lambda: bool(logind.asked))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'nothing'}")
    with keep_awake("An agent is being set up."):
        pass
    until(lambda: all(thread.name != "awake" for thread in threading.enumerate()))
