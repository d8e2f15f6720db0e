"""The Windows set-ups under Wine: installed, used, upgraded, removed.

What only a real Windows shows is in packaging/windows-checklist.md.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from release import (
    lint,
    nsis,
    trial_companion,
    trial_msi,
    trial_path,
    trial_program,
    trial_refusals,
    trial_upgrades,
    windows_folder,
)
from release.project import NAME, WORK, BuildError, Project, empty_folder, run, say, write
from release.trial_msi import APP_PATH
from release.wine import (
    LIMIT,
    MACHINE_ENVIRONMENT,
    Windows,
    again_after_crash,
    bench,
    windows_path,
)

UNINSTALL = rf"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
REGISTERED = (
    *("DisplayName", "DisplayIcon", "Publisher", "UninstallString", "QuietUninstallString"),
    *("InstallDate", "EstimatedSize", "NoModify", "NoRepair"),
)
TOO_MUCH = 8 * 1024 * 1024
"""Bytes; more than the full disk of the trial takes."""
MANY_FOLDERS = ";".join(rf"C:\tools\{number:03}" for number in range(150))
"""Some 2,000 characters of PATH: NSIS itself would cut it at 1,024."""


def try_out(project: Project) -> None:
    """Both set-ups, and the helpers for other installers. Raises BuildError."""
    lint.lint_powershell()
    again_after_crash(lambda: _try_all(project), "The trial")


def _try_all(project: Project) -> None:
    folder = empty_folder(WORK / "trial-windows")
    windows = Windows(folder)
    try:
        windows.make(bench())
        _try_nsis(windows, project, folder)
        trial_msi.try_out(windows, project, folder)
        trial_companion.try_out(windows, project, folder)
    finally:
        windows.end()
        shutil.rmtree(folder)


def _try_nsis(windows: Windows, project: Project, work: Path) -> None:
    setup, programs = str(nsis.path_of(project)), windows.drive / "Program Files" / NAME
    older = _other_version("0.0.1", project, work)
    newer = _other_version("99.0.0", project, work, TOO_MUCH)
    before = _lengthen_path(windows)
    windows.expect(0, [older, "/S", "/AllUsers"])
    began = time.monotonic()
    windows.expect(0, [setup, "/S", "/AllUsers"])
    seconds = time.monotonic() - began
    _check_registered(windows, project, programs)
    said = f"NSIS, all users: 0.0.1 upgraded to {project.version} in {seconds:.0f} s"
    say(f"{said}; on PATH once, whose {len(before):,} characters are as before")
    windows.expect(3, [older, "/S", "/AllUsers"])
    say("NSIS: an older version is refused: exit 3")
    trial_msi.refuse_over_the_set_up(windows, project)
    trial_program.try_out(windows, project, programs, work)
    _refuse_while_running(windows, programs, setup)
    data = _data(windows)
    _remove(windows, programs, "/AllUsers")
    _check_gone(windows, programs, before)
    if not data.is_dir():
        raise BuildError("The user's own data went with the program")
    say("NSIS: removed; folder, shortcut, registry and PATH entry gone, the user's data is there")
    trial_refusals.refuse_foreign_folder(windows, setup)
    trial_refusals.refuse_unusable_folders(windows, setup)
    _try_one_user(windows, setup, data)
    trial_path.try_out(windows)
    trial_upgrades.try_out(windows, older, newer, work)
    windows.expect(0, [newer, "/S", "/AllUsers"])
    windows.expect(3, [setup, "/S", "/AllUsers"])
    if not (records := windows.drive / "ProgramData" / NAME).is_dir():
        raise BuildError("What administrators have done went with the program")
    _remove(windows, programs, "/AllUsers", "/RemoveUserData")
    _wait_until(lambda: not records.exists(), f"/RemoveUserData has left {records}")


def _remove(windows: Windows, folder: Path, *options: str) -> None:
    """As Windows does it: the uninstaller goes on in a copy of itself, and is not waited for. The
    registry's entry is the last that goes."""
    key = UNINSTALL if "/AllUsers" in options else UNINSTALL.replace("HKLM", "HKCU", 1)
    windows.expect(0, [str(folder / "uninstall.exe"), *options, "/S"])
    _wait_until(lambda: not windows.registry(key, "DisplayName"), f"{folder} is still registered")


def _wait_until(done: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + LIMIT
    while not done():
        if time.monotonic() > until:
            raise BuildError(f"After {LIMIT} s {otherwise}")
        time.sleep(1)


def _refusal(folder: Path) -> str:
    """The command line of an uninstaller that can be waited for, as the set-up starts it."""
    place = windows_path(folder)
    return f'"{place}\\uninstall.exe" /AllUsers /S _?={place}'


def _other_version(version: str, project: Project, work: Path, more: int = 0) -> str:
    """A set-up of another version: the launchers, and one file that this version does not have;
    another one of ``more`` bytes."""
    folder = work / version
    (folder / "runtime").mkdir(parents=True)
    real = windows_folder.built(project)
    for name in [path.name for path in real.iterdir() if path.is_file()]:
        shutil.copyfile(real / name, folder / name)
    write(folder / "runtime" / "of-another-version.txt", version)
    if more:
        (folder / "runtime" / "large.bin").write_bytes(bytes(more))
    path = work / f"{version}.exe"
    run(nsis.command(Project(version, project.epoch), folder, path, "zlib"))
    return str(path)


def _lengthen_path(windows: Windows) -> str:
    path = f"{windows.registry(MACHINE_ENVIRONMENT, 'Path')};{MANY_FOLDERS}"
    given = ["/v", "Path", "/t", "REG_EXPAND_SZ", "/d", path, "/f"]
    windows.expect(0, ["reg", "add", MACHINE_ENVIRONMENT, *given])
    if windows.registry(MACHINE_ENVIRONMENT, "Path") != path:
        raise BuildError("Wine has not taken a long PATH")
    return path


def _check_registered(windows: Windows, project: Project, programs: Path) -> None:
    missing = [name for name in REGISTERED if not windows.registry(UNINSTALL, name)]
    if missing or windows.registry(UNINSTALL, "DisplayVersion") != project.version:
        raise BuildError(f"Programs and Features: {missing} missing, or another version")
    if windows.registry(UNINSTALL, "InstallLocation") != windows_path(programs):
        raise BuildError("InstallLocation is another folder")
    entries = windows.registry(MACHINE_ENVIRONMENT, "Path").lower().split(";")
    if entries.count(windows_path(programs).lower()) != 1:
        raise BuildError(f"PATH ends with {entries[-2:]}")
    if windows.default_value(APP_PATH) != windows_path(programs / f"{NAME}.exe"):
        raise BuildError(f"App Paths says {windows.default_value(APP_PATH)!r}")
    if (programs / "runtime/of-another-version.txt").exists():
        raise BuildError("A file of the old version is there after the upgrade")
    if not _shortcut(windows):
        raise BuildError("There is no shortcut in the Start menu")


def _shortcut(windows: Windows) -> bool:
    menus = windows.drive.rglob("Start Menu")
    return any(list(menu.rglob("IoT Agent Setup.lnk")) for menu in menus)


def _check_gone(windows: Windows, programs: Path, path: str) -> None:
    left = {
        "folder": programs.exists(),
        "shortcut": _shortcut(windows),
        "registry": bool(windows.registry(UNINSTALL, "DisplayName")),
        "App Paths": bool(windows.default_value(APP_PATH)),
        "PATH": windows.registry(MACHINE_ENVIRONMENT, "Path") != path,
    }
    if any(left.values()):
        raise BuildError(f"Left after removal: {[name for name, there in left.items() if there]}")


def _data(windows: Windows) -> Path:
    [folder] = windows.drive.glob(f"users/*/AppData/Local/{NAME}")
    return folder


def _try_one_user(windows: Windows, setup: str, data: Path) -> None:
    elsewhere = windows.drive / "Größe-Ω"
    began = time.monotonic()
    windows.expect(0, [setup, "/S", "/CurrentUser", f"/D={windows_path(elsewhere)}"])
    seconds = time.monotonic() - began
    said = windows.expect(0, [str(elsewhere / f"{NAME}.exe"), "--version"])
    roaming = data.parents[1] / "Roaming" / NAME
    write(roaming / "window.ini", "[window]\n")
    _remove(windows, elsewhere, "/CurrentUser", "/RemoveUserData")
    gone = (data, roaming, elsewhere)
    _wait_until(lambda: not any(map(Path.exists, gone)), f"/RemoveUserData has left one of {gone}")
    say(f"NSIS, one user, /D=C:\\Größe-Ω: installed in {seconds:.0f} s, {said.strip()}")
    say("NSIS: removed with the user's data")


def _refuse_while_running(windows: Windows, programs: Path, setup: str) -> None:
    running = windows.start([str(programs / f"{NAME}.exe"), "demo-hub"])
    try:
        if running.stdout is None or not running.stdout.readline():
            raise BuildError("demo-hub did not start")
        windows.expect(4, [setup, "/S", "/AllUsers"])
        windows.expect_unquoted(4, _refusal(programs))
    finally:
        windows.run(["taskkill", "/f", "/im", f"{NAME}.exe"])
        running.wait()
    say("while it runs, set-up and removal refuse: exit 4")
