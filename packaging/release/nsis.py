"""The Windows set-up program (NSIS): packaging/windows/setup.nsi says what it does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from release import windows_folder
from release.project import DIST, NAME, WORK, BuildError, Project, need, run
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
