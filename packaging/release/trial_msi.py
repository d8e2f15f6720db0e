"""The MSI under Wine, as a managed fleet installs it."""

from __future__ import annotations

from pathlib import Path

from release import msi
from release.project import NAME, BuildError, Project, say
from release.wine import MACHINE_ENVIRONMENT, Windows, windows_path


def try_out(windows: Windows, project: Project, work: Path) -> None:
    """Upgrade from an older one, in ``work`` as a folder, and remove. Raises BuildError."""
    package, programs = str(msi.path_of(project)), windows.drive / "Program Files" / NAME
    older = work / "older.msi"
    msi.pack(Project("0.0.1", project.epoch), work / "0.0.1", older)
    windows.expect(0, ["msiexec", "/i", str(older), "/qn"])
    windows.expect(0, ["msiexec", "/i", package, "/qn"])
    if (programs / "runtime/of-another-version.txt").exists():
        raise BuildError("MSI: a file of the old version is there after the upgrade")
    entries = windows.registry(MACHINE_ENVIRONMENT, "Path").lower().replace("/", "\\").split(";")
    if sum(entry.rstrip("\\") == windows_path(programs).lower() for entry in entries) != 1:
        raise BuildError(f"MSI: PATH is {entries}")
    said = windows.expect(0, [str(programs / f"{NAME}.exe"), "--version"]).strip()
    windows.expect(0, ["msiexec", "/x", package, "/qn"])
    if programs.exists():
        raise BuildError(f"MSI: {programs} is there after removal")
    say(f"MSI: 0.0.1 upgraded, {said}, removed")
