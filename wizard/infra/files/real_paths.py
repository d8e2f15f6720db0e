"""Finding a folder by its path, component by component.

Whoever owns a folder on the way can exchange names in it between any two looks. As root a link
among the folders counts only where root alone could have made it.

Windows has no calls relative to a folder: there the path is used as it is.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MOST_LINKS: Final = 40
OTHERS_MAY_WRITE: Final = 0o022


class UntrustedLinkError(OSError):
    """A link that another account could have made is on the way; ``filename`` is the link."""

    def __init__(self, link: Path) -> None:
        super().__init__(errno.ELOOP, os.strerror(errno.ELOOP), str(link))


if sys.platform == "win32":

    def open_folder(folder: Path) -> int:
        raise NotImplementedError(folder)

    def real_folder(path: Path) -> Path:
        """``path`` without the links on the way."""
        return Path(os.path.realpath(path))

    def real_file(path: Path) -> Path:
        """``path`` without links, the last name included."""
        return Path(os.path.realpath(path))

else:
    _SEARCH: Final = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW

    @dataclass(slots=True)
    class _Place:
        """Where a descent has come to: an open folder, its real path, the names that are left."""

        file: int
        real: Path
        missing: list[str]

        def enter(self, name: str) -> None:
            entered = os.open(name, _SEARCH, dir_fd=self.file)
            os.close(self.file)
            self.file = entered
            self.real = self.real.parent if name == ".." else self.real / name

        def restart(self) -> None:
            entered = os.open("/", _SEARCH)
            os.close(self.file)
            self.file, self.real = entered, Path("/")

    def real_folder(path: Path) -> Path:
        """``path`` without the links on the way; what is missing at its end stays as it is named.

        Raises OSError: UntrustedLinkError for a link that is not followed.
        """
        place = _descend(path.absolute(), follow=True)
        os.close(place.file)
        return place.real.joinpath(*place.missing)

    def real_file(path: Path) -> Path:
        """``path`` without links, the last name included: what is read may be a link.

        As root only a link that root alone could have made is followed. Raises OSError.
        """
        for _ in range(_MOST_LINKS):
            path = real_folder(path.parent) / path.name
            target = _link_target(path)
            if target is None:
                return path
            path = path.parent / target
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))

    def open_folder(folder: Path) -> int:
        place = _descend(folder, follow=False)
        if place.missing:
            os.close(place.file)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
        return place.file

    def _descend(path: Path, *, follow: bool) -> _Place:
        """Enter the folders of ``path``, from the root on, as far as they are there."""
        place = _Place(os.open("/", _SEARCH), Path("/"), [])
        try:
            left, links = [*reversed(path.parts[1:])], 0
            while left:
                name = left.pop()
                try:
                    place.enter(name)
                    continue
                except FileNotFoundError:
                    place.missing = [name, *reversed(left)]
                    return place
                except OSError as error:
                    if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                        raise _named(error, place.real / name) from error
                    links += 1
                    target = _target_in(place, name, follow=follow and links <= _MOST_LINKS)
                if target.startswith("/"):
                    place.restart()
                left.extend(part for part in reversed(Path(target).parts) if part != "/")
        except BaseException:
            os.close(place.file)
            raise
        return place

    def _target_in(place: _Place, name: str, *, follow: bool) -> str:
        found = os.stat(name, dir_fd=place.file, follow_symlinks=False)
        if not stat.S_ISLNK(found.st_mode):
            number = errno.ENOTDIR
            raise NotADirectoryError(number, os.strerror(number), str(place.real / name))
        if not follow or not _may_follow(found, os.fstat(place.file)):
            raise UntrustedLinkError(place.real / name)
        return os.readlink(name, dir_fd=place.file)

    def _may_follow(link: os.stat_result, folder: os.stat_result) -> bool:
        """Whether nobody but root could have made the link; for who is not root, the system does
        what is needed."""
        if os.geteuid() != 0:
            return True
        return link.st_uid == folder.st_uid == 0 and not folder.st_mode & OTHERS_MAY_WRITE

    def _link_target(path: Path) -> str | None:
        """Where the link at ``path`` leads; None for what is no link."""
        place = _descend(path.parent, follow=False)
        try:
            if place.missing:
                return None
            found = os.stat(path.name, dir_fd=place.file, follow_symlinks=False)
            if not stat.S_ISLNK(found.st_mode):
                return None
            return _target_in(place, path.name, follow=True)
        except FileNotFoundError:
            return None
        finally:
            os.close(place.file)

    def _named(error: OSError, path: Path) -> OSError:
        return OSError(error.errno, error.strerror, str(path))
