"""Folders whose names differ in capitals alone: on Linux they are different folders."""

from __future__ import annotations

import os
from pathlib import Path


def look_alikes(directory: Path) -> tuple[Path, ...]:
    """Those beside ``directory``. Where capitals make no difference, the folder itself is none."""
    try:
        entries = sorted(os.scandir(directory.parent), key=lambda entry: entry.name)
    except OSError:
        return ()
    wanted = directory.name.casefold()
    found = (entry for entry in entries if entry.name.casefold() == wanted)
    return tuple(
        Path(entry.path)
        for entry in found
        if entry.name != directory.name and not _is_same(entry, directory) and _is_folder(entry)
    )


def _is_same(entry: os.DirEntry[str], directory: Path) -> bool:
    try:
        return directory.samefile(entry.path)
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
