"""One run at a time in an agent's folder.

The lock is the operating system's, so it ends with the process that holds it: what a killed run
leaves is taken over. The file says who holds it, for the message to the second run.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.infra.files.disk import Disk
from wizard.infra.files.errors import writing

LOCK_NAME: Final = ".iot-agent-setup.lock"
_FLAGS: Final = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_FAR: Final = 1 << 30
"""Windows does not let others read a locked byte: lock one behind the text."""
_MAX_TEXT: Final = 1024
_ATTEMPTS: Final = 10


class FolderLock:
    """The lock on one folder, held from `acquire` to `release`."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._path: Final = folder / LOCK_NAME
        self._disk: Final = disk
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises FilesError ``files.busy`` (``run``, with pid, program and since) where a living
        process has it, and ``files.not_writable``.
        """
        with writing(self._path.parent):
            for _ in range(_ATTEMPTS):
                file = os.open(self._path, _FLAGS | os.O_CREAT, 0o644)
                try:
                    self._try(file)
                finally:
                    if self._file is None:
                        os.close(file)
                if self._file is not None:
                    return
            raise FilesError(Code.FILES_BUSY, path=str(self._path))

    def release(self) -> None:
        """Give the lock back and remove its file. Does nothing where it is not held."""
        if self._file is None:
            return
        file, self._file = self._file, None
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(file)
            with contextlib.suppress(OSError):  # the next run has it open already: it is theirs
                self._disk.remove(self._path)
        else:
            # Removed while it is locked: whoever waits sees that its file is gone (`_try`).
            with contextlib.suppress(OSError):
                self._disk.remove(self._path)
            os.close(file)

    def check_free(self) -> None:
        """Raise what `acquire` would raise because of another run; change nothing."""
        try:
            file = os.open(self._path, _FLAGS)
        except OSError:
            return
        try:
            if not _lock(file):
                raise self._busy(file)
        finally:
            os.close(file)

    def _try(self, file: int) -> None:
        """Lock and sign the open file, unless it has lost its name to a release meanwhile."""
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            # Somebody's trap: signing it would overwrite what it is linked to.
            raise FilesError(Code.FILES_NOT_WRITABLE, "link", path=str(self._path), reason="")
        if not _lock(file):
            raise self._busy(file)
        if _has_name(file, self._path):
            self._file = file
            with contextlib.suppress(OSError):  # a full disk: the lock holds unsigned, too
                _sign(file)

    def _busy(self, file: int) -> FilesError:
        holder: object = None
        with contextlib.suppress(OSError, ValueError):
            os.lseek(file, 0, os.SEEK_SET)
            holder = json.loads(os.read(file, _MAX_TEXT))
        who = holder if isinstance(holder, dict) else {}
        return FilesError(
            Code.FILES_BUSY,
            "run",
            path=str(self._path.parent),
            pid=str(who.get("pid", "?")),
            program=str(who.get("program", "?")),
            since=str(who.get("since", "?")),
        )


def _sign(file: int) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "program": "iot-agent-setup", "since": since}
    os.ftruncate(file, 0)
    os.write(file, json.dumps(holder).encode())


if sys.platform == "win32":
    import msvcrt

    def _has_name(_file: int, _path: Path) -> bool:
        return True  # an open file cannot be removed there

    def _lock(file: int) -> bool:
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(file, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _has_name(file: int, path: Path) -> bool:
        try:
            return os.path.samestat(os.fstat(file), path.lstat())
        except FileNotFoundError:
            return False

    def _lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
