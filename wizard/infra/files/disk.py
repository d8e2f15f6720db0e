"""Every change to the file system that this program makes, one operation a method.

All goes by the descriptors of folders that stay open (`folders`). A seam: the crash tests end the
process before each operation in turn.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.infra.files.folders import OpenFolders
from wizard.infra.files.permissions import access
from wizard.infra.files.permissions.access import Access

if sys.platform == "win32":
    from wizard.infra.files.permissions.windows_handles import (
        may_write,
        require_at,
        require_made_at,
    )

_PATIENCE: Final = 1.0
"""Seconds that a file may be held open by another program on Windows (virus scanners do)."""
_PAUSE: Final = 0.05
_NO_SUCH_CALL: Final = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What network and FUSE file systems answer that cannot sync a folder."""
_SHARING_VIOLATION: Final = 32
"""Windows' number for a file that another program has open."""


class Disk:
    """The operations. All raise OSError; `carry` also FilesError.

    Paths are real ones (`real_paths.real_folder`). Within ``with disk:`` a folder is opened once.
    """

    def __init__(self) -> None:
        self.folders: Final = OpenFolders()

    def __enter__(self) -> Disk:
        self.folders.hold()
        return self

    def __exit__(self, *_: object) -> None:
        self.folders.release()

    def create(self, path: Path, *, private: bool) -> int:
        """Make a new file and open it for writing; a private one is owner-only from the start."""
        file = access.create(*self.folders.at(path), private=private)
        if sys.platform == "win32":
            require_made_at(file, path)
        return file

    def write(self, file: int, content: bytes) -> None:
        """Write all of it."""
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]

    def carry(self, file: int, path: Path, rights: Access) -> None:
        """Give the open file owner, mode and rights."""
        access.carry(file, path, rights)

    def sync(self, file: int) -> None:
        """Wait until the content is on the disk."""
        os.fsync(file)

    def replace(self, source: Path, target: Path) -> None:
        """Put ``source`` in the place of ``target``: one or the other is there at any moment."""
        (old, old_folder), (new, new_folder) = self.folders.at(source), self.folders.at(target)
        try:
            _patiently(lambda: os.replace(old, new, src_dir_fd=old_folder, dst_dir_fd=new_folder))
        except PermissionError:
            if sys.platform == "win32" and may_write(target):
                # Said as "access denied", though the file may be written: somebody has it open.
                raise OSError(None, "held open", str(target), _SHARING_VIOLATION) from None
            raise

    def remove(self, path: Path) -> None:
        """Remove the file; one that is not there is no error."""
        with contextlib.suppress(FileNotFoundError):
            name, folder = self.folders.at(path)
            _patiently(lambda: os.unlink(name, dir_fd=folder))

    def make_folder(self, path: Path) -> None:
        """Make one folder; its parent exists."""
        name, folder = self.folders.at(path)
        os.mkdir(name, dir_fd=folder)
        with contextlib.suppress(PermissionError):  # a parent that may be written, not listed
            self.sync_folder(path.parent)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        name, folder = self.folders.at(path)
        os.rmdir(name, dir_fd=folder)
        self.folders.forget(path)

    def sync_folder(self, path: Path) -> None:
        """Wait until the folder's entries are on the disk, where the system has such a call."""
        if sys.platform == "win32":
            return
        folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self.folders.descriptor(path))
        try:
            os.fsync(folder)
        except OSError as error:
            if error.errno not in _NO_SUCH_CALL:
                raise
        finally:
            os.close(folder)

    def store(
        self,
        path: Path,
        content: bytes,
        *,
        private: bool,
        rights: Access | None = None,
        mode: int | None = None,
    ) -> None:
        """Make a new file with this content, on the disk when this returns."""
        file = self.create(path, private=private)
        try:
            self.write(file, content)
            if rights is not None:
                self.carry(file, path, rights)
            if mode is not None and sys.platform != "win32":
                os.fchmod(file, mode)
            self.sync(file)
        finally:
            os.close(file)

    def save(
        self,
        path: Path,
        content: bytes,
        *,
        private: bool,
        draft: Path | None = None,
        mode: int | None = None,
    ) -> None:
        """Put a file with this content in the place of ``path`` in one step, or change nothing.

        ``mode`` is what it is given once it is whole; None: it stays as it was made.
        ``draft`` is where it is made, in the same folder: only there a rename is atomic. A killed
        program may leave it, so who looks for such remains gives it a name to be found by.
        """
        draft = draft or path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.tmp")
        self.remove(draft)
        try:
            self.store(draft, content, private=private, mode=mode)
            self.replace(draft, path)
        except BaseException:
            with contextlib.suppress(OSError):
                self.remove(draft)
            raise
        self.sync_folder(path.parent)

    def restore(self, backup: Path, target: Path, rights: Access, content: str) -> None:
        """Put ``backup`` in the place of ``target`` with the rights that ``target`` once had.

        ``content`` is its digest. Raises FilesError ``files.not_writable`` (``backup_changed``)
        where it has another: the rights are for the content that had them.
        """
        file = access.open_to_carry(*self.folders.at(backup))
        try:
            if sys.platform == "win32":
                require_at(file, backup)
            if digest_of(file) != content:
                raise FilesError(Code.FILES_NOT_WRITABLE, "backup_changed", path=str(backup))
            self.carry(file, backup, rights)
            self.sync(file)
        finally:
            os.close(file)
        self.replace(backup, target)


def digest(content: bytes) -> str:
    """By what a file's content is known again."""
    return hashlib.sha256(content).hexdigest()


def digest_of(file: int) -> str:
    """The digest of an open file. Raises OSError."""
    with os.fdopen(file, "rb", closefd=False) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def missing_folders(folder: Path) -> list[Path]:
    """The folders that are to be made for this one to be there, the outermost first.

    Raises NotADirectoryError where a file is in the way.
    """
    found: list[Path] = []
    while not folder.exists():
        found.insert(0, folder)
        folder = folder.parent
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    return found


def remove_folders(disk: Disk, folders: Sequence[Path]) -> None:
    """Remove the folders, given from the outermost; those that are in use stay."""
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            disk.remove_folder(folder)


def _patiently(operation: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            operation()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
        else:
            return
