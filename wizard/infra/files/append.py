"""Opening a file that is written to its end, the log: never through a link."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from wizard.infra.files.folders import OpenFolders

_FLAGS: Final = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_APPEND
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", getattr(os, "O_NOINHERIT", 0))
)


def open_to_append(path: Path) -> int:
    """Open the file at ``path``, or make it for its owner alone.

    ``path`` is a real one (`real_paths.real_folder`). Raises OSError: with ELOOP for a link, for a
    file with another name besides, and for what is no file.
    """
    folders = OpenFolders()
    name, folder = folders.at(path)
    file = os.open(name, _FLAGS, 0o600, dir_fd=folder)
    found = os.fstat(file)
    if stat.S_ISREG(found.st_mode) and found.st_nlink <= 1:
        return file
    os.close(file)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
