"""The tree is as wizard/README.md says, and kept so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wizard"
MODULES = sorted(PACKAGE.rglob("*.py"))
PACKAGES = sorted(path.parent for path in PACKAGE.rglob("__init__.py"))
ARCHITECTURE = (PACKAGE / "README.md").read_text(encoding="utf-8")

MOST_FILES = 20
MOST_LINES = 250
DESCRIBES = 3
REASON = "Longer than 250 lines because"
"""Begins the sentence in the docstring of a long file that says why it is not two."""

FORBIDDEN = {
    *("way", "line", "lane", "door", "late", "signs", "contact"),
    *("trials", "rulings", "meanings", "mending", "aftermath", "remarks"),
}
"""Names that told nobody what a thing is; a longer name with such a word in it may."""


def name_of(path: Path) -> str:
    """The path as it is written in lists and reports."""
    return path.relative_to(ROOT).as_posix()


def definitions(path: Path) -> Iterator[str]:
    """The module's name and those of its classes and functions."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def docstring_lines(package: Path) -> int:
    """How many lines say what is in the package."""
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    text = ast.get_docstring(tree) or ""
    return sum(bool(line.strip()) for line in text.splitlines())


def test_a_folder_is_taken_in_at_a_glance() -> None:
    sizes = {name_of(package): len(list(package.glob("*.py"))) for package in PACKAGES}

    assert not {name: size for name, size in sizes.items() if size > MOST_FILES}


def test_a_file_is_short_or_says_why_not() -> None:
    long = set()
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > MOST_LINES:
            reason = ast.get_docstring(ast.parse(text)) or ""
            long |= set() if REASON in " ".join(reason.split()) else {name_of(path)}

    assert not long


def test_a_package_says_what_is_in_it() -> None:
    silent = {name_of(package) for package in PACKAGES if docstring_lines(package) < DESCRIBES}

    assert not silent


def test_a_name_is_no_riddle() -> None:
    found = {
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name in definitions(path)
        if name.strip("_").lower() in FORBIDDEN
    }

    assert not found


def test_every_path_in_the_architecture_exists() -> None:
    named = set(re.findall(r"`([\w.]+/[\w./]*|\w+\.py)`", ARCHITECTURE))

    assert len(named) > 40
    assert not [
        path for path in sorted(named) if not ((PACKAGE / path).exists() or (ROOT / path).exists())
    ]


def test_the_architecture_names_every_room() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert not [room for room in sorted(rooms) if f"`{room}/`" not in ARCHITECTURE]
