"""The Windows set-ups under Wine: installed, used, upgraded, removed.

What only a real Windows shows is in packaging/windows-checklist.md.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from release import lint, nsis, trial_companion, trial_msi, windows_folder
from release.project import NAME, ROOT, WORK, BuildError, Project, empty_folder, run, say, write
from release.trial_language import SPEAK
from release.trial_wheel import ANSWERS
from release.wine import BENCH, LIMIT, MACHINE_ENVIRONMENT, Windows, bench, windows_path

UNINSTALL = rf"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
REGISTERED = ("DisplayName", "DisplayIcon", "Publisher", "UninstallString", "QuietUninstallString")

CREDENTIAL = """\
import keyring
keyring.set_password("iot-agent-setup-trial", "user", "k\\u00e4se-\\u03a9")
assert keyring.get_password("iot-agent-setup-trial", "user") == "k\\u00e4se-\\u03a9"
keyring.delete_password("iot-agent-setup-trial", "user")
assert keyring.get_password("iot-agent-setup-trial", "user") is None
print(type(keyring.get_keyring()).__name__)
"""
"""A real round trip: a missing backend is silent, and the demo has a keyring of its own."""

PATIENT = """\
import sys
from patience_trial import lift_limits
lift_limits()
if "--tour" in sys.argv:
    from wizard.gui.tour import driver
    driver._PATIENCE = 3000
from wizard.__main__ import main
sys.exit(main())
"""
"""The program without its own limits: what is slow here is Wine, and the machine."""


def try_out(project: Project) -> None:
    """Both set-ups, and the helpers for other installers. Raises BuildError."""
    lint.lint_powershell()
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
    older, newer = (_other_version(version, project, work) for version in ("0.0.1", "99.0.0"))
    windows.expect(0, [older, "/S", "/AllUsers"])
    began = time.monotonic()
    windows.expect(0, [setup, "/S", "/AllUsers"])
    seconds = time.monotonic() - began
    _check_registered(windows, project, programs)
    say(f"NSIS, all users: 0.0.1 upgraded to {project.version} in {seconds:.0f} s; on PATH once")
    windows.expect(3, [older, "/S", "/AllUsers"])
    say("NSIS: an older version is refused: exit 3")
    _use(windows, project, programs, work)
    _refuse_while_running(windows, programs, setup)
    data = _data(windows)
    _remove(windows, programs, "/AllUsers")
    _check_gone(windows, programs)
    if not data.is_dir():
        raise BuildError("The user's own data went with the program")
    say("NSIS: removed; folder, shortcut, registry and PATH entry gone, the user's data is there")
    _try_one_user(windows, setup, data)
    windows.expect(0, [newer, "/S", "/AllUsers"])
    windows.expect(3, [setup, "/S", "/AllUsers"])
    _remove(windows, programs, "/AllUsers")


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


def _other_version(version: str, project: Project, work: Path) -> str:
    """A set-up of another version: the launchers, and one file that this version does not have."""
    folder = work / version
    (folder / "runtime").mkdir(parents=True)
    real = windows_folder.built(project)
    for name in [path.name for path in real.iterdir() if path.is_file()]:
        shutil.copyfile(real / name, folder / name)
    write(folder / "runtime" / "of-another-version.txt", version)
    path = work / f"{version}.exe"
    run(nsis.command(Project(version, project.epoch), folder, path, "zlib"))
    return str(path)


def _check_registered(windows: Windows, project: Project, programs: Path) -> None:
    missing = [name for name in REGISTERED if not windows.registry(UNINSTALL, name)]
    if missing or windows.registry(UNINSTALL, "DisplayVersion") != project.version:
        raise BuildError(f"Programs and Features: {missing} missing, or another version")
    if windows.registry(UNINSTALL, "InstallLocation") != windows_path(programs):
        raise BuildError("InstallLocation is another folder")
    entries = windows.registry(MACHINE_ENVIRONMENT, "Path").lower().split(";")
    if entries.count(windows_path(programs).lower()) != 1:
        raise BuildError(f"PATH is {entries}")
    if (programs / "runtime/of-another-version.txt").exists():
        raise BuildError("A file of the old version is there after the upgrade")
    if not _shortcut(windows):
        raise BuildError("There is no shortcut in the Start menu")


def _shortcut(windows: Windows) -> bool:
    menus = windows.drive.rglob("Start Menu")
    return any(list(menu.rglob("IoT Agent Setup.lnk")) for menu in menus)


def _check_gone(windows: Windows, programs: Path) -> None:
    entries = windows.registry(MACHINE_ENVIRONMENT, "Path").lower().split(";")
    left = {
        "folder": programs.exists(),
        "shortcut": _shortcut(windows),
        "registry": bool(windows.registry(UNINSTALL, "DisplayName")),
        "PATH": windows_path(programs).lower() in entries,
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
    _remove(windows, elsewhere, "/CurrentUser", "/RemoveUserData")
    gone = (data, elsewhere)
    _wait_until(lambda: not any(map(Path.exists, gone)), f"/RemoveUserData has left one of {gone}")
    say(f"NSIS, one user, /D=C:\\Größe-Ω: installed in {seconds:.0f} s, {said.strip()}")
    say("NSIS: removed with the user's data")


def _use(windows: Windows, project: Project, programs: Path, work: Path) -> None:
    program = str(programs / f"{NAME}.exe")
    said = windows.expect(0, [program, "--version"]).strip()
    if said != f"{NAME} {project.version}":
        raise BuildError(f"--version printed {said!r}")
    agent = windows.drive / "Agent Größe"
    agent.mkdir(exist_ok=True)
    answers = windows.drive / "answers.toml"
    directory = f"directory = '{windows_path(agent)}'\n"
    answers.write_text(ANSWERS + directory, encoding="utf-8")
    shutil.copyfile(ROOT / "tests/patience.py", programs / "runtime/lib/patience_trial.py")
    apply = ["apply", windows_path(answers), "--demo", "--json"]
    report = _by_its_python(windows, programs, PATIENT, apply)
    written = sorted(path.name for path in agent.iterdir())
    if not json.loads(report[report.index("{") :]).get("steps") or not written:
        raise BuildError(f"apply wrote {written}")
    pictures = windows.drive / "pictures"
    _by_its_python(windows, programs, PATIENT, ["--tour", windows_path(pictures)])
    (programs / "runtime/lib/patience_trial.py").unlink()
    say(f"{said}; apply: {', '.join(written)}; tour: {len(list(pictures.glob('*.png')))} pictures")
    say(_by_its_python(windows, programs, SPEAK, []).strip())
    _keep_a_credential(windows, programs)
    _be_asked_by_ssh(windows, programs)
    _see_the_box(windows, programs, work)


def _keep_a_credential(windows: Windows, programs: Path) -> None:
    said = _by_its_python(windows, programs, CREDENTIAL, []).strip()
    if said != "WinVaultKeyring":
        raise BuildError(f"The keyring is {said}")
    say("Credential Manager: set, read, deleted")


def _be_asked_by_ssh(windows: Windows, programs: Path) -> None:
    """What ssh would start lies where the program looks for it, and starts."""
    where = "import sys; print(sys.executable)\n"
    beside = _by_its_python(windows, programs, where, []).strip().rpartition("\\")[0]
    if beside != windows_path(programs):
        raise BuildError(f"The program takes {beside} for its folder")
    said = windows.expect(2, [str(programs / f"{NAME}-askpass.exe"), "Password:"])
    say(f"askpass by hand: exit 2, {said.strip()}")


def _by_its_python(windows: Windows, programs: Path, module: str, arguments: Sequence[str]) -> str:
    """What a module prints in the installed folder, by its own Python, through a launcher."""
    source, trial = programs / "runtime/lib/module_trial.py", programs / "trial.exe"
    write(source, module)
    options = ["-municode", '-DMODULE=L"module_trial"', "-o", str(trial)]
    run([windows_folder.COMPILER, windows_folder.SOURCES / "launcher.c", *options])
    try:
        return windows.expect(0, [str(trial), *arguments])
    finally:
        trial.unlink()
        source.unlink()


def _see_the_box(windows: Windows, programs: Path, work: Path) -> None:
    """A wrong option where there is no console."""
    helper = work / "read_message_box.exe"
    source = BENCH / "read_message_box.c"
    run([windows_folder.COMPILER, "-municode", source, "-o", helper])
    window = windows_path(programs / f"{NAME}-gui.exe")
    said = windows.expect(2, [str(helper), f'"{window}" --no-such-option'])
    if "--no-such-option" not in said:
        raise BuildError(f"The message box says {said!r}")
    say("a wrong option in the windowed program: a message box, exit 2")


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
