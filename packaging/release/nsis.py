"""The Windows set-up program (NSIS): packaging/windows/setup.nsi says what it does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from release import windows_folder
from release.project import DIST, NAME, WORK, BuildError, Project, need, run, write
from release.signing import sign_for_windows, signer_script
from release.windows_folder import SOURCES

LIMIT = 35_000_000
"""Bytes."""


def path_of(project: Project) -> Path:
    """x64 stands in the name, as tools take the stub of a set-up for one of 32 bits."""
    return DIST / f"{NAME}-{project.version}-x64-setup.exe"


def build(project: Project, compressor: str = "lzma", output: Path | None = None) -> Sequence[Path]:
    """Needs makensis. The same folder gives the same bytes."""
    need("makensis", package="nsis")
    folder = windows_folder.make(project)
    made = output or path_of(project)
    run(command(project, folder, made, compressor), env=project.environment)
    sign_for_windows(made)
    if output is None and made.stat().st_size > LIMIT:
        raise BuildError(f"{made.name} has {made.stat().st_size:,} bytes; limit {LIMIT:,}")
    return [made]


def command(project: Project, folder: Path, output: Path, compressor: str) -> list[str]:
    """makensis with the values that setup.nsi wants."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    values = {
        "VERSION": project.version,
        "SOURCE": str(folder).replace("\\", "/"),
        "FILES": str(list_files(folder, WORK / "setup-files.nsh")),
        "OUTPUT": str(output),
        "ICON": str(WORK / "launchers/app.ico"),
        "PICTURE": str(WORK / "launchers/side.bmp"),
        "PATH_ENTRY": str(windows_folder.path_entry()),
        "SIZE_KB": str(size // 1024),
        "COMPRESSOR": compressor,
    }
    if script := signer_script(WORK / "sign-uninstaller"):
        values["SIGNER"] = script
    return [
        "makensis",
        "-V2",
        "-WX",
        *(f"-D{k}={v}" for k, v in values.items()),
        str(SOURCES / "setup.nsi"),
    ]


def list_files(folder: Path, listing: Path) -> Path:
    """The files for files.nsh, one by one.

    ``File /r`` would take them in the order of the file system that the build happens to run on:
    from another folder the same files gave another set-up.
    """
    lines = []
    for place in [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]:
        if files := sorted(path for path in place.iterdir() if path.is_file()):
            inside = "\\".join(("$INSTDIR\\${NEW}", *place.relative_to(folder).parts))
            lines.append(f'SetOutPath "{inside}"')
            lines += [f'File "{str(path).replace("$", "$$")}"' for path in files]
    write(listing, "".join(f"{line}\n" for line in lines))
    return listing
