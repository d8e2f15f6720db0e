"""The bill of materials (CycloneDX 1.6, JSON) of what ships in a package.

cyclonedx-py reads an environment that runs here; a folder of another platform's wheels it cannot.
Name, version and licence come from the wheels' own metadata; what no wheel declares is added.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.utils import canonicalize_name

from release.parts import Part, undeclared
from release.pins import Platform
from release.project import NAME, Project


def bill(project: Project, platform: Platform, packages: Mapping[str, str], folder: Path) -> str:
    """The document. The same input gives the same text: its serial number is made from it."""
    components = [_component(name, folder) for name in sorted(packages)]
    qt = str(metadata_of("pyside6-essentials", folder)[1]["Version"])
    components += [_part(part) for part in undeclared(platform, qt, folder)]
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
    info, about = metadata_of(name, folder)
    version = str(about["Version"])
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [_named(licence_of(about))],
    }
    if crates := [crate for path in sorted(info.glob("sboms/*.json")) for crate in _crates(path)]:
        component["components"] = crates
    return component


def _named(licence: str) -> dict[str, object]:
    """As an expression where SPDX knows these words, else as a name."""
    try:
        return {"expression": str(canonicalize_license_expression(licence))}
    except InvalidLicenseExpression:
        return {"license": {"name": licence}}


def _crates(declared: Path) -> Iterator[dict[str, object]]:
    """What is compiled into a wheel in Rust, as the wheel itself declares it (PEP 770)."""
    for one in json.loads(declared.read_text(encoding="utf-8")).get("components", []):
        purl = str(one.get("purl", "")).partition("?")[0]
        if purl.startswith("pkg:cargo/") and one.get("scope") != "excluded":
            crate = {key: one[key] for key in ("name", "version", "licenses") if key in one}
            yield {"type": "library", "bom-ref": purl, "purl": purl, **crate}


def _part(part: Part) -> dict[str, object]:
    entry: dict[str, object] = {
        "type": "library",
        "bom-ref": f"part:{part.name}",
        "name": part.name,
        "description": part.where,
    }
    if part.version:
        entry["version"] = part.version
    if part.licence:
        entry["licenses"] = [{"license": {"id": part.licence}}]
    return entry
