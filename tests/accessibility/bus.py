"""A session bus of its own with the accessibility bus that a desktop would have started."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.patience import HANG_LIMIT

_LAUNCHERS: Final = (
    Path("/usr/libexec/at-spi-bus-launcher"),
    Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"),
)


def require_accessibility_bus() -> None:
    """Skip where at-spi2-core is not installed; where everything is required, fail."""
    programs = [name for name in ("dbus-daemon", "Xvfb") if shutil.which(name) is None]
    if not any(launcher.exists() for launcher in _LAUNCHERS):
        programs.append("at-spi-bus-launcher")
    if programs:
        required = "CI" in os.environ or os.environ.get("IOT_AGENT_SETUP_REQUIRE_ALL") == "1"
        (pytest.fail if required else pytest.skip)(f"not installed: {', '.join(programs)}")


@contextmanager
def session_bus(environment: Mapping[str, str]) -> Iterator[str]:
    """Run a session bus for programs with this environment; gives its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    bus = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with bus:
        assert bus.stdout is not None
        try:
            yield bus.stdout.readline().strip()
        finally:
            bus.terminate()


def accessibility_bus(session: str) -> str:
    """The address of the bus of screen readers and programs, which the session bus starts."""
    bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    with open_dbus_connection(session) as connection:
        answer = connection.send_and_get_reply(
            new_method_call(bus, "GetAddress"), timeout=HANG_LIMIT
        )
    return str(answer.body[0])
