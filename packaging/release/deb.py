"""The Debian package: the program in /opt, on the system's Python.

Against a frozen folder this saves libpython and the modules' archive, and half of the start. One
folder serves Python 3.11 to 3.14, as binary modules carry their Python in their name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from release import linux_tree
from release.changelog import debian_changelog
from release.linux_tree import filled, write_compressed
from release.project import (
    DIST,
    NAME,
    ROOT,
    WORK,
    BuildError,
    Project,
    empty_folder,
    need,
    run,
    set_dates,
    write,
)

LIMIT = 45_000_000
"""Bytes."""


def path_of(project: Project) -> Path:
    """Where the package of this version lies."""
    return DIST / f"{NAME}_{project.version}_amd64.deb"


def build(project: Project) -> Sequence[Path]:
    """Needs dpkg-deb alone. All files are dated as the commit."""
    need("dpkg-deb", package="dpkg")
    root = empty_folder(WORK / "deb-root")
    shutil.copytree(
        linux_tree.make(project), root, copy_function=os.link, dirs_exist_ok=True, symlinks=True
    )
    write(root / "usr/share/lintian/overrides" / NAME, filled("lintian-overrides"))
    history = debian_changelog((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), project)
    write_compressed(root / "usr/share/doc" / NAME / "changelog.gz", history)
    size = sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) // 1024
    control = filled("control", VERSION=project.version, SIZE=str(size))
    write(root / "DEBIAN/control", control)
    write(root / "DEBIAN/triggers", filled("triggers"))
    for script in ("postinst", "prerm", "postrm"):
        write(root / "DEBIAN" / script, filled(script), mode=0o755)
    sums = WORK / "md5sums"
    files = "find . -path ./DEBIAN -prune -o -type f -print | sed s,^./,, | LC_ALL=C sort"
    run(["sh", "-c", f'cd "$1" && {files} | xargs -d "\\n" md5sum >"$2"', "sh", root, sums])
    write(root / "DEBIAN/md5sums", sums.read_text(encoding="utf-8"))
    set_dates(root, project.epoch)
    package = path_of(project)
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(root), str(package)]
    run(command, env=project.environment)
    if package.stat().st_size > LIMIT:
        raise BuildError(f"{package.name} has {package.stat().st_size:,} bytes; limit {LIMIT:,}")
    return [package]
