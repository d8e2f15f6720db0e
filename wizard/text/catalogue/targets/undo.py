"""Sentences about undoing in what is no agent's folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    "files.nothing_to_undo/no_folder": Text(
        "There is nothing to undo: the folder {directory} does not exist.",
        "Check the path of the agent's folder.",
    ),
    "files.nothing_to_undo/file": Text(
        "There is nothing to undo: {directory} is a file, not a folder.",
        "Name the agent's folder. A bundle is undone by its script (install.sh --undo, "
        "install.ps1 -Undo) on the computer on which it was installed.",
    ),
    "files.nothing_to_undo/bundle": Text(
        "There is nothing to undo in {directory}: it is an unpacked bundle, whose files its script "
        "installs into another folder.",
        "On the computer on which it was installed, run sudo sh ./install.sh --undo in this "
        "folder, or install.ps1 -Undo on Windows.",
    ),
}
