"""What the distributions' own checkers say of the packages: nothing, but for what is explained.

lintian's exceptions are in packaging/linux/lintian-overrides, rpmlint's in rpmlint.toml beside it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from release.linux_tree import LINUX
from release.project import NAME, PACKAGING, ROOT, BuildError, capture_any, need, run, say

GRAMMAR = PACKAGING / "windows" / "powershell.txt"
PARSE = """\
import sys, pathlib, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
def faults(node):
    if node.is_error or node.is_missing:
        yield node.start_point[0] + 1
    for child in node.children:
        yield from faults(child)
found = [
    f"{name}: not PowerShell at line {line}"
    for name in sys.argv[1:]
    for line in faults(parser.parse(pathlib.Path(name).read_bytes()).root_node)
]
sys.exit("\\n".join(found) or 0)
"""


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
    said = capture_any(["appstreamcli", "validate", "--no-net", metainfo])
    if found := metainfo_faults(said):
        raise BuildError("\n".join(found))
    say("desktop entry and metainfo: valid")


def metainfo_faults(said: str) -> list[str]:
    """appstreamcli's errors and warnings, but for the explained; what is no answer of its is one.

    Its exit code serves no more: AppStream 1.0 warns of an address that only publishers know.
    """
    lines = said.splitlines()
    if not any("Validation " in line for line in lines):
        return [said]
    explained = {"url-homepage-missing"}
    found = (line for line in lines if re.match(r"[EW]: ", line))
    return [line for line in found if line.split()[-1] not in explained]


def lint_powershell() -> None:
    """Every script parses, by tree-sitter's grammar: there is no PowerShell for these machines."""
    folders = (PACKAGING / "companion", ROOT / "resources")
    scripts = [path for folder in folders for path in sorted(folder.rglob("*.ps*1"))]
    with tempfile.TemporaryDirectory() as name:
        run([sys.executable, "-m", "venv", name])
        python = Path(name, "bin", "python")
        pip = ["-m", "pip", "install", "--quiet", "--require-hashes"]
        run([python, *pip, "--requirement", GRAMMAR])
        run([python, "-c", PARSE, *scripts])
    say(f"PowerShell, parsed and not run: {', '.join(path.name for path in scripts)}")
