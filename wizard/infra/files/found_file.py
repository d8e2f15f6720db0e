"""Reading a file by one descriptor: what is judged, read and noted is one and the same file."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.limited_file import CONFIGURATION_LIMIT, read_descriptor, require_regular
from wizard.infra.files.errors import reading, writing
from wizard.infra.files.folders import OpenFolders
from wizard.infra.files.permissions.access import Access, access_of
from wizard.infra.files.real_paths import real_file, real_folder

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe would be waited for
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is there: its bytes, and who may do what with it."""

    content: bytes = field(repr=False)
    access: Access


def find_file(folders: OpenFolders, path: Path) -> FoundFile | None:
    """The file at ``path``, which is to be replaced; None where there is none.

    Raises FilesError ``files.not_writable`` (``link``, ``not_a_file``, ``other_names``) for what
    must not be replaced, ``files.unreadable``.
    """
    with writing(path):
        found = folders.status(path)
        if found is None:
            return None
        _require_replaceable(found, folders, path)
    with reading(path):
        file = _opened(folders, path)
    with os.fdopen(file, "rb"):
        with writing(path):
            _require_replaceable(os.fstat(file), folders, path)
        with reading(path):
            return FoundFile(read_descriptor(file, path, CONFIGURATION_LIMIT), access_of(file))


def read_file(path: Path) -> bytes | None:
    """The bytes of a regular file, or of the one that a link leads to; None where there is none.

    As root no link is followed that another account could have made, and no file is read that such
    an account has given a second name. Raises FilesError ``files.unreadable``, also for a folder or
    a device.
    """
    folders = OpenFolders()
    folders.hold()
    try:
        with reading(path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            real = real_file(path.absolute())
            found = folders.status(real)
            if found is None:
                return None
            _require_readable(found, folders, path, real)
            require_regular(found, path)  # opening one of the kernel's can do something already
            with os.fdopen(_opened(folders, real), "rb") as stream:
                _require_readable(os.fstat(stream.fileno()), folders, path, real)
                return read_descriptor(stream.fileno(), path, CONFIGURATION_LIMIT)
        return None
    finally:
        folders.release()


def file_names(folder: Path) -> tuple[str, ...]:
    """The names of the regular files in a folder, and of the links to such.

    Raises FilesError ``files.unreadable``.
    """
    with reading(folder):
        try:
            return tuple(path.name for path in real_folder(folder).iterdir() if path.is_file())
        except (FileNotFoundError, NotADirectoryError):
            return ()


def is_there(path: Path) -> bool:
    """Whether anything is at this path; what cannot be seen counts as there."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return True


def _opened(folders: OpenFolders, path: Path) -> int:
    return folders.open(path, _FLAGS)


def _require_replaceable(found: os.stat_result, folders: OpenFolders, path: Path) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise FilesError(
            Code.FILES_NOT_WRITABLE, "link", path=str(path), reason=_target(folders, path)
        )
    if not stat.S_ISREG(found.st_mode):
        raise FilesError(Code.FILES_NOT_WRITABLE, "not_a_file", path=str(path))
    if found.st_nlink > 1:
        raise FilesError(Code.FILES_NOT_WRITABLE, "other_names", path=str(path))


def _require_readable(found: os.stat_result, folders: OpenFolders, path: Path, real: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise FilesError(Code.FILES_UNREADABLE, "not_a_file", path=str(path))
    if found.st_nlink > 1 and folders.is_open_to_others(real.parent):
        raise FilesError(Code.FILES_UNREADABLE, "other_names", path=str(path))


def _target(folders: OpenFolders, path: Path) -> str:
    name, folder = folders.at(path)
    with contextlib.suppress(OSError):
        return os.readlink(name, dir_fd=folder)
    return os.strerror(errno.ELOOP)
