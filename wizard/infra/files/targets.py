"""What writing some files would do, and whether it would succeed: found by looking only."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.files import Change, FileWrite
from wizard.domain.lazy_pattern import LazyPattern
from wizard.infra.files.disk import Disk, missing_folders
from wizard.infra.files.errors import writing
from wizard.infra.files.folder_lock import FolderLock
from wizard.infra.files.folders import OpenFolders
from wizard.infra.files.found_file import find_file
from wizard.infra.files.journal import Entry
from wizard.infra.files.permissions.access import Access
from wizard.infra.files.permissions.readers import ReaderGroup, find_group
from wizard.infra.files.real_paths import real_folder

_OWN_NAMES: Final = LazyPattern(
    r"\.iot-agent-setup\..*|.*\.\d{8}T\d{6}Z\.(?:bak|tmp)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be written. ``path`` is where it really lies, behind links among its folders.

    ``former`` and ``access`` are what is there now; None where there is no file. ``group`` may read
    a secret one.
    """

    write: FileWrite
    path: Path
    former: bytes | None = field(repr=False)
    access: Access | None
    group: ReaderGroup | None = None

    @property
    def same_content(self) -> bool:
        """Whether the content is there already."""
        return self.former == self.write.content

    @property
    def change(self) -> Change:
        """What is to be done. A key that others can read, or its agent cannot, is written anew."""
        if self.access is None:
            return Change.CREATED
        same = self.same_content and self._wanted(self.access) == self.access
        return Change.UNCHANGED if same else Change.UPDATED

    @property
    def new_access(self) -> Access | None:
        """What the new file is given; None for what a new file has anyway."""
        if self.access is None:
            return self.group.for_new_file() if self.group else None
        return self._wanted(self.access).now()

    def _wanted(self, access: Access) -> Access:
        if not self.write.secret:
            return access
        if not access.is_private:
            access = access.narrowed()
        return self.group.let_in(access) if self.group else access


def look(writes: Sequence[FileWrite], folders: OpenFolders) -> list[Target]:
    """Look at every file.

    Raises FilesError ``files.unreadable``, and ``files.not_writable`` for what cannot be replaced
    (``not_a_file``, ``link``) or is asked for twice (``twice``).
    """
    targets = [_look_at(write, folders) for write in writes]
    seen: set[str] = set()
    for target in targets:
        name = os.path.normcase(target.path)
        if name in seen:
            raise FilesError(Code.FILES_NOT_WRITABLE, "twice", path=str(target.write.path))
        seen.add(name)
    return targets


def real_path(path: Path) -> Path:
    """Where the file really lies, behind links among its folders.

    Raises FilesError ``files.not_writable``, ``folder_link`` for a link that is not followed.
    """
    with writing(path):
        whole = path.absolute()
        return real_folder(whole.parent) / whole.name


def free_stamp(entries: Sequence[Entry], now: datetime, folders: OpenFolders) -> str:
    """The UTC time as in names of backups; later where it was given away in the same second.

    Raises FilesError ``files.not_writable`` (``name``) where these names would be too long.
    """
    while True:
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        if not any(_is_taken(entry, stamp, folders) for entry in entries):
            return stamp
        now += timedelta(seconds=1)


def _is_taken(entry: Entry, stamp: str, folders: OpenFolders) -> bool:
    with writing(entry.path):
        names = (entry.backup(stamp), entry.temporary(stamp))
        return any(folders.status(name) is not None for name in names)


def _look_at(write: FileWrite, folders: OpenFolders) -> Target:
    path = real_path(write.path)
    require_foreign_name(path)
    group = find_group(write.reader_group) if write.secret else None
    if group is not None and not all(_lets_in(group, path, folders) for path in write.sources):
        group = None
    found = find_file(folders, path)
    if found is None:
        return Target(write, path, None, None, group)
    return Target(write, path, found.content, found.access, group)


def _lets_in(group: ReaderGroup, source: Path, folders: OpenFolders) -> bool:
    """Whether the group can read the file, or there is none: nobody learns more by a copy."""
    found = find_file(folders, real_path(source))
    return found is None or group.can_read(found.access)


def require_foreign_name(path: Path) -> None:
    """Refuse the names that this program gives its own files: a key in one of them would be lost.

    Raises FilesError ``files.not_writable`` (``own_name``).
    """
    if _OWN_NAMES.fullmatch(path.name):
        raise FilesError(Code.FILES_NOT_WRITABLE, "own_name", path=str(path), name=path.name)


def check_writable(path: Path, disk: Disk) -> None:
    """Raise what writing the file would raise: FilesError ``files.not_writable`` and the like."""
    real = real_path(path)
    require_foreign_name(real)
    folder = real.parent
    with writing(folder):
        missing = missing_folders(folder)
        _check_folder(missing[0].parent if missing else folder)
    FolderLock(folder, disk).check_free()
    found = find_file(disk.folders, real)
    if found is not None:
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
