"""What a fault may depend on besides the set-up: versions and system, and nobody's name."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from wizard import __version__


def environment() -> Mapping[str, str]:
    """Program, Python, Qt (where it is loaded) and operating system; no host or user name."""
    found = {"program": f"iot-agent-setup {__version__}", "python": sys.version.split()[0]}
    if (qt := sys.modules.get("PySide6")) is not None:
        found["qt"] = str(getattr(qt, "__version__", "unknown"))
    return found | {"system": _system()}


def _system() -> str:
    """`platform` is avoided on Windows, where it asks a service that may take seconds."""
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        machine = os.environ.get("PROCESSOR_ARCHITECTURE", "")
        return f"Windows {version.major}.{version.minor} build {version.build} {machine}".strip()
    import platform

    kernel = os.uname()
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = kernel.sysname
    return f"{name}, {kernel.sysname} {kernel.release} {kernel.machine}"
