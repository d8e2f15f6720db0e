"""Who may do what with a file: taken from one file and carried over to the one that replaces it.

A replaced file is a new file: it would have this program's owner and the default mode. Here these
are data, so that the journal can keep them and roll-back can restore them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError

if sys.platform == "win32":
    from wizard.infra.files.permissions import windows as windows_access
    from wizard.infra.files.permissions import windows_handles

OWNER_ONLY: Final = 0o600
_OTHERS: Final = 0o007
_RIGHTS: Final = 0o777
"""A configuration or a key has no use for set-uid and the like, and root must not hand it out."""
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Access:
    """A file's owner, mode and lists of rights, and when it was changed (nanoseconds).

    ``extended`` has Linux's extended attributes (POSIX ACLs, SELinux label) in hexadecimal,
    ``rights`` the Windows DACL as SDDL. ``mtime_ns`` is None where a new file keeps its own time.
    """

    uid: int
    gid: int
    mode: int
    mtime_ns: int | None
    extended: Mapping[str, str]
    rights: str = ""

    @property
    def is_private(self) -> bool:
        """Whether only the owner, and a group that was let in on purpose, can read the file."""
        if sys.platform == "win32":
            return windows_access.is_private(self.rights)
        return not self.mode & _OTHERS

    def narrowed(self) -> Access:
        """The same owner, and nobody else."""
        if sys.platform == "win32":
            return replace(self, rights=windows_access.private_rights())
        return replace(self, mode=OWNER_ONLY, extended={})

    def now(self) -> Access:
        """The same for new content, which has a time of its own."""
        return replace(self, mtime_ns=None)


def access_of(file: int) -> Access:
    """The access of the open file. Raises OSError."""
    found = os.fstat(file)
    if sys.platform == "win32":
        return Access(0, 0, 0, found.st_mtime_ns, {}, windows_access.rights_of_file(file))
    extended = {}
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # file systems without them
            for name in os.listxattr(file):
                extended[name] = os.getxattr(file, name).hex()
    mode = stat.S_IMODE(found.st_mode) & _RIGHTS
    return Access(found.st_uid, found.st_gid, mode, found.st_mtime_ns, extended)


def carry(file: int, path: Path, access: Access) -> None:
    """Give the open file at ``path`` this access.

    Raises OSError, and FilesError ``files.not_writable`` (``owner``) where the owner cannot be
    kept: the agent might no longer be able to read a file that has another.
    """
    if sys.platform == "win32":
        windows_access.set_rights_of_file(file, access.rights)
    else:
        _carry_owner(file, path, access)
        if stat.S_IMODE(os.fstat(file).st_mode) != access.mode:
            # Refused, for a file of one's own, only where there are no modes: on FAT.
            with contextlib.suppress(PermissionError):
                os.fchmod(file, access.mode)
        if sys.platform == "linux":
            for name, value in access.extended.items():
                with contextlib.suppress(OSError):  # labels that the system's policy gives itself
                    os.setxattr(file, name, bytes.fromhex(value))
    if access.mtime_ns is not None:
        target = path if sys.platform == "win32" else file
        os.utime(target, ns=(access.mtime_ns, access.mtime_ns))


def open_to_carry(name: str, folder: int | None) -> int:
    """Open the file of this name in the open folder for `carry`.

    Raises OSError: for a link, and for what is no file or has another name besides.
    """
    if sys.platform == "win32":
        file = windows_handles.open_to_change(name)
    else:
        file = os.open(name, os.O_RDONLY | _NO_FOLLOW | os.O_NONBLOCK, dir_fd=folder)
    found = os.fstat(file)
    if stat.S_ISREG(found.st_mode) and found.st_nlink <= 1:
        return file
    os.close(file)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), name)


def create(name: str, folder: int | None, *, private: bool) -> int:
    """Make a new file in the open folder and open it for writing; a private one is so before its
    first byte.

    Raises OSError: FileExistsError where anything is there already, a link included.
    """
    if sys.platform == "win32":
        return windows_handles.create_file(name, private=private)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW
    return os.open(name, flags, OWNER_ONLY if private else 0o666, dir_fd=folder)


if sys.platform != "win32":

    def _carry_owner(file: int, path: Path, access: Access) -> None:
        now = os.fstat(file)
        if (now.st_uid, now.st_gid) == (access.uid, access.gid):
            return
        try:
            os.fchown(file, access.uid, access.gid)
        except PermissionError as error:
            raise FilesError(Code.FILES_NOT_WRITABLE, "owner", path=str(path)) from error
