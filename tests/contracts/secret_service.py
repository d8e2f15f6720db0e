"""A real Secret Service: gnome-keyring on a D-Bus session bus of its own, without a display."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")


def require_secret_service() -> None:
    """Skip where gnome-keyring is not installed; where everything is required, fail."""
    if absent := [name for name in PROGRAMS if shutil.which(name) is None]:
        required = "CI" in os.environ or os.environ.get("IOT_AGENT_SETUP_REQUIRE_ALL") == "1"
        (pytest.fail if required else pytest.skip)(f"not installed: {', '.join(absent)}")


@contextmanager
def secret_service(home: Path, *, unlocked: bool = True) -> Iterator[Mapping[str, str]]:
    """Run one whose login keyring is unlocked; gives the environment that leads to it."""
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, parents=True)
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(home / "data"),
    }
    everything = {**os.environ, **environment}
    everything.pop("DISPLAY", None)
    everything.pop("WAYLAND_DISPLAY", None)
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        env=everything,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with bus:
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        try:
            with _keyring({**everything, **environment}, unlocked=unlocked):
                yield environment
        finally:
            bus.terminate()


@contextmanager
def _keyring(environment: Mapping[str, str], *, unlocked: bool) -> Iterator[None]:
    command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
    daemon = subprocess.Popen(
        [*command, "--unlock"] if unlocked else command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with daemon:
        assert daemon.stdin is not None
        assert daemon.stdout is not None
        try:
            daemon.stdin.write(b"password of the login keyring" if unlocked else b"")
            daemon.stdin.close()
            daemon.stdout.readline()  # it says where it listens once it does
            yield
        finally:
            daemon.terminate()
