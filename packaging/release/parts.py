"""What ships inside wheels that do not declare it: linked into Qt, CPython, cryptography and cffi.

Which parts Qt's own libraries have differs: on Linux zlib and freetype are the system's. A version
is read from the library where that says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from release.pins import Platform
from release.project import PACKAGING

PYTHON = "3.13.2"
"""CPython for Windows: that of packaging/windows/runtime.txt."""


@dataclass(frozen=True)
class Part:
    """``licence``: an SPDX id; empty where there is none for it. ``where``: in what it is."""

    name: str
    version: str
    licence: str
    where: str


@dataclass(frozen=True)
class _OfQt:
    """``says``: how the version stands in the library ``module``; none says it in another way."""

    licence: str
    platforms: tuple[str, ...] = ("linux", "windows")
    module: str = "Core"
    says: re.Pattern[bytes] | None = None


_QT = {
    "double-conversion": _OfQt("BSD-3-Clause"),
    "freetype": _OfQt("FTL", ("windows",), "Gui"),
    "harfbuzz": _OfQt("MIT-Modern-Variant", module="Gui"),
    "libpng": _OfQt(
        "libpng-2.0", module="Gui", says=re.compile(rb"libpng version (\d+\.\d+\.\d+)")
    ),
    "md4c": _OfQt("MIT", module="Gui"),
    "pcre2": _OfQt("BSD-3-Clause", says=re.compile(rb"\0(\d+\.\d+) 20\d\d-\d\d-\d\d\0")),
    "zlib": _OfQt("Zlib", ("windows",), says=re.compile(rb"flate (\d+\.\d+(?:\.\d+)*) Copyright")),
}
"""Qt's documentation, *Licenses Used in Qt*: libraries. Single files of others are under Qt's."""
_PYTHON = (
    ("libffi", "MIT"),
    ("zlib", "Zlib"),
    ("expat", "MIT"),
    ("bzip2", "bzip2-1.0.6"),
    ("liblzma", "0BSD"),
    ("libmpdec", "BSD-2-Clause"),
)
"""What CPython's modules that ship are linked with (Python's documentation, *Licenses*)."""
_OPENSSL = re.compile(rb"OpenSSL (\d+\.\d+\.\d+) +\d+ [A-Z][a-z]{2} \d{4}")


def undeclared(platform: Platform, qt: str, folder: Path) -> Iterator[Part]:
    """``folder``: that of the packages; on Windows CPython's files lie above it."""
    yield Part("Qt", qt, "LGPL-3.0-only", "in PySide6-Essentials")
    bindings = folder.glob("cryptography/hazmat/bindings/_rust*")
    openssl = version_in(bindings, _OPENSSL)
    yield Part("OpenSSL", openssl, "Apache-2.0", "linked into cryptography's wheel")
    yield Part("libffi", "", "MIT", "linked into cffi's wheel")
    yield Part("llhttp", "", "MIT", "in aiohttp's wheel")
    for name, part in _QT.items():
        if platform.name in part.platforms:
            files = [
                *folder.glob(f"PySide6/Qt/lib/libQt6{part.module}.so*"),
                *folder.glob(f"PySide6/Qt6{part.module}.dll"),
            ]
            version = version_in(files, part.says) if part.says else ""
            yield Part(name, version, part.licence, f"in Qt {qt}")
    yield from _of_linux(qt, folder) if platform.name == "linux" else _of_windows(folder)


def _of_linux(qt: str, folder: Path) -> Iterator[Part]:
    found = sorted(folder.glob("PySide6/Qt/lib/libicuuc.so.*"))
    icu = found[0].name.rpartition(".so.")[2] if found else ""
    yield Part("ICU", icu, "Unicode-3.0", f"beside Qt {qt}")


def _of_windows(folder: Path) -> Iterator[Part]:
    inside = "in CPython's embeddable distribution"
    yield Part("CPython", PYTHON, "Python-2.0.1", "the embeddable distribution")
    openssl = version_in([folder.parent / "libcrypto-3.dll"], _OPENSSL)
    yield Part("OpenSSL of CPython", openssl, "Apache-2.0", inside)
    for name, licence in _PYTHON:
        yield Part(f"{name} of CPython", "", licence, inside)
    where = "redistributable, beside CPython and Qt"
    yield Part("Microsoft Visual C++ Runtime", "14", "", where)


def version_in(files: Iterable[Path], says: re.Pattern[bytes]) -> str:
    """As the library itself would say it; empty where it is in none of the files."""
    for path in files:
        if path.is_file() and (found := says.search(path.read_bytes())):
            return found[1].decode("ascii")
    return ""


def licence_texts(names: Iterable[str]) -> dict[str, str]:
    """The notices of packaging/licences.txt for these parts; CPython's own come with it."""
    text = (PACKAGING / "licences.txt").read_text(encoding="utf-8")
    sections = re.split(r"^== (.+)\n", text, flags=re.MULTILINE)[1:]
    every = dict(zip(sections[::2], sections[1::2], strict=True))
    return {name: every[name].strip() for name in names if name in every}
