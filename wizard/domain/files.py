"""What is to be written into an agent's folder, and what became of each file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileWrite:
    """A file to be written: its whole new content. A ``secret`` one is owner-only.

    ``reader_group``: the group that may read a secret one too, on Linux and where it exists.
    ``sources`` are the files that the secret was taken from: the group is let in only where all of
    them let it in already.
    """

    path: Path
    content: bytes = field(repr=False)
    secret: bool = False
    reader_group: str = ""
    sources: tuple[Path, ...] = field(default=(), compare=False)


class Change(StrEnum):
    """What happened, or would happen, to a file; the last two when a run is undone."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    RESTORED = "restored"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FileResult:
    """A file of a run: what was done to it and where its former content is kept.

    ``readers`` are the accounts and groups that can read a secret one, read back from the disk.
    """

    path: Path
    change: Change
    backup: Path | None = None
    readers: tuple[str, ...] = field(default=(), compare=False)
    elevated: bool = field(default=False, compare=False)
    """Whether it was written with administrator rights, by the writer."""
