"""The RPM package: the tree of the Debian package at the places that Fedora has for it.

rpmbuild packs the finished tree (packaging/linux/package.spec). It is tried by installing it beside
Debian's own packages, as no system with RPM can be made here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from release import linux_tree
from release.changelog import rpm_changelog
from release.linux_tree import filled
from release.project import (
    DIST,
    NAME,
    ROOT,
    WORK,
    Project,
    empty_folder,
    need,
    run,
    set_dates,
    write,
)

MOVED = {
    f"usr/share/zsh/vendor-completions/_{NAME}": f"usr/share/zsh/site-functions/_{NAME}",
    f"usr/share/doc/{NAME}/copyright": f"usr/share/licenses/{NAME}/LICENSES.txt",
}


def path_of(project: Project) -> Path:
    """Where the package of this version lies."""
    return DIST / f"{NAME}-{project.version}-1.x86_64.rpm"


def build(project: Project) -> Sequence[Path]:
    """Needs rpmbuild. All files are dated as the commit."""
    need("rpmbuild", package="rpm")
    root = empty_folder(WORK / "rpm-root")
    shutil.copytree(
        linux_tree.make(project), root, copy_function=os.link, dirs_exist_ok=True, symlinks=True
    )
    for old, new in MOVED.items():
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)
    (root / "usr/share/zsh/vendor-completions").rmdir()
    set_dates(root, project.epoch)
    top = empty_folder(WORK / "rpm")
    write(top / "files", "".join(f"{entry}\n" for entry in entries(root)))
    values = {"VERSION": project.version, "ROOT": str(root)}
    history = rpm_changelog((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), project)
    spec = filled("package.spec", **values, CHANGELOG=history)
    write(top / "package.spec", spec)
    defines = {
        "_topdir": str(top),
        "_builddir": str(top),  # %files -f looks here: it takes no path with a blank
        "_rpmdir": str(DIST),
        "_rpmfilename": path_of(project).name,
        "_dbpath": str(top / "db"),
        "_buildhost": "localhost",
        "_binary_payload": "w6.xzdio",
        "use_source_date_epoch_as_buildtime": "1",
        "clamp_mtime_to_source_date_epoch": "1",
    }
    options = [f"--define={name} {value}" for name, value in defines.items()]
    run(["rpmbuild", "-bb", *options, top / "package.spec"], env=project.environment)
    return [path_of(project)]


def entries(root: Path) -> Iterator[str]:
    """Lines of %files: our own folders whole, of the system's only our files."""
    yield "%defattr(-,root,root,-)"
    own = [f"opt/{NAME}", f"usr/share/doc/{NAME}", f"usr/share/licenses/{NAME}"]
    marks = {"doc": "%doc ", "licenses": "%license ", "man": "%doc "}
    for name in own:
        yield f"{marks.get(Path(name).parent.name, '')}/{name}"
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not any(name.startswith(f"{folder}/") for folder in own):
            yield f"{'%doc ' if '/man/' in name else ''}/{name}"
