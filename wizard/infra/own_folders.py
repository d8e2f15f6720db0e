"""Where the program keeps what is its own: its log, and what it knows of the folders it wrote to.

As root both are where root alone writes, and never in a home that is another account's (`sudo -E`
keeps the caller's): what is trusted later must not lie where others can put it.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

APP: Final = "iot-agent-setup"
OVERRIDE: Final = "IOT_AGENT_SETUP_HOME"
"""The environment variable that names one folder for all of it."""

_ROOT_STATE: Final = Path("/var/lib", APP)
_ROOT_LOG: Final = Path("/var/log", APP)
_MOVED: Final = tuple(f"XDG_{kind}_HOME" for kind in ("CONFIG", "DATA", "STATE", "CACHE"))


def state_folder() -> Path:
    """Where records of runs are kept; it may not be there yet."""
    if (chosen := _chosen()) is not None:
        return chosen / "state"
    if sys.platform == "win32":
        from wizard.infra.files.permissions.windows import is_elevated

        if is_elevated():
            import platformdirs

            return platformdirs.site_data_path(APP, appauthor=False)
    elif os.geteuid() == 0:
        return _ROOT_STATE
    elif not Path(os.environ.get("HOME", "")).is_absolute():
        import pwd

        return Path(pwd.getpwuid(os.geteuid()).pw_dir, ".local", "state", APP)
    import platformdirs

    return platformdirs.user_state_path(APP, appauthor=False)


def config_folder() -> Path:
    """Where the lists of saved hubs and of the keyring's entries are kept."""
    if (chosen := _chosen()) is not None:
        return chosen / "config"
    import platformdirs

    return platformdirs.user_config_path(APP, appauthor=False)


def log_folder() -> Path:
    """Where the log is written unless another file is named."""
    if (chosen := _chosen()) is not None:
        return chosen / "log"
    if sys.platform != "win32" and os.geteuid() == 0:
        return _ROOT_LOG
    import platformdirs

    return platformdirs.user_log_path(APP, appauthor=False)


def leave_foreign_home() -> None:
    """As root with another account's home, work in root's own: no file of root's is left there.

    Everything in the process follows, the libraries' caches and settings too. The way to the
    caller's screen is kept. Call it before anything asks for the home.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    import pwd

    home = os.environ.get("HOME", "")
    if home and not _is_anothers(Path(home)):
        return
    screen_key = Path(home, ".Xauthority")
    if home and "XAUTHORITY" not in os.environ and screen_key.exists():
        os.environ["XAUTHORITY"] = str(screen_key)
    os.environ["HOME"] = pwd.getpwuid(0).pw_dir
    for name in _MOVED:
        if _is_anothers(Path(os.environ.get(name, "/"))):
            del os.environ[name]


def _is_anothers(folder: Path) -> bool:
    """Whether the folder, or the nearest one above that is there, belongs to another account."""
    for place in (folder, *folder.parents):
        try:
            return place.stat().st_uid != 0
        except OSError:
            continue
    return True


def _chosen() -> Path | None:
    """The folder that the environment names; as root only one that root alone can write to."""
    name = os.environ.get(OVERRIDE, "")
    folder = Path(name)
    if not folder.is_absolute():
        return None
    if sys.platform != "win32" and os.geteuid() == 0 and not _is_roots_alone(folder):
        return None
    return folder


def _is_roots_alone(folder: Path) -> bool:
    """Whether no other account can write to the folder or put another one in its place."""
    if folder != folder.resolve():
        return False
    for place in (folder, *folder.parents):
        try:
            found = place.stat()
        except OSError:
            return False
        # In a sticky folder, as /tmp is, only the owner renames what is in it.
        is_open = found.st_mode & 0o022 and (place == folder or not found.st_mode & stat.S_ISVTX)
        if found.st_uid != 0 or is_open:
            return False
    return True
