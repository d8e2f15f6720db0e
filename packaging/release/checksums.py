"""What lies in ``dist/``: the packages of one build, and ``SHA256SUMS`` over them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from release.project import DIST, Project, say, sha256, write

SUMS = "SHA256SUMS"
_OURS = re.compile(r"iot[-_]agent[-_]setup[-_](\d+\.\d+\.\d+)[-_].*\.(whl|deb|rpm|exe|msi)")


def clear(folder: Path = DIST, *, packages: bool) -> None:
    """Take away what an earlier build has left and this one replaces.

    The sums and their signatures: those of other files would vouch for nothing. ``packages``: every
    package of ours too, so that what is published from here is of this build.
    """
    folder.mkdir(exist_ok=True)
    for path in sorted(folder.iterdir()):
        is_package = path.is_file() and _OURS.fullmatch(path.name) is not None
        if path.name.partition(".")[0] == SUMS or (packages and is_package):
            path.unlink()
    if packages:
        shutil.rmtree(folder / "winget", ignore_errors=True)


def write_checksums(project: Project, made: Sequence[Path], folder: Path = DIST) -> Path:
    """``SHA256SUMS`` over this version's packages, and a line for each that was ``made``."""
    found = ((path, _OURS.fullmatch(path.name)) for path in sorted(folder.iterdir()))
    files = [path for path, ours in found if ours and ours[1] == project.version]
    lines = {path: f"{sha256(path)}  {path.name}" for path in files}
    write(folder / SUMS, "".join(f"{line}\n" for line in lines.values()))
    for path in made:
        say(f"{path.stat().st_size:>11,}  {lines[path]}")
    return folder / SUMS
