"""The program for Windows as a folder: the launchers, and ``runtime`` with all that they need.

It is put together on Linux: no Windows and no Wine is needed, and nothing of a test bench gets in.
"""

from __future__ import annotations

import functools
import getpass
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from release import icon, imports, pins, tree, windows_runtime
from release.notices import LGPL_WINDOWS, notices, texts_of_parts
from release.parts import PYTHON
from release.project import (
    NAME,
    PACKAGING,
    ROOT,
    WORK,
    MissingError,
    Project,
    capture_any,
    empty_folder,
    need,
    run,
    set_dates,
    write,
)
from release.sbom import bill
from release.signing import sign_for_windows

SOURCES = PACKAGING / "windows"
LAUNCHERS = {
    NAME: ['-DMODULE=L"wizard"'],
    f"{NAME}-gui": ['-DMODULE=L"wizard.windowed"', "-DWINDOWED", "-mwindows"],
    # What ssh starts to ask: the program looks for it beside itself.
    f"{NAME}-askpass": ['-DMODULE=L"wizard.infra.ssh.askpass"'],
    # What Windows asks the user to give administrator rights to; no console flashes up.
    f"{NAME}-writer": ['-DMODULE=L"wizard.writer"', "-DWINDOWED", "-mwindows"],
}
COMPILER = "x86_64-w64-mingw32-gcc"


@functools.cache
def make(project: Project) -> Path:
    """The folder, made once for both set-ups."""
    need(COMPILER, "x86_64-w64-mingw32-windres", package="gcc-mingw-w64-x86-64-win32")
    library, packages = tree.make(pins.WINDOWS, project)
    root = empty_folder(WORK / "windows-root")
    runtime = root / "runtime"
    runtime.mkdir()
    windows_runtime.make(runtime)
    shutil.move(library, runtime / "lib")
    imports.check_closed(root)
    compile_modules(runtime / "lib")
    build_launchers(root, project)
    write(root / "sbom.cdx.json", bill(project, pins.WINDOWS, packages, runtime / "lib"))
    python = (runtime / "LICENSE.txt").read_text(encoding="utf-8")
    parts = texts_of_parts(pins.WINDOWS, runtime / "lib")
    more = {f"CPython {PYTHON}": python, **parts}
    text = notices(runtime / "lib", packages, LGPL_WINDOWS, more)
    write(root / "LICENCES.txt", text)
    set_dates(root, project.epoch)
    return root


def built(project: Project) -> Path:
    """The folder of the last build; made where there is none."""
    root = WORK / "windows-root"
    return root if (root / "sbom.cdx.json").is_file() else make(project)


def compile_modules(folder: Path) -> None:
    """Compiled once, by any Python 3.13: a folder that only administrators write keeps no cache.

    By the content's hash, not by its time, which an installer may change; and not compared again.
    """
    python = next((one for one in candidates() if _is_3_13(one)), None)
    if python is None:
        raise MissingError(
            "Missing here: Python 3.13, which compiles the modules for Windows. Debian 13 has it;"
            " elsewhere put one on PATH as python3.13, or install it with pyenv."
        )
    mode = ["--invalidation-mode", "unchecked-hash"]
    run([python, "-I", "-m", "compileall", "-q", "-j", "0", *mode, "-s", folder, folder])


def candidates() -> Iterator[str]:
    """What may be a Python 3.13: on PATH, this one, and those of pyenv, whose commands on PATH
    answer for the chosen version only."""
    yield from ("python3.13", sys.executable)
    # HOME may be another than the account's own, as in a build from a clean environment.
    homes = (Path.home(), Path(f"~{getpass.getuser()}").expanduser())
    roots = [os.environ.get("PYENV_ROOT", ""), *(str(home / ".pyenv") for home in homes)]
    for root in filter(None, roots):
        yield from map(str, sorted(Path(root).glob("versions/3.13.*/bin/python3.13"), reverse=True))


def _is_3_13(python: str) -> bool:
    if shutil.which(python) is None:
        return False
    probe = "import sys; print(sys.version_info[:2])"
    return capture_any([python, "-c", probe]).strip() == "(3, 13)"


def path_entry() -> Path:
    """The program that edits PATH for the set-up: built with the launchers."""
    return WORK / "launchers" / "path-entry.exe"


def build_launchers(root: Path, project: Project) -> None:
    """The programs in C, with icon, version and manifest."""
    work = empty_folder(WORK / "launchers")
    picture = ROOT / "resources/icons/app.svg"
    (work / "app.ico").write_bytes(icon.ico(picture))
    (work / "side.bmp").write_bytes(icon.side_picture(picture))
    manifest = (SOURCES / "program.manifest").read_text(encoding="utf-8")
    write(work / "program.manifest", manifest.replace("@VERSION@", project.version))
    numbers = ",".join([*project.version.split("."), "0"])
    for name, options in LAUNCHERS.items():
        compile_program(SOURCES / "launcher.c", root / f"{name}.exe", options, project, numbers)
    compile_program(SOURCES / "path_entry.c", path_entry(), [], project, numbers)
    set_dates(work, project.epoch)  # the set-up notes the date of path-entry.exe


def compile_program(
    source: Path, program: Path, options: list[str], project: Project, numbers: str
) -> None:
    """One C program with its resources. The same input gives the same bytes."""
    work = WORK / "launchers"
    defines = [f'-DVERSION=\\"{project.version}\\"', f'-DNAME=\\"{program.stem}\\"']
    if program.stem == f"{NAME}-writer":
        defines.append("-DWRITER")  # the description that Windows shows when it asks for rights
    resources = work / f"{program.stem}.o"
    windres = ["x86_64-w64-mingw32-windres", *defines, f"-DNUMBERS={numbers}", f"-I{work}"]
    run([*windres, SOURCES / "program.rc", resources], env=project.environment)
    flags = ["-municode", "-O2", "-s", "-Wall", "-Wextra", "-Werror", "-Wl,--no-insert-timestamp"]
    hardened = ["-Wl,--dynamicbase,--nxcompat,--high-entropy-va", "-static-libgcc"]
    compiler = [COMPILER, *flags, *hardened, *options]
    run([*compiler, source, resources, "-o", program], env=project.environment)
    sign_for_windows(program)
