"""What the program is made of, and under which licences: read from the packages that are installed.

A package says it in its own metadata, so the list is that of this very installation.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from wizard.infra.own_folders import APP

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OF_AN_EXTRA: Final = re.compile(r";.*\bextra\s*==")


@dataclass(frozen=True, slots=True)
class Licence:
    """``terms``: the licence's name, as the package says it; ``text``: all its licence files."""

    name: str
    version: str
    terms: str
    text: str


def licences() -> tuple[Licence, ...]:
    """The program first, then Python, then all packages that it needs, by name."""
    found = _needed(APP, {})
    own = found.pop(_key(APP), None)
    python = Licence("Python", platform.python_version(), "PSF-2.0", sys.copyright)
    packages = sorted(map(_licence, found.values()), key=lambda one: one.name.lower())
    return (*([_licence(own)] if own else []), python, *packages)


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed(name: str, found: dict[str, metadata.Distribution]) -> dict[str, metadata.Distribution]:
    """The distribution of this name and those that it requires, as far as they are installed."""
    if _key(name) in found:
        return found
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:  # another platform's, or one that is stood in for
        return found
    found[_key(name)] = distribution
    for requirement in distribution.requires or ():
        if (needs := _NAME.match(requirement)) and not _OF_AN_EXTRA.search(requirement):
            _needed(needs[0], found)
    return found


def _licence(distribution: metadata.Distribution) -> Licence:
    about = distribution.metadata
    return Licence(
        about["Name"], about["Version"], _terms(about), "\n\n".join(_texts(distribution))
    )


def _terms(about: metadata.PackageMetadata) -> str:
    """An expression, classifiers, or words: whichever the package has, in this order."""
    classifiers = [one for one in about.get_all("Classifier") or () if one.startswith("License ::")]
    said = [
        *(about.get_all("License-Expression") or ()),
        ", ".join(one.rpartition(" :: ")[2] for one in classifiers),
        *(words.strip().partition("\n")[0] for words in about.get_all("License") or ()),
    ]
    return next((words for words in said if words), "")


def _texts(distribution: metadata.Distribution) -> Iterator[str]:
    for name in distribution.metadata.get_all("License-File") or ():
        # PEP 639 has them in a folder of their own; before it they lay beside METADATA.
        for place in (f"licenses/{name}", name):
            if text := distribution.read_text(place):
                yield text.strip()
                break
