"""What the distributions' own checkers say of the packages: nothing, but for what is explained.

lintian's exceptions are in packaging/linux/lintian-overrides, rpmlint's in rpmlint.toml beside it.
"""

from __future__ import annotations

from pathlib import Path

from release.linux_tree import LINUX
from release.project import NAME, need, run, say


def lint_deb(package: Path) -> None:
    """Any tag that is not overridden fails."""
    need("lintian", package="lintian")
    command = ["lintian", "--allow-root", "--profile", "debian", "--display-info"]
    run([*command, "--fail-on=error,warning,info", package])
    say("lintian: nothing but what is explained")


def lint_rpm(package: Path) -> None:
    """Errors and warnings fail."""
    need("rpmlint", package="rpmlint")
    run(["rpmlint", "--strict", "--config", LINUX / "rpmlint.toml", package])
    say("rpmlint: nothing but what is explained")


def lint_desktop(root: Path) -> None:
    """The desktop entry and the metainfo, as software centres read them."""
    need("desktop-file-validate", package="desktop-file-utils")
    need("appstreamcli", package="appstream")
    run(["desktop-file-validate", root / f"usr/share/applications/{NAME}.desktop"])
    metainfo = root / f"usr/share/metainfo/{NAME}.metainfo.xml"
    run(["appstreamcli", "validate", "--no-net", metainfo])
    say("desktop entry and metainfo: valid")
