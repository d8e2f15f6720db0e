"""The licences of everything that ships: an overview (Debian's ``copyright``) and all the texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from release.parts import licence_texts, undeclared
from release.pins import Platform
from release.project import ROOT, MissingError
from release.sbom import licence_of, metadata_of

LGPL = """\
Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They lie as separate
files beside the program: you may replace them with your own build of the same version. The source
of exactly this version is published by The Qt Company (qt.io, "Qt archives", pyside-setup). The
licence is /usr/share/common-licenses/LGPL-3 on Debian, and at gnu.org/licenses/lgpl-3.0.txt.
"""
LGPL_WINDOWS = """\
Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They lie as separate
DLLs in runtime\\lib\\PySide6: you may replace them with your own build of the same version. The
source of exactly this version is published by The Qt Company (qt.io, "Qt archives", pyside-setup).
The licence is at gnu.org/licenses/lgpl-3.0.txt.
"""
ELSEWHERE = """\
The texts of all these licences are in /usr/share/doc/iot-agent-setup/licences.txt.gz; those of
Apache 2.0, the LGPL 3 and the MPL 2.0 also in /usr/share/common-licenses on Debian.
"""
COMMON = {
    "GNU LGPL, version 3": "LGPL-3",
    "GNU GPL, version 3": "GPL-3",
    "Mozilla Public License, version 2.0": "MPL-2.0",
}
"""PySide6's and certifi's wheels say under which licence they are and do not bring its text; the
LGPL is a supplement of the GPL."""
_TEXTS = ("LICENSE", "LICENCE", "COPYING", "NOTICE")


def overview(folder: Path, packages: Mapping[str, str]) -> str:
    """The program's own licence, Qt's duties, and one line for every package."""
    own = f"iot-agent-setup\n\n{(ROOT / 'LICENSE').read_text(encoding='utf-8')}"
    lines = []
    for name in sorted(packages):
        about = metadata_of(name, folder)[1]
        lines.append(f"{about['Name']} {about['Version']}: {licence_of(about)}")
    return "\n\n".join([own.strip(), LGPL.strip(), "\n".join(lines), ELSEWHERE])


def notices(
    folder: Path,
    packages: Mapping[str, str],
    lgpl: str = LGPL,
    more: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The program's own licence, Qt's duties, then every package with its licence texts.

    ``more``: what is no package, with the text of its licence.
    """
    parts = [f"iot-agent-setup\n\n{(ROOT / 'LICENSE').read_text(encoding='utf-8')}", lgpl]
    parts += [f"{name}\n\n{text}" for name, text in more.items()]
    parts += [f"{name}\n\n{common_licence(file)}" for name, file in COMMON.items()]
    for name in sorted(packages):
        info, about = metadata_of(name, folder)
        head = f"{about['Name']} {about['Version']}: {licence_of(about)}"
        files = sorted(p for p in info.rglob("*") if p.is_file() and _is_licence(p))
        texts = [path.read_text(encoding="utf-8", errors="replace").strip() for path in files]
        parts.append("\n\n".join([head, *texts]))
    rule = "\n\n" + "-" * 78 + "\n\n"
    return rule.join(part.strip() for part in parts) + "\n"


def texts_of_parts(platform: Platform, folder: Path) -> dict[str, str]:
    """What is linked into the packages and brings no licence file along."""
    qt = str(metadata_of("pyside6-essentials", folder)[1]["Version"])
    return licence_texts(part.name for part in undeclared(platform, qt, folder))


def common_licence(name: str) -> str:
    """The text as Debian has it."""
    path = Path("/usr/share/common-licenses") / name
    if not path.is_file():
        raise MissingError(f"Missing here: {path} (it is in every Debian)")
    return path.read_text(encoding="utf-8")


def _is_licence(path: Path) -> bool:
    return path.parent.name == "licenses" or path.name.upper().startswith(_TEXTS)
