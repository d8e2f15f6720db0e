"""The MSI for managed fleets: per machine, ``msiexec /i … /qn`` (packaging/windows/setup.wxs)."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

from release import windows_folder
from release.project import DIST, NAME, WORK, Project, capture, empty_folder, need, run, write
from release.signing import sign_for_windows
from release.windows_folder import SOURCES

FAMILY = uuid.UUID("5b1d7b4e-7c35-4a26-9c0b-3d6e9b0b7f11")
"""The upgrade code; product codes are made from it, so that a version always has the same."""

ENVIRONMENT = (
    "CREATE TABLE `Environment` (`Environment` CHAR(72) NOT NULL, `Name` CHAR(255) NOT NULL"
    " LOCALIZABLE, `Value` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL"
    " PRIMARY KEY `Environment`)",
    # =- machine-wide, set at installation and taken away at removal; [~]; appends.
    "INSERT INTO `Environment` (`Environment`, `Name`, `Value`, `Component_`)"
    " VALUES ('Path', '=-*PATH', '[~];[APPDIR]', 'Console')",
    "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`)"
    " VALUES ('WriteEnvironmentStrings', 5200)",
    "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`)"
    " VALUES ('RemoveEnvironmentStrings', 3300)",
)
# Windows passes only these on to the elevated part: APPDIR=… chooses the folder.
PUBLIC = (
    "UPDATE `Property` SET `Value` = 'APPDIR;WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED'"
    " WHERE `Property` = 'SecureCustomProperties'"
)


def path_of(project: Project) -> Path:
    """Where the package of this version lies."""
    return DIST / f"{NAME}-{project.version}-x64.msi"


def product_code(project: Project) -> str:
    """Of this version; Windows tells versions apart by it."""
    return str(uuid.uuid5(FAMILY, project.version)).upper()


def build(project: Project) -> Sequence[Path]:
    """Needs wixl and msibuild."""
    need("wixl", "wixl-heat", package="wixl")
    need("msibuild", package="msitools")
    made = path_of(project)
    pack(project, windows_folder.make(project), made)
    return [made]


def pack(project: Project, folder: Path, made: Path) -> None:
    """One package of a folder."""
    work = empty_folder(WORK / "msi")
    files = "".join(
        f"./{path.relative_to(folder).as_posix()}\n"
        for path in sorted((folder / "runtime").rglob("*"))
        if path.is_file()
    )
    write(work / "files.txt", files)
    heat = "wixl-heat -p ./ --var var.Source --component-group Files --directory-ref APPDIR --win64"
    write(work / "files.wxs", capture(["sh", "-c", f'{heat} <"$1"', "sh", work / "files.txt"]))
    values = {
        "Version": project.version,
        "ProductCode": product_code(project),
        "Win64": "yes",
        "Source": folder.relative_to(WORK).as_posix(),
        "Icon": "launchers/app.ico",
    }
    defines = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
    made.unlink(missing_ok=True)
    # wixl takes paths from where it runs, and no absolute ones.
    shutil.copyfile(SOURCES / "setup.wxs", work / "setup.wxs")
    sources = ["msi/setup.wxs", "msi/files.wxs"]
    wixl = ["wixl", "--arch", "x64", *defines, "-o", str(made), *sources]
    run(wixl, cwd=WORK, env=project.environment)
    for query in (*ENVIRONMENT, PUBLIC):
        run(["msibuild", made, "-q", query])
    sign_for_windows(made)
