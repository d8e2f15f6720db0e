"""The installed program in use under Wine: the command line, the window, Windows' own parts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from release import windows_folder
from release.project import NAME, ROOT, BuildError, Project, run, say, write
from release.trial_language import SPEAK
from release.trial_wheel import ANSWERS
from release.wine import BENCH, USER_ENVIRONMENT, Windows, windows_path

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

ELEVATED = """\
import asyncio, sys
from pathlib import Path
from wizard.domain.errors import FilesError
from wizard.infra.elevation.elevated import ElevatedFiles
from wizard.infra.elevation.uac import start_by_uac
folder = Path(sys.argv[1])
channel = start_by_uac(folder)
files = ElevatedFiles(channel)
async def look():
    names = await files.names(folder)
    read = await files.read(folder / "LocalConfiguration.json")
    try:
        await files.read(folder.parent / "answers.toml")
    except FilesError as error:
        print(len(names), len(read) > 0, error.variant)
asyncio.run(look())
channel.close()
"""
"""Through the writer that Windows has started: the folder that was confirmed, and no other."""

PLANTED = """\
import ctypes, os, sys
os.chdir(sys.argv[1])
print(bool(ctypes.windll.kernel32.LoadLibraryW("planted.dll")), os.environ.get("OPENSSL_CONF"))
"""
"""Where a DLL lies in the current folder, and a variable of the user's names what OpenSSL loads."""


def try_out(windows: Windows, project: Project, programs: Path, work: Path) -> None:
    """What an agent's owner does with it. Raises BuildError."""
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
    _look_with_rights(windows, programs, agent)
    _load_nothing_planted(windows, programs, work)
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
    windows.expect(2, [str(programs / f"{NAME}-writer.exe")])


def _look_with_rights(windows: Windows, programs: Path, agent: Path) -> None:
    """The writer obeys the programs beside it alone: here a launcher with the name of one."""
    place = [windows_path(agent)]
    count, *said = _by_its_python(windows, programs, ELEVATED, place, name=NAME).split()
    if said != ["True", "folder"]:
        raise BuildError(f"The writer with administrator rights has answered {said}")
    say(f"the writer, over its pipe: {count} files of the agent's folder, and of no other")


def _load_nothing_planted(windows: Windows, programs: Path, work: Path) -> None:
    """With an administrator's rights too Windows gives a process the user's variables."""
    folder = windows.drive / "Downloads"
    folder.mkdir()
    write(work / "planted.c", "int planted;")
    library = folder / "planted.dll"
    run([windows_folder.COMPILER, "-shared", work / "planted.c", "-o", library])
    given = ["/v", "OPENSSL_CONF", "/d", windows_path(folder / "openssl.cnf"), "/f"]
    windows.expect(0, ["reg", "add", USER_ENVIRONMENT, *given])
    said = _by_its_python(windows, programs, PLANTED, [windows_path(folder)]).strip()
    windows.expect(0, ["reg", "delete", USER_ENVIRONMENT, "/v", "OPENSSL_CONF", "/f"])
    if said != "False None":
        raise BuildError(f"Loaded from the current folder, or by a variable: {said}")
    say("nothing is loaded from the current folder, or because of OPENSSL_CONF")


def _by_its_python(
    windows: Windows, programs: Path, module: str, arguments: Sequence[str], name: str = "trial"
) -> str:
    """What a module prints in the installed folder, by its own Python, through a launcher."""
    source, trial = programs / "runtime/lib/module_trial.py", programs / f"{name}.exe"
    aside = programs / "aside.exe"
    write(source, module)
    options = ["-municode", '-DMODULE=L"module_trial"', "-o", str(trial)]
    if trial.exists():
        trial.rename(aside)
    try:
        run([windows_folder.COMPILER, windows_folder.SOURCES / "launcher.c", *options])
        return windows.expect(0, [str(trial), *arguments])
    finally:
        trial.unlink()
        source.unlink()
        if aside.exists():
            aside.rename(trial)


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
