"""Upgrades that fail or are ended half way, under Wine: one whole version is there."""

from __future__ import annotations

from pathlib import Path

from release import windows_folder
from release.project import NAME, BuildError, run, say, write
from release.trial_refusals import ENTRY, on_drive_z
from release.wine import FULL_DISK, USER_ENVIRONMENT, Windows, windows_path

SILENT = ("/S", "/CurrentUser")
MARK = "runtime/of-another-version.txt"
"""A file of the small set-ups that the trial makes; it names their version."""


HOLDER = """\
#include <stdio.h>
#include <windows.h>
int main(void)
{
    if (!CreateMutexW(NULL, FALSE, L"Global\\\\iot-agent-setup-set-up"))
        return 1;
    puts("held");
    fflush(stdout);
    getchar();
    return 0;
}
"""


def try_out(windows: Windows, older: str, newer: str, work: Path) -> None:
    """``newer`` has a file that the full disk does not take. Raises BuildError."""
    place = windows.drive / "Upgrades of one user"
    _install(windows, older, place)
    code, _ = windows.run([newer, *SILENT], launcher=FULL_DISK)
    if code == 0 or _version(windows, place) != "0.0.1" or _half_done(place):
        raise BuildError(f"On a full disk: exit {code}, {_version(windows, place)} is there")
    _be_refused_beside_another(windows, older, work)
    write(place / f"{NAME}.new" / "runtime" / "unpacked half way.txt", "")
    _leave_half_replaced(place)
    windows.expect(0, [older, *SILENT])
    if _version(windows, place) != "0.0.1" or _half_done(place):
        raise BuildError("What was ended half way has left a mixture")
    windows.expect(0, [newer, *SILENT])
    if _version(windows, place) != "99.0.0" or _half_done(place):
        raise BuildError("After the upgrade files of the old version are there")
    _name_it_otherwise(windows, newer, place)
    say("NSIS: an upgrade on a full disk, or ended half way, leaves one whole version")
    _move(windows, newer, place)


def _install(windows: Windows, setup: str, place: Path) -> None:
    """In a folder with blanks: /D= wants it unquoted."""
    line = f'"{on_drive_z(setup)}" {" ".join(SILENT)} /D={windows_path(place)}'
    windows.expect_unquoted(0, line)


def _version(windows: Windows, place: Path) -> str:
    """Of the files that are there; and the registry has to say the same."""
    complete = (place / f"{NAME}.exe").is_file() and (place / "uninstall.exe").is_file()
    found = (place / MARK).read_text("ascii") if complete else "no version"
    registered = windows.registry(ENTRY, "DisplayVersion")
    return found if found == registered else f"{found}, registered as {registered}"


def _half_done(place: Path) -> bool:
    return any(place.glob(f"{NAME}.new")) or any(place.glob(f"{NAME}.old"))


def _leave_half_replaced(place: Path) -> None:
    """As a set-up that is ended while it renames: the old launcher out, another's runtime in."""
    old = place / f"{NAME}.old"
    old.mkdir()
    for name in (f"{NAME}.exe", "runtime"):
        (place / name).rename(old / name)
    write(place / "runtime" / "of the new version.txt", "")


def _be_refused_beside_another(windows: Windows, setup: str, work: Path) -> None:
    """While another one runs: a program of ours has what says so."""
    source, holder = work / "holder.c", work / "holder.exe"
    write(source, HOLDER)
    run([windows_folder.COMPILER, source, "-o", holder])
    other = windows.start([str(holder)])
    try:
        if other.stdout is None or not other.stdout.readline():
            raise BuildError("The stand-in for another set-up did not start")
        windows.expect(4, [setup, *SILENT])
    finally:
        other.communicate()
    say("NSIS: a second set-up at the same time is refused: exit 4")


def _name_it_otherwise(windows: Windows, setup: str, place: Path) -> None:
    """The same folder is not another one, whose old version would have to be removed."""
    other = place.parent / "ProgramData" / ".." / place.name
    _install(windows, setup, other)
    if _version(windows, place) != "99.0.0":
        raise BuildError("By another name the folder is taken for another one")


def _move(windows: Windows, setup: str, place: Path) -> None:
    """Into another folder, back where the old one cannot be removed, and away."""
    other = windows.drive / "Another; place"
    _install(windows, setup, other)
    where, path = windows_path(other), windows.registry(USER_ENVIRONMENT, "Path")
    if place.exists() or _version(windows, other) != "99.0.0" or path != f'"{where}"':
        raise BuildError(f"Moved to {other}: PATH is {path!r}; left: {place.exists()}")
    uninstaller = (other / "uninstall.exe").read_bytes()
    (other / "uninstall.exe").write_bytes(b"not a program")
    windows.expect(5, [setup, *SILENT, r"/D=C:\Third"])
    if (windows.drive / "Third").exists() or _version(windows, other) != "99.0.0":
        raise BuildError("Where the old version cannot be removed both are there, or none")
    (other / "uninstall.exe").write_bytes(uninstaller)
    windows.expect_unquoted(0, f'"{where}\\uninstall.exe" {" ".join(SILENT)} _?={where}')
    left = [path.name for path in other.iterdir()]
    if left != ["uninstall.exe"] or windows.registry(USER_ENVIRONMENT, "Path"):
        raise BuildError(f"Removed, and {left} or the entry in PATH is left")
    # What is left where _?= was used is not taken for another's.
    _install(windows, setup, other)
    windows.expect_unquoted(0, f'"{where}\\uninstall.exe" {" ".join(SILENT)} _?={where}')
    say("NSIS: moved into another folder with its entry in PATH; refused where it could not be")
