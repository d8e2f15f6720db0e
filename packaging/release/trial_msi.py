"""The MSI under Wine, as a managed fleet installs it."""

from __future__ import annotations

from pathlib import Path

from release import msi, nsis
from release.project import NAME, BuildError, Project, say
from release.wine import MACHINE_ENVIRONMENT, Windows, windows_path

APP_PATH = rf"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\{NAME}.exe"


def try_out(windows: Windows, project: Project, work: Path) -> None:
    """Upgrade from an older one, in ``work`` as a folder, and remove. Raises BuildError."""
    package, programs = str(msi.path_of(project)), windows.drive / "Käse und Ω"
    folder = f"APPDIR={windows_path(programs)}"
    older = work / "older.msi"
    msi.pack(Project("0.0.1", project.epoch), work / "0.0.1", older)
    windows.expect(0, ["msiexec", "/i", str(older), "/qn", folder])
    windows.expect(0, ["msiexec", "/i", package, "/qn", folder])
    if (programs / "runtime/of-another-version.txt").exists():
        raise BuildError("MSI: a file of the old version is there after the upgrade")
    entries = windows.registry(MACHINE_ENVIRONMENT, "Path").lower().replace("/", "\\").split(";")
    if sum(entry.rstrip("\\") == windows_path(programs).lower() for entry in entries) != 1:
        raise BuildError(f"MSI: PATH is {entries}")
    said = windows.expect(0, [str(programs / f"{NAME}.exe"), "--version"]).strip()
    say(f"MSI: 0.0.1 upgraded, in {windows_path(programs)}, {said}")
    _refuse(windows, "an older version", ["msiexec", "/i", str(older), "/qn"])
    windows.expect(6, [str(nsis.path_of(project)), "/S", "/AllUsers"])
    again = windows.expect(0, [str(programs / f"{NAME}.exe"), "--version"]).strip()
    if again != said or windows.default_value(APP_PATH) != windows_path(programs / f"{NAME}.exe"):
        raise BuildError(f"MSI: after what it refused it is {again}, and no longer registered")
    say("MSI: an older one is refused, and so is the set-up program over it: exit 6")
    windows.expect(0, ["msiexec", "/x", package, "/qn"])
    if programs.exists() or windows.default_value(APP_PATH):
        raise BuildError(f"MSI: {programs} is there after removal, or registered")
    _refuse(windows, "a second removal", ["msiexec", "/x", package, "/qn"])
    say("MSI: removed; a second removal is refused")


def refuse_over_the_set_up(windows: Windows, project: Project) -> None:
    """Two installers for one folder: the one that came first stays. Raises BuildError."""
    package = str(msi.path_of(project))
    _refuse(windows, "the MSI over the set-up", ["msiexec", "/i", package, "/qn"])
    windows.expect(0, [str(windows.drive / "Program Files" / NAME / f"{NAME}.exe"), "--version"])
    say("MSI: refused where the set-up program has installed")


def _refuse(windows: Windows, what: str, command: list[str]) -> None:
    """Windows says 1603 or 1605, of which Wine gives the lowest eight bits."""
    code, said = windows.run(command)
    if code not in (1603, 1603 % 256, 1605, 1605 % 256):
        raise BuildError(f"MSI: {what} ended with {code}: {said}")
