"""Reading an agent's folder as root: nothing outside it, no links, no devices, nothing endless."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.ports.files import FileReader
from wizard.infra.files.errors import reading

if sys.platform == "win32":
    from wizard.domain.limited_file import require_regular
    from wizard.infra.files.permissions.windows_handles import require_at

_LARGEST: Final = 1 << 20
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_confined(folder: Path, name: str) -> bytes | None:
    """The regular file ``name`` in ``folder``, which has no other name; None where there is none.

    The folder may belong to another account, which could lay a link to a file of root's there.
    Raises FilesError ``files.unreadable``.
    """
    path = folder / name
    if Path(name).name != name:
        raise FilesError(Code.FILES_UNREADABLE, "permission", path=str(path), reason="")
    with reading(path):
        try:
            file = _open(folder, name)
        except (FileNotFoundError, NotADirectoryError):
            return None
        with os.fdopen(file, "rb") as stream:
            found = os.fstat(file)
            if not stat.S_ISREG(found.st_mode):
                raise FilesError(Code.FILES_UNREADABLE, "not_a_file", path=str(path))
            if found.st_nlink > 1 or found.st_size > _LARGEST:
                raise FilesError(Code.FILES_UNREADABLE, "permission", path=str(path), reason="")
            return stream.read(_LARGEST)


def confined_reader(folder: Path) -> FileReader:
    """Reads what an agent in ``folder`` would read, as far as it lies in the folder itself."""

    def read(path: str) -> bytes | None:
        whole = Path(os.path.normpath(folder / path))
        if whole.parent != folder:
            raise FilesError(Code.FILES_UNREADABLE, "permission", path=path, reason="")
        return read_confined(folder, whole.name)

    return read


def _open(folder: Path, name: str) -> int:
    if sys.platform == "win32":
        require_regular(os.lstat(folder / name), folder / name)  # a folder is only "denied" there
        file = os.open(folder / name, _FLAGS)
        try:
            require_at(file, folder / name)
        except OSError:
            os.close(file)
            raise
        return file
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        return os.open(name, _FLAGS, dir_fd=place)
    finally:
        os.close(place)
