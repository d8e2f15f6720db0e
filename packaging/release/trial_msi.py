"""The MSI under Wine, as a managed fleet installs it."""

from __future__ import annotations

from pathlib import Path

from release import msi, nsis
from release.project import NAME, BuildError, Project, say
from release.wine import MACHINE_ENVIRONMENT, Windows, windows_path

APP_PATH = rf"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\{NAME}.exe"


def try_out(windows: Windows, project: Project, work: Path) -> None:
    """Install, upgrade from an older one, which is in ``work``, and remove. Raises BuildError."""
    package, older = str(msi.path_of(project)), work / "older.msi"
    msi.pack(Project("0.0.1", project.epoch), work / "0.0.1", older)
    _keep_the_newer(windows, project, package, str(older))
    programs = windows.drive / "Place for fleets"
    windows.expect(0, ["msiexec", "/i", str(older), "/qn", f"APPDIR={windows_path(programs)}"])
    windows.expect(0, ["msiexec", "/i", package, "/qn"])
    if (programs / "runtime/of-another-version.txt").exists():
        raise BuildError("MSI: a file of the old version is there after the upgrade")
    entries = windows.registry(MACHINE_ENVIRONMENT, "Path").lower().replace("/", "\\").split(";")
    if sum(entry.rstrip("\\") == windows_path(programs).lower() for entry in entries) != 1:
        raise BuildError(f"MSI: PATH ends with {entries[-2:]}")
    said = windows.expect(0, [str(programs / f"{NAME}.exe"), "--version"]).strip()
    _remove(windows, package, programs)
    say(f"MSI: 0.0.1 upgraded, where APPDIR= had put it, {said}, removed")


def _keep_the_newer(windows: Windows, project: Project, package: str, older: str) -> None:
    """Before the upgrade: Wine holds on to a version that an upgrade has replaced."""
    programs = windows.drive / "Program Files" / NAME
    windows.expect(0, ["msiexec", "/i", package, "/qn"])
    _refuse(windows, "an older version", older)
    windows.expect(6, [str(nsis.path_of(project)), "/S", "/AllUsers"])
    windows.expect(0, [str(programs / f"{NAME}.exe"), "--version"])
    if windows.default_value(APP_PATH) != windows_path(programs / f"{NAME}.exe"):
        raise BuildError(f"MSI: App Paths says {windows.default_value(APP_PATH)!r}")
    _remove(windows, package, programs)
    say("MSI: an older one is refused, and so is the set-up program over it: exit 6")


def _remove(windows: Windows, package: str, programs: Path) -> None:
    windows.expect(0, ["msiexec", "/x", package, "/qn"])
    if programs.exists() or windows.default_value(APP_PATH):
        raise BuildError(f"MSI: {programs} is there after removal, or registered")


def refuse_over_the_set_up(windows: Windows, project: Project) -> None:
    """Two installers for one folder: the one that came first stays. Raises BuildError."""
    _refuse(windows, "the MSI over the set-up", str(msi.path_of(project)))
    windows.expect(0, [str(windows.drive / "Program Files" / NAME / f"{NAME}.exe"), "--version"])
    say("MSI: refused where the set-up program has installed")


def _refuse(windows: Windows, what: str, package: str) -> None:
    """Windows says 1603, of which Wine gives the lowest eight bits."""
    code, said = windows.run(["msiexec", "/i", package, "/qn"])
    if code not in (1603, 1603 % 256):
        raise BuildError(f"MSI: {what} ended with {code}: {said}")
