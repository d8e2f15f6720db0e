"""Who can read a key: the agent's group let in where there is one, and what it came to."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import Final

from wizard.infra.files.permissions.access import Access

if sys.platform == "win32":
    from wizard.infra.files.permissions import windows as windows_access

_GROUP_MAY_READ: Final = 0o040
_OTHERS_MAY_READ: Final = 0o004
_OWNER: Final = 0o700
_ACL: Final = "system.posix_acl_access"


@dataclass(frozen=True, slots=True)
class ReaderGroup:
    """A group of this computer that this account may give files to.

    ``uid`` is the account of the same name, None where there is none; ``also`` are all groups that
    it is in.
    """

    gid: int
    uid: int | None = None
    also: frozenset[int] = frozenset()

    def let_in(self, access: Access) -> Access:
        """The access with which the group can read, and its account is not the owner.

        What lets it in already stays: a group that the account is in, or a list of rights.
        """
        is_owner = self.uid is not None and access.uid == self.uid
        has_right = access.gid in self.also | {self.gid} and access.mode & _GROUP_MAY_READ
        if not is_owner and (has_right or _ACL in access.extended):
            return access
        extended = {name: value for name, value in access.extended.items() if name != _ACL}
        return replace(
            access,
            uid=_user() if is_owner else access.uid,
            gid=self.gid,
            mode=access.mode & _OWNER | _GROUP_MAY_READ,
            extended=extended,
        )

    def can_read(self, access: Access) -> bool:
        """Whether the group, or its account, gets at the content already."""
        by_group = access.gid in self.also | {self.gid} and access.mode & _GROUP_MAY_READ
        is_owner = self.uid is not None and access.uid == self.uid
        return bool(by_group or is_owner or access.mode & _OTHERS_MAY_READ)

    def for_new_file(self) -> Access:
        """The access of a new key: its owner's, and the group may read."""
        return Access(_user(), self.gid, 0o600 | _GROUP_MAY_READ, None, {})


if sys.platform == "win32":

    def find_group(_name: str) -> ReaderGroup | None:
        """There are no such groups: the agent runs as SYSTEM, which may read every key."""
        return None

    def readers_of(access: Access) -> tuple[str, ...]:
        """Whom the file's DACL lets in."""
        names = {"SY": "SYSTEM", "BA": "Administrators", windows_access.user_sid(): _user_name()}
        return tuple(names.get(sid, sid) for sid in windows_access.let_in(access.rights))

    def _user_name() -> str:
        return windows_access.user_name()

    def _user() -> int:
        return 0

else:
    import grp
    import pwd

    def find_group(name: str) -> ReaderGroup | None:
        """The group; None where there is none, or this account may not give files to it."""
        if not name:
            return None
        try:
            gid = grp.getgrnam(name).gr_gid
        except KeyError:
            return None
        if os.geteuid() != 0 and gid not in (os.getegid(), *os.getgroups()):
            return None
        try:
            found = pwd.getpwnam(name)
            return ReaderGroup(gid, found.pw_uid, frozenset(os.getgrouplist(name, found.pw_gid)))
        except (KeyError, OSError):
            return ReaderGroup(gid)

    def readers_of(access: Access) -> tuple[str, ...]:
        """The owner's name, and the group's where it may read."""
        try:
            owner = pwd.getpwuid(access.uid).pw_name
        except KeyError:
            owner = str(access.uid)
        if not access.mode & _GROUP_MAY_READ:
            return (owner,)
        try:
            return owner, grp.getgrgid(access.gid).gr_name
        except KeyError:
            return owner, str(access.gid)

    def _user() -> int:
        return os.geteuid()
