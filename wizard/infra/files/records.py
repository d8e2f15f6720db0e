"""Where the journal and the undo record of a folder lie: outside it, where nobody else can write.

Undoing removes and replaces files and gives them owners, often as root, and the agent's folder may
belong to an unprivileged account. So what is obeyed lies in the program's own folder, under the
identity of the folder that it is about. What lies in the folder itself is reported, not obeyed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.lazy_pattern import LazyPattern
from wizard.infra.files.disk import Disk, missing_folders
from wizard.infra.files.errors import writing
from wizard.infra.files.folders import FolderIdentity
from wizard.infra.files.real_paths import real_folder

if sys.platform == "win32":
    from wizard.infra.files.permissions import windows as windows_access

FORMER_JOURNAL: Final = ".iot-agent-setup.journal"
FORMER_RECORD: Final = ".iot-agent-setup.undo"
"""What versions up to 0.1 left in the agent's folder."""
_MAX_BYTES: Final = 1 << 20
_NAME: Final = LazyPattern(r"([0-9a-f]+)-([0-9a-f]+)-([0-9a-f]{16})\.(?:journal|undo)")
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


class RunRecords:
    """The records of one folder. Methods raise OSError, and FilesError as they say."""

    def __init__(self, folder: Path, state: Path, disk: Disk) -> None:
        """``folder`` is there; ``state`` is the program's own folder, made by `prepare`."""
        self._disk: Final = disk
        self._state: Final = real_folder(state)
        self.folder: Final = folder
        self.identity: Final = disk.folders.identity(folder)
        self._key: Final = self._known_key() or _key(self.identity)

    @property
    def journal(self) -> Path:
        """What a run under way does."""
        return self._state / f"{self._key}.journal"

    @property
    def undo(self) -> Path:
        """What the last run did."""
        return self._state / f"{self._key}.undo"

    def prepare(self) -> None:
        """Make the program's own folder. Raises FilesError where it cannot be, or is not safe."""
        prepare_state(self._state, self._disk)

    def read(self, path: Path) -> bytes | None:
        """A record's content; None where there is none.

        Raises FilesError ``files.not_writable`` (``state_folder``) for what another account could
        have written.
        """
        return read_record(path, self._disk)

    def save(self, path: Path, content: bytes) -> None:
        """Put a record on the disk in one step."""
        self._disk.save(path, content, private=True, draft=path.with_name(path.name + ".next"))

    def remove(self, path: Path) -> None:
        """Remove a record and what a killed run left of its draft; none is no error."""
        for name in (path.name + ".next", path.name):
            if self._disk.folders.status(path.with_name(name)) is not None:
                self._disk.remove(path.with_name(name))

    def former(self, name: str) -> Path | None:
        """A record of an earlier version, or of a stranger, in the folder itself."""
        path = self.folder / name
        return None if self._disk.folders.status(path) is None else path

    def _known_key(self) -> str:
        """The key under which the folder is known already; "" where it is not."""
        try:
            names = self._disk.folders.names(self._state)
        except (FileNotFoundError, NotADirectoryError):
            return ""
        own = _key(self.identity)
        for name in sorted(names, key=lambda name: not name.startswith(own)):
            if (parts := _NAME.fullmatch(name)) and _fits(parts, own):
                return "-".join(parts.groups())
        return ""


def read_record(path: Path, disk: Disk) -> bytes | None:
    """The content of a file in a folder of the program's own; None where there is none.

    Raises OSError, and FilesError ``files.not_writable`` (``state_folder``) for what another
    account could have written.
    """
    try:
        file = disk.folders.open(path, _FLAGS)
    except FileNotFoundError:
        return None
    with os.fdopen(file, "rb") as stream:
        _require_own(path.parent, disk)
        if not _is_own(os.fstat(file), stat.S_IFREG) or not _is_closed(file, path):
            raise FilesError(Code.FILES_NOT_WRITABLE, "state_folder", path=str(path))
        return stream.read(_MAX_BYTES)


def prepare_state(state: Path, disk: Disk) -> None:
    """Make the program's own folder, for its owner alone.

    Raises FilesError ``files.not_writable``; ``state_folder`` where another account has it.
    """
    with writing(state):
        for folder in missing_folders(state):
            try:
                disk.make_folder(folder)
            except FileExistsError:  # another run was faster
                continue
            if folder == state:
                _close_to_others(folder, disk)
        _require_own(state, disk)


def check_state(state: Path, disk: Disk) -> None:
    """Raise now what `prepare_state` would raise, as far as it can be known; make nothing."""
    with writing(state):
        real = real_folder(state)
        missing = missing_folders(real)
        if not missing:
            _require_own(real, disk)
        above = missing[0].parent if missing else real
        if not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(above))


def _key(identity: FolderIdentity) -> str:
    place = hashlib.sha256(os.fsencode(identity.path)).hexdigest()[:16]
    return f"{identity.number:x}-{identity.device:x}-{place}"


def _fits(parts: re.Match[str], own: str) -> bool:
    """Whether both keys are one folder's: see `FolderIdentity`."""
    number, device, place = own.split("-")
    return parts[1] == number and (parts[2] == device or parts[3] == place)


if sys.platform == "win32":

    def _close_to_others(folder: Path, _disk: Disk) -> None:
        windows_access.set_rights(folder, windows_access.private_folder_rights())

    def _require_own(state: Path, _disk: Disk) -> None:
        # Everybody may make folders in ProgramData, and files in one that inherits its rights.
        rights = windows_access.rights_of(state)
        is_closed = windows_access.is_closed(rights, windows_access.trusted_user())
        if not is_closed or not windows_access.is_own(state):
            raise FilesError(Code.FILES_NOT_WRITABLE, "state_folder", path=str(state))

    def _is_own(found: os.stat_result, kind: int) -> bool:
        return stat.S_IFMT(found.st_mode) == kind

    def _is_closed(file: int, path: Path) -> bool:
        # It could have been made before its folder was closed, or by the user's other programs.
        if windows_access.trusted_user():
            return True
        is_closed = windows_access.is_closed(windows_access.rights_of_file(file), "")
        return is_closed and windows_access.is_own(path)

else:

    def _close_to_others(folder: Path, disk: Disk) -> None:
        listing = os.open(".", os.O_RDONLY, dir_fd=disk.folders.descriptor(folder))
        try:
            os.fchmod(listing, 0o700)
        finally:
            os.close(listing)

    def _require_own(state: Path, disk: Disk) -> None:
        if not _is_own(os.fstat(disk.folders.descriptor(state)), stat.S_IFDIR):
            raise FilesError(Code.FILES_NOT_WRITABLE, "state_folder", path=str(state))

    def _is_closed(_file: int, _path: Path) -> bool:
        return True  # `_is_own` has said so

    def _is_own(found: os.stat_result, kind: int) -> bool:
        is_kind = stat.S_IFMT(found.st_mode) == kind
        return is_kind and found.st_uid == os.geteuid() and not found.st_mode & 0o022
