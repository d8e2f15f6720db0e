"""The bill of materials (CycloneDX 1.6, JSON) of what ships in a package.

cyclonedx-py reads an environment that runs here; a folder of another platform's wheels it cannot.
Name, version and licence come from the wheels' own metadata; what no wheel declares is added.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from packaging.utils import canonicalize_name

from release.pins import Platform
from release.project import NAME, Project

QT_PARTS = ("harfbuzz", "freetype", "libpng", "pcre2", "zlib", "double-conversion", "md4c")
"""What Qt's libraries that ship are linked with (Qt's documentation, *Licenses Used in Qt*)."""

PYTHON = "3.13.2"
"""CPython for Windows: that of packaging/windows/runtime.txt."""
PYTHON_PARTS = (
    ("libffi", "MIT"),
    ("zlib", "Zlib"),
    ("expat", "MIT"),
    ("bzip2", "bzip2-1.0.6"),
    ("liblzma", "0BSD"),
    ("libmpdec", "BSD-2-Clause"),
)
"""What CPython's modules that ship are linked with (Python's documentation, *Licenses*)."""
_OPENSSL = re.compile(rb"OpenSSL (\d+\.\d+\.\d+) +\d+ [A-Z][a-z]{2} \d{4}")


def bill(project: Project, platform: Platform, packages: Mapping[str, str], folder: Path) -> str:
    """The document. The same input gives the same text: its serial number is made from it."""
    components = [_component(name, folder) for name in sorted(packages)]
    components += _undeclared(platform, folder)
    date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(project.epoch))
    subject = {
        "type": "application",
        "bom-ref": NAME,
        "name": NAME,
        "version": project.version,
        "licenses": [{"license": {"id": "MIT"}}],
        "purl": f"pkg:pypi/{NAME}@{project.version}",
    }
    text = json.dumps(components, sort_keys=True)
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text + project.version)}",
        "version": 1,
        "metadata": {"timestamp": date, "component": subject},
        "components": components,
        "dependencies": [{"ref": NAME, "dependsOn": [str(c["bom-ref"]) for c in components]}],
    }
    return json.dumps(document, indent=1) + "\n"


def metadata_of(name: str, folder: Path) -> tuple[Path, Message]:
    """The dist-info folder of a package and its METADATA."""
    for path in sorted(folder.glob("*.dist-info")):
        if canonicalize_name(path.name.partition("-")[0]) == name:
            text = (path / "METADATA").read_text(encoding="utf-8")
            return path, HeaderParser().parsestr(text)
    raise LookupError(name)


def licence_of(about: Message) -> str:
    """As the package says it: an expression where it has one, else its words."""
    if expression := about["License-Expression"]:
        return str(expression)
    classes = [one for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    named = ", ".join(one.rpartition(" :: ")[2] for one in classes)
    words = str(about["License"] or "").strip().splitlines()
    return named or (words[0] if words else "see its licence file")


def _component(name: str, folder: Path) -> dict[str, object]:
    _, about = metadata_of(name, folder)
    version = str(about["Version"])
    licence = licence_of(about)
    is_expression = about["License-Expression"] is not None
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [{"expression": licence} if is_expression else {"license": {"name": licence}}],
    }


def _undeclared(platform: Platform, folder: Path) -> list[dict[str, object]]:
    """``folder``: that of the packages; on Windows CPython's files lie above it."""
    qt = str(metadata_of("pyside6-essentials", folder)[1]["Version"])
    bindings = [*folder.glob("cryptography/hazmat/bindings/_rust*")]
    parts: list[tuple[str, str, str, str]] = [
        ("Qt", qt, "LGPL-3.0-only", "in PySide6-Essentials"),
        ("OpenSSL", openssl_version(bindings), "Apache-2.0", "linked into cryptography's wheel"),
        ("libffi", "", "MIT", "linked into cffi's wheel"),
        ("llhttp", "", "MIT", "in aiohttp's wheel"),
        *((name, "", "", f"in Qt {qt}") for name in QT_PARTS),
    ]
    if platform.name == "linux":
        found = sorted(folder.glob("PySide6/Qt/lib/libicuuc.so.*"))
        icu = found[0].name.rpartition(".so.")[2] if found else ""
        parts.append(("ICU", icu, "Unicode-3.0", f"beside Qt {qt}"))
    else:
        own = openssl_version([folder.parent / "libcrypto-3.dll"])
        inside = "in CPython's embeddable distribution"
        parts += [
            ("CPython", PYTHON, "Python-2.0.1", "the embeddable distribution"),
            ("OpenSSL of CPython", own, "Apache-2.0", inside),
            *((f"{name} of CPython", "", licence, inside) for name, licence in PYTHON_PARTS),
            ("Microsoft Visual C++ Runtime", "14", "", "redistributable, beside CPython and Qt"),
        ]
    return [_part(*part) for part in parts]


def openssl_version(files: Iterable[Path]) -> str:
    """As the library itself would say it; empty where it is in none of the files."""
    for path in files:
        if path.is_file() and (found := _OPENSSL.search(path.read_bytes())):
            return found[1].decode("ascii")
    return ""


def _part(name: str, version: str, licence: str, where: str) -> dict[str, object]:
    part: dict[str, object] = {
        "type": "library",
        "bom-ref": f"part:{name}",
        "name": name,
        "description": where,
    }
    if version:
        part["version"] = version
    if licence:
        part["licenses"] = [{"license": {"id": licence}}]
    return part
