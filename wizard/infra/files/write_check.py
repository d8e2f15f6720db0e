"""Would writing a file succeed? Found without making anything."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite
from wizard.infra.files.disk import Disk, missing_folders
from wizard.infra.files.errors import reading, writing
from wizard.infra.files.folder_lock import FolderLock
from wizard.infra.files.targets import real_path


def check_writable(path: Path) -> None:
    """Raise what writing the file would raise: FilesError ``files.not_writable`` and the like."""
    real = real_path(FileWrite(path, b""))
    folder = real.parent
    with writing(folder):
        missing = missing_folders(folder)
        _check_folder(missing[0].parent if missing else folder)
    FolderLock(real.parent, Disk()).check_free()
    with writing(path):
        try:
            mode = real.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISREG(mode):
            raise FilesError(Code.FILES_NOT_WRITABLE, "not_a_file", path=str(path))
    with reading(path), real.open("rb"):
        pass
    _check_file(real)


if sys.platform == "win32":

    def _check_folder(folder: Path) -> None:
        # Only trying tells, there; the system removes the file with its handle.
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_TEMPORARY | os.O_NOINHERIT
        os.close(os.open(folder / f".iot-agent-setup.{os.getpid()}.probe", flags))

    def _check_file(file: Path) -> None:
        if not file.stat().st_mode & stat.S_IWRITE:
            raise FilesError(Code.FILES_NOT_WRITABLE, "permission", path=str(file), reason="")

else:

    def _check_folder(folder: Path) -> None:
        if os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
            return
        is_read_only = os.statvfs(folder).f_flag & os.ST_RDONLY
        number = errno.EROFS if is_read_only else errno.EACCES
        raise OSError(number, os.strerror(number))

    def _check_file(file: Path) -> None:
        found, user = file.stat(), os.geteuid()
        groups = {os.getegid(), *os.getgroups()}
        if user != 0 and (found.st_uid != user or found.st_gid not in groups):
            raise FilesError(Code.FILES_NOT_WRITABLE, "owner", path=str(file))
        may_write = user == 0 or found.st_mode & stat.S_IWUSR
        if may_write and not os.access(file, os.W_OK, effective_ids=True):
            # The mode allows it and the system does not: an immutable file (chattr +i).
            raise FilesError(Code.FILES_NOT_WRITABLE, "permission", path=str(file), reason="")
