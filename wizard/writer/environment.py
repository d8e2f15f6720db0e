"""The writer's own environment: nothing that the caller has set decides what runs with rights."""

from __future__ import annotations

import os
import sys
from typing import Final

_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def forget_the_callers_environment() -> None:
    """Nothing that the caller has set decides what is run, or how files are made."""
    os.environ.clear()
    if sys.platform == "win32":
        from wizard.infra.windows_folders import system_folder, windows_folder

        # Of a user's variables, Windows gives the elevated process the same ones.
        windows, system = str(windows_folder()), str(system_folder())
        os.environ.update({"PATH": system, "SYSTEMROOT": windows, "WINDIR": windows})
        os.chdir(system)
        return
    os.environ.update({"PATH": _PATH, "LC_ALL": "C.UTF-8"})
    os.umask(0o022)
    os.chdir("/")
