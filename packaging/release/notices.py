"""The licences of everything that ships, in one text: Debian's ``copyright``, ``LICENCES.txt``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from release.project import ROOT
from release.sbom import licence_of, metadata_of

LGPL = """\
Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They lie as separate
files beside the program: you may replace them with your own build of the same version. The source
of exactly this version is published by The Qt Company (qt.io, "Qt archives", pyside-setup). The
licence is /usr/share/common-licenses/LGPL-3 on Debian, and at gnu.org/licenses/lgpl-3.0.txt.
"""
_TEXTS = ("LICENSE", "LICENCE", "COPYING", "NOTICE")


def notices(folder: Path, packages: Mapping[str, str]) -> str:
    """The program's own licence, Qt's duties, then every package with its licence texts."""
    parts = [f"iot-agent-setup\n\n{(ROOT / 'LICENSE').read_text(encoding='utf-8')}", LGPL]
    for name in sorted(packages):
        info, about = metadata_of(name, folder)
        head = f"{about['Name']} {about['Version']}: {licence_of(about)}"
        files = sorted(p for p in info.rglob("*") if p.is_file() and _is_licence(p))
        texts = [path.read_text(encoding="utf-8", errors="replace").strip() for path in files]
        parts.append("\n\n".join([head, *texts]))
    rule = "\n\n" + "-" * 78 + "\n\n"
    return rule.join(part.strip() for part in parts) + "\n"


def _is_licence(path: Path) -> bool:
    return path.parent.name == "licenses" or path.name.upper().startswith(_TEXTS)
