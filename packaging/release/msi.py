"""The MSI for managed fleets: per machine, ``msiexec /i … /qn`` (packaging/windows/setup.wxs)."""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from release import windows_folder
from release.project import (
    DIST,
    NAME,
    WORK,
    BuildError,
    Project,
    capture,
    empty_folder,
    need,
    run,
    sha256,
    write,
)
from release.signing import sign_for_windows
from release.windows_folder import SOURCES

FAMILY = uuid.UUID("5b1d7b4e-7c35-4a26-9c0b-3d6e9b0b7f11")
"""The upgrade code; product codes are made from it, so that a version always has the same."""

TICKS, UNIX_EPOCH = 10_000_000, 11_644_473_600
"""Of a FILETIME in a second; the seconds from its beginning, 1601, to 1970."""
_DATE, _CODE = struct.pack("<I", 64), struct.pack("<II", 30, 39)
"""In the summary: a date follows; a text of 38 characters follows."""

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


@dataclass(frozen=True)
class Summary:
    """``code``: the package's; ``epoch`` (seconds): its date."""

    code: str
    epoch: int


def path_of(project: Project) -> Path:
    """Where the package of this version lies."""
    return DIST / f"{NAME}-{project.version}-x64.msi"


def product_code(project: Project) -> str:
    """Of this version; Windows tells versions apart by it."""
    return str(uuid.uuid5(FAMILY, project.version)).upper()


def package_code(project: Project, folder: Path) -> str:
    """Of this content: packages with the same code have to be the same, bit for bit."""
    digest = hashlib.sha256((SOURCES / "setup.wxs").read_bytes())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()} {sha256(path)}\n".encode())
    return str(uuid.uuid5(FAMILY, f"{project.version} {digest.hexdigest()}")).upper()


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
    listed = capture(["sh", "-c", f'{heat} <"$1"', "sh", work / "files.txt"])
    write(work / "files.wxs", with_steady_names(listed))
    values = {
        "Version": project.version,
        "ProductCode": product_code(project),
        "Win64": "yes",
        "Source": folder.relative_to(WORK).as_posix(),
        "Icon": "launchers/app.ico",
    }
    defines = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
    made.unlink(missing_ok=True)
    began = int(time.time())
    # wixl takes paths from where it runs, and no absolute ones.
    shutil.copyfile(SOURCES / "setup.wxs", work / "setup.wxs")
    sources = ["msi/setup.wxs", "msi/files.wxs"]
    wixl = ["wixl", "--arch", "x64", *defines, "-o", str(made), *sources]
    run(wixl, cwd=WORK, env=project.environment)
    for query in (*ENVIRONMENT, PUBLIC):
        run(["msibuild", made, "-q", query])
    summary = Summary(package_code(project, folder), project.epoch)
    built = range(began, int(time.time()) + 2)
    made.write_bytes(with_summary(made.read_bytes(), summary, built))
    sign_for_windows(made)


def with_steady_names(listed: str) -> str:
    """wixl-heat gives each folder a name by chance: here they are counted."""
    names = dict.fromkeys(re.findall(r"\bdir[0-9A-F]{32}\b", listed))
    counted = {name: f"dir{number:032}" for number, name in enumerate(names)}
    return re.sub(r"\bdir[0-9A-F]{32}\b", lambda match: counted[match[0]], listed)


def with_summary(content: bytes, summary: Summary, built: range) -> bytes:
    """The package with a code and a date of ours, where wixl has put chance and the present.

    Both dates, created and last saved, are FILETIMEs behind their type; those of the time in which
    it was ``built`` (seconds) are meant. The code is the one text of its length.
    """
    date = _DATE + struct.pack("<Q", (summary.epoch + UNIX_EPOCH) * TICKS)
    dates = 0

    def replace(match: re.Match[bytes]) -> bytes:
        nonlocal dates
        (ticks,) = struct.unpack("<Q", match[1])
        if ticks // TICKS - UNIX_EPOCH not in built:
            return match[0]
        dates += 1
        return date

    changed = re.sub(re.escape(_DATE) + b"(.{8})", replace, content, flags=re.DOTALL)
    code = _CODE + f"{{{summary.code}}}".encode()
    changed, codes = re.subn(re.escape(_CODE) + rb"\{[0-9A-F-]{36}\}", code, changed)
    if (dates, codes) != (2, 1):
        raise BuildError(f"The MSI's summary has {dates} dates of its making and {codes} codes")
    return changed
