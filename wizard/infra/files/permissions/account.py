"""Whether another account of this computer could read a file: by owner, group, mode and ACL.

Told from outside the account, as the kernel would decide; Linux only.
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_READ: Final = 4
_SEARCH: Final = 1

# linux/posix_acl.h and posix_acl_xattr.h
_ACL: Final = "system.posix_acl_access"
_ACL_HEADER: Final = 4
_ACL_ENTRY: Final = struct.Struct("<HHI")
_USER: Final = 0x02
_GROUP_OBJECT: Final = 0x04
_GROUP: Final = 0x08
_MASK: Final = 0x10


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the kernel would ask for: a user and all groups that it is in."""

    uid: int
    groups: frozenset[int]


def access_barrier(path: Path, name: str) -> Path | None:
    """The first folder on the way, or the file itself, that keeps the account from reading it.

    None where nothing does, and where it cannot be told.
    """
    account = _account(name)
    if account is None:
        return None
    try:
        for folder in _folders(path):
            if not _may(account, folder, _SEARCH):
                return folder
        return None if _may(account, path, _READ) else path
    except OSError:
        return None


def _account(name: str) -> Account | None:
    if sys.platform != "linux":
        return None
    import pwd

    try:
        found = pwd.getpwnam(name)
        groups = os.getgrouplist(name, found.pw_gid)
    except (KeyError, OSError):
        return None
    return Account(found.pw_uid, frozenset(groups))


def _folders(path: Path) -> Iterator[Path]:
    """Every folder on the way to the file, and to where links lead it, from the root."""
    places = (path.absolute(), path.resolve())
    yield from dict.fromkeys(folder for place in places for folder in reversed(place.parents))


def _may(account: Account, path: Path, wish: int) -> bool:
    found = path.stat()
    if account.uid == 0:
        return True
    if account.uid == found.st_uid:
        return bool(found.st_mode >> 6 & wish)
    entries = _entries(path)
    mask = next((bits for tag, bits, _ in entries if tag == _MASK), 7)
    for tag, bits, owner in entries:
        if tag == _USER and owner == account.uid:
            return bool(bits & mask & wish)
    of_groups = [
        bits & mask
        for tag, bits, owner in entries
        if (tag == _GROUP_OBJECT and found.st_gid in account.groups)
        or (tag == _GROUP and owner in account.groups)
    ]
    if of_groups:
        return any(bits & wish for bits in of_groups)
    return bool(stat.S_IMODE(found.st_mode) & wish)


def _entries(path: Path) -> list[tuple[int, int, int]]:
    """The file's ACL as (tag, bits, id); where it has none, what its mode says of its group."""
    raw = b""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            raw = os.getxattr(path, _ACL)
    if not raw:
        return [(_GROUP_OBJECT, path.stat().st_mode >> 3 & 7, 0)]
    return [tuple(entry) for entry in _ACL_ENTRY.iter_unpack(raw[_ACL_HEADER:])]
