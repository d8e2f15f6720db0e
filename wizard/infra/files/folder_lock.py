"""One run at a time in an agent's folder.

The lock is the operating system's, so it ends with the process that holds it: what a killed run
leaves is taken over. The file says who holds it, for the message to the second run.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.lazy_pattern import LazyPattern
from wizard.infra.files.disk import Disk
from wizard.infra.files.errors import writing

LOCK_NAME: Final = ".iot-agent-setup.lock"
_FLAGS: Final = (
    os.O_RDWR
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
_FAR: Final = 1 << 30
"""Windows does not let others read a locked byte: lock one behind the text."""
_MAX_TEXT: Final = 1024
_ATTEMPTS: Final = 10
_PLAIN: Final = LazyPattern(r"[\w.:+-]{1,64}", re.ASCII)


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
                file = self._disk.folders.open(self._path, _FLAGS | os.O_CREAT)
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
            file = self._disk.folders.open(self._path, _FLAGS)
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
        if self._has_name(file):
            self._file = file
            with contextlib.suppress(OSError):  # a full disk: the lock holds unsigned, too
                _sign(file)

    def _has_name(self, file: int) -> bool:
        if sys.platform == "win32":
            return True  # an open file cannot be removed there
        found = self._disk.folders.status(self._path)
        return found is not None and os.path.samestat(os.fstat(file), found)

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
            pid=_plain(who.get("pid")),
            program=_plain(who.get("program")),
            since=_plain(who.get("since")),
        )


def _plain(value: object) -> str:
    """What a lock says, if it is fit to be shown: any account could have written it."""
    text = str(value)
    return text if _PLAIN.fullmatch(text) and value is not None else "?"


def _sign(file: int) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "program": "iot-agent-setup", "since": since}
    os.ftruncate(file, 0)
    os.write(file, json.dumps(holder).encode())


if sys.platform == "win32":
    import msvcrt

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

    def _lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
