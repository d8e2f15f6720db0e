"""Folders that are opened once and used by their descriptors.

Whoever owns a folder on the way to a file can exchange names in it between any two looks. What goes
by a descriptor stays in the folder that was found.

Windows has no calls relative to a folder: there the path is used as it is.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.infra.files.real_paths import OTHERS_MAY_WRITE, open_folder

if sys.platform == "win32":
    from wizard.infra.files.permissions.windows_handles import require_at, require_made_at

    def _open_at(name: str, path: Path, flags: int, mode: int) -> int:
        if flags & os.O_CREAT:
            with contextlib.suppress(FileExistsError):
                file = os.open(name, flags | os.O_EXCL, mode)
                require_made_at(file, path)
                return file
        file = os.open(name, flags, mode)
        try:
            require_at(file, path)
        except OSError:
            os.close(file)
            raise
        return file


@dataclass(frozen=True, slots=True)
class FolderIdentity:
    """By what a folder is known again: its device and number, and where it was.

    A device's number may change when the system starts, a path when a folder is renamed; a number
    is given again once a folder is gone. So two of the three must fit, the number always.
    """

    device: int
    number: int
    path: str

    def is_same(self, other: FolderIdentity) -> bool:
        """Whether both are one folder."""
        same_place = self.device == other.device or self.path == other.path
        return self.number == other.number and same_place


class OpenFolders:
    """The open folders of some work, by their real paths; closed when nobody holds them."""

    def __init__(self) -> None:
        self._guard: Final = threading.Lock()
        self._open: Final[dict[Path, int]] = {}
        self._holders = 0

    def hold(self) -> None:
        """Keep the folders open until the same number of `release`."""
        with self._guard:
            self._holders += 1

    def release(self) -> None:
        """Let go; the last one closes them."""
        with self._guard:
            self._holders -= 1
            if self._holders <= 0:
                self._close()

    def at(self, path: Path) -> tuple[str, int | None]:
        """What to give to the system for ``path``: a name and its folder's descriptor.

        ``path`` is a real one: a link among its folders is refused. Raises OSError.
        """
        if sys.platform == "win32":
            return str(path), None
        return path.name, self.descriptor(path.parent)

    def open(self, path: Path, flags: int, mode: int = 0o644) -> int:
        """Open the file at ``path`` itself, and not what another account has put there instead.

        Raises OSError.
        """
        name, folder = self.at(path)
        if sys.platform == "win32":
            return _open_at(name, path, flags, mode)
        return os.open(name, flags, mode, dir_fd=folder)

    def descriptor(self, folder: Path) -> int:
        """The folder's descriptor; not on Windows. Raises OSError."""
        with self._guard:
            if folder not in self._open:
                self._open[folder] = open_folder(folder)
            return self._open[folder]

    def forget(self, folder: Path) -> None:
        """Close the folder, which is gone."""
        with self._guard:
            if (file := self._open.pop(folder, None)) is not None:
                os.close(file)

    def identity(self, folder: Path) -> FolderIdentity:
        """What the folder is known by. Raises OSError."""
        found = folder.stat() if sys.platform == "win32" else os.fstat(self.descriptor(folder))
        return FolderIdentity(found.st_dev, found.st_ino, str(folder))

    def is_open_to_others(self, folder: Path) -> bool:
        """Whether this is root, and another account can put names into the folder. Raises OSError.

        Who is not root gets at nothing that the system would not give it anyway.
        """
        if sys.platform == "win32" or os.geteuid() != 0:
            return False
        found = os.fstat(self.descriptor(folder))
        return found.st_uid != 0 or bool(found.st_mode & OTHERS_MAY_WRITE)

    def names(self, folder: Path) -> list[str]:
        """The names in the folder. Raises OSError."""
        if sys.platform == "win32":
            return [path.name for path in folder.iterdir()]
        listing = os.open(".", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self.descriptor(folder))
        try:
            return os.listdir(listing)  # noqa: PTH208 - by its descriptor
        finally:
            os.close(listing)

    def status(self, path: Path) -> os.stat_result | None:
        """What is at ``path``, a link as itself; None where nothing is. Raises OSError."""
        try:
            name, folder = self.at(path)
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def _close(self) -> None:
        for file in self._open.values():
            os.close(file)
        self._open.clear()

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            self._close()
