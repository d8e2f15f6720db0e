"""What the Debian and the RPM package install: one tree, from the root of the file system."""

from __future__ import annotations

import functools
import gzip
import shutil
import time
from pathlib import Path

from release import pins, tree
from release.completion import PLACES, completion
from release.manpages import pages
from release.notices import notices, overview, texts_of_parts
from release.project import NAME, PACKAGING, ROOT, WORK, Project, empty_folder, set_dates, write
from release.sbom import bill

LINUX = PACKAGING / "linux"
ROOT_FOLDER = WORK / "linux-root"
LAUNCHERS = {
    NAME: "__main__",
    f"{NAME}-writer": "writer.__main__",
    f"{NAME}-askpass": "infra.ssh.askpass",
}
"""The program looks for the others beside the Python that runs it, which is /usr/bin/python3."""


@functools.cache
def make(project: Project) -> Path:
    """The tree, made once; who packs a copy adds what belongs to its kind of package."""
    library, packages = tree.make(pins.LINUX, project)
    root = empty_folder(ROOT_FOLDER)
    opt = root / "opt" / NAME
    opt.mkdir(parents=True)
    shutil.move(library, opt / "lib")
    furnish(root, project)
    documents = root / "usr/share/doc" / NAME
    write(documents / "sbom.cdx.json", bill(project, pins.LINUX, packages, opt / "lib"))
    write(documents / "copyright", overview(opt / "lib", packages))
    text = notices(opt / "lib", packages, more=texts_of_parts(pins.LINUX, opt / "lib"))
    write_compressed(documents / "licences.txt.gz", text)
    _settle(root, project)
    return root


def furnish(root: Path, project: Project) -> None:
    """All outside of /opt but the documents on what is inside: commands, pages, completion."""
    for name, module in LAUNCHERS.items():
        write(root / "usr/bin" / name, filled("launcher", MODULE=module), mode=0o755)
    _add_desktop(root, project)
    for file, text in pages(project).items():
        write_compressed(root / f"usr/share/man/man{file[-1]}" / f"{file}.gz", text)
    for shell, place in PLACES.items():
        write(root / place, completion(shell))


def filled(name: str, **values: str) -> str:
    """A file of packaging/linux with its @NAMES@ replaced."""
    text = (LINUX / name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def write_compressed(path: Path, text: str) -> None:
    """As gzip -9n does it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def _add_desktop(root: Path, project: Project) -> None:
    share = root / "usr/share"
    date = time.strftime("%Y-%m-%d", time.gmtime(project.epoch))
    write(share / f"applications/{NAME}.desktop", filled(f"{NAME}.desktop"))
    metainfo = filled("metainfo.xml", VERSION=project.version, DATE=date)
    write(share / f"metainfo/{NAME}.metainfo.xml", metainfo)
    write(share / f"polkit-1/actions/{NAME}.policy", filled("writer.policy"))
    icon = (ROOT / "resources/icons/app.svg").read_text(encoding="utf-8")
    write(share / f"icons/hicolor/scalable/apps/{NAME}.svg", icon)


def _settle(root: Path, project: Project) -> None:
    """Modes and dates do not depend on the machine that builds."""
    for path in root.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if path.parent == root / "usr/bin" else 0o644)
    set_dates(root, project.epoch)
