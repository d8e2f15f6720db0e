"""Files of another computer as ``read.sh`` prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.domain.errors import Code, FilesError
from wizard.domain.limited_file import CONFIGURATION_LIMIT


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is there and is not read; ``why`` in the words of ``read.sh``."""

    why: bytes

    def error(self, path: Path) -> FilesError:
        """What is to be said about it."""
        name = path.as_posix()
        match self.why:
            case b"not_a_file":
                return FilesError(Code.FILES_UNREADABLE, "not_a_file", path=name)
            case b"not_a_folder":
                return FilesError(Code.FILES_UNREADABLE, "not_a_folder", path=name)
            case b"size":
                most = CONFIGURATION_LIMIT
                return FilesError(Code.FILES_UNREADABLE, "size", path=name, limit=most)
            case _:
                return FilesError(Code.FILES_UNREADABLE, "permission", path=name)


CLOSED: Final = Unreadable(b"unreadable")
"""Without the right to read it."""
_REASONS: Final = (b"not_a_file", b"not_a_folder", b"size", CLOSED.why)


def read_listing(out: bytes, paths: Sequence[Path]) -> dict[Path, bytes | Unreadable | None]:
    """What ``read.sh`` has printed. Raises FilesError where it was cut off."""
    found: dict[Path, bytes | Unreadable | None] = {}
    place = 0
    for path in paths:
        end = out.find(b"\n", place)
        head = out[place:end].split() if end >= 0 else []
        place = end + 1
        match head:
            case [b"none"]:
                found[path] = None
            case [word] if word in _REASONS:
                found[path] = Unreadable(word)
            case [b"file", size] if place + int(size) <= len(out):
                found[path] = out[place : place + int(size)]
                place += int(size) + 1
            case _:
                raise FilesError(
                    Code.FILES_UNREADABLE, path=path.as_posix(), reason="the connection was lost"
                )
    return found
