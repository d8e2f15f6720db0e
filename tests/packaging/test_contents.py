"""What the packages hold, against what the program opens at run time. Nothing is built.

The wheel's list is hatchling's own, from pyproject.toml; the others are made from the wheel and
lose what `tree.trim` takes out.
"""

from __future__ import annotations

import ast
import fnmatch
import functools
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from release import completion, linux_tree, nsis, pins, tree, wheel, windows_folder
from release.project import NAME, Project, languages

from tests.bootstrap.tools import ROOT

VERSION = Project("1.2.3", 1_700_000_000)
INSIDE = "wizard/resources/"

READ_BY_PEOPLE = ("manual/*",)
"""Shipped, and opened by readers."""

NSIS_NAMES = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "ja": "Japanese",
    "zh_CN": "SimpChinese",
}
IMPORT = re.compile(r"^ *from ([\w.]+) import |^ *import ([\w.]+)(?: as \w+)?$", re.MULTILINE)
OWN_PROGRAMS = re.compile(r'"(iot-agent-setup-\w+)"')


@functools.cache
def in_the_wheel() -> frozenset[str]:
    found = WheelBuilder(str(ROOT)).recurse_included_files()
    return frozenset(file.distribution_path.replace("\\", "/") for file in found)


@functools.cache
def opened() -> dict[str, str]:
    """A pattern below ``resources/`` for each call of ``resource``, and the module it stands in."""
    found = {}
    for module in sorted((ROOT / "wizard").rglob("*.py")):
        for call in _calls(module):
            parts = [_pattern(part) for part in call.args]
            found["/".join(parts)] = module.relative_to(ROOT).as_posix()
    return found


def _calls(module: Path) -> Iterator[ast.Call]:
    text = module.read_text(encoding="utf-8")
    if "resource(" in text:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "resource":
                yield node


def _pattern(part: ast.expr) -> str:
    """What is only known at run time may be anything."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    if isinstance(part, ast.JoinedStr):
        return "".join(_pattern(piece) for piece in part.values)
    return "*"


def resources() -> set[str]:
    """Names below ``wizard/resources``."""
    return {name.removeprefix(INSIDE) for name in in_the_wheel() if name.startswith(INSIDE)}


def test_the_build_takes_this_wheel() -> None:
    wheel.check(sorted(in_the_wheel()))


def test_whatever_the_program_opens_is_in_the_wheel() -> None:
    assert len(opened()) > 8, "calls of resource() are found"
    for pattern, module in opened().items():
        assert fnmatch.filter(resources(), pattern), f"{module} opens {pattern}"


def test_every_resource_in_the_wheel_is_opened_or_is_for_readers() -> None:
    known = (*opened(), *READ_BY_PEOPLE)

    useless = {name for name in resources() if not any(fnmatch.fnmatch(name, p) for p in known)}

    assert not useless


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_all_that_is_tracked_of_the_program_is_in_the_wheel() -> None:
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "wizard", "resources"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    tracked = {name for name in listed.split("\0") if name and (ROOT / name).exists()}
    left_out = {name for name in tracked if name.endswith((".po", ".pot"))}

    expected = {re.sub("^resources/", INSIDE, name) for name in tracked - left_out}

    assert expected - in_the_wheel() == set()
    assert {name for name in in_the_wheel() if "/resources/" in name} <= expected


def test_every_language_has_its_sentences_in_the_wheel() -> None:
    assert {"de", "es", "zh_CN"} <= set(languages())
    for code in set(languages()) - {"en"}:
        assert f"{INSIDE}translations/{code}/LC_MESSAGES/{NAME}.mo" in in_the_wheel()


@pytest.mark.parametrize("platform", ["linux", "windows"])
def test_nothing_of_the_program_is_trimmed(tmp_path: Path, platform: str) -> None:
    (tmp_path / "PySide6/Qt/lib").mkdir(parents=True)
    for name in in_the_wheel():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    tree.trim(tmp_path, platform)

    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == in_the_wheel()


@pytest.mark.parametrize(("platform", "qt"), [("linux", "PySide6/Qt"), ("windows", "PySide6")])
def test_qts_own_sentences_stay_in_the_programs_languages(
    tmp_path: Path, platform: str, qt: str
) -> None:
    folder = tmp_path / qt / "translations"
    folder.mkdir(parents=True)
    (tmp_path / "PySide6/Qt/lib").mkdir(parents=True, exist_ok=True)
    for name in ("qtbase_de.qm", "qtbase_zh_CN.qm", "qtbase_fi.qm", "qt_de.qm", "designer_de.qm"):
        (folder / name).touch()

    tree.trim(tmp_path, platform)

    assert {path.name for path in folder.iterdir()} == {"qtbase_de.qm", "qtbase_zh_CN.qm"}
    asked = (ROOT / "wizard/gui/window_language.py").read_text(encoding="utf-8")
    assert tree.QT_SENTENCES.format(code="{wanted.code}").removesuffix(".qm") in asked


def test_the_modules_of_qt_that_the_program_imports_are_kept() -> None:
    wanted = {module for module in imported() if module.startswith("PySide6.")}

    assert "PySide6.QtWidgets" in wanted
    assert {name.removeprefix("PySide6.") for name in wanted} <= set(tree.QT_MODULES)


@pytest.mark.parametrize("platform", [pins.LINUX, pins.WINDOWS], ids=lambda each: each.name)
def test_what_the_program_imports_ships(platform: pins.Platform) -> None:
    """Of foreign packages, under the names of their distributions."""
    distributions = {"pyside6": "pyside6-essentials", "openssl": "pyopenssl", "paho": "paho-mqtt"}
    distributions |= {
        "azure": "azure-iot-hub",
        "spnego": "pyspnego",
        "win32ctypes": "pywin32-ctypes",
    }
    shipped = set(pins.shipped(platform, platform.pythons[-1]))
    elsewhere = {"winreg", "msvcrt"} if platform is pins.LINUX else {"jeepney", "secretstorage"}
    standard = {*sys.stdlib_module_names, "wizard", *elsewhere}

    tops = {module.partition(".")[0] for module in imported()} - standard
    names = {distributions.get(top.lower(), top.lower()) for top in tops}

    assert "pyside6-essentials" in names
    assert names - shipped <= ({"pywin32-ctypes"} if platform is pins.LINUX else set())


@functools.cache
def imported() -> frozenset[str]:
    found = set()
    for module in (ROOT / "wizard").rglob("*.py"):
        for one, other in IMPORT.findall(module.read_text(encoding="utf-8")):
            found.add(one or other)
    return frozenset(found)


def test_every_program_that_this_one_starts_is_in_the_packages() -> None:
    """Each looks for the others beside the Python that runs it."""
    started = {
        name
        for module in (ROOT / "wizard/infra").rglob("*.py")
        for name in OWN_PROGRAMS.findall(module.read_text(encoding="utf-8"))
    }
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert started == {f"{NAME}-writer", f"{NAME}-askpass"}
    assert started <= set(linux_tree.LAUNCHERS)
    assert started <= set(declared["scripts"])
    assert started <= set(windows_folder.LAUNCHERS)
    for name, module in linux_tree.LAUNCHERS.items():
        assert declared["scripts"][name] == f"wizard.{module}:main"


def test_the_linux_tree_has_page_completion_and_command_of_each_program(tmp_path: Path) -> None:
    linux_tree.furnish(tmp_path, VERSION)

    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    commands = completion.commands(completion.program())
    assert there >= {f"usr/bin/{name}" for name in linux_tree.LAUNCHERS}
    assert there >= {f"usr/share/man/man1/{NAME}-{name}.1.gz" for name in commands}
    pages = {path.name.partition(".")[0] for path in tmp_path.glob("usr/share/man/man*/*.gz")}
    assert pages >= set(linux_tree.LAUNCHERS)
    assert there >= set(completion.PLACES.values())
    for name in commands:
        for place in completion.PLACES.values():
            assert name in (tmp_path / place).read_text(encoding="utf-8")


def test_the_desktop_shows_the_program_in_its_languages() -> None:
    entry = linux_tree.filled("iot-agent-setup.desktop")

    for code in set(languages()) - {"en"}:
        for key in ("GenericName", "Comment", "Name"):
            assert f"\n{key}[{code}]=" in entry
        assert f'xml:lang="{code.replace("_", "-")}"' in linux_tree.filled("metainfo.xml")


def test_the_set_up_speaks_the_languages_of_the_program() -> None:
    text = (windows_folder.SOURCES / "languages.nsh").read_text(encoding="utf-8")
    names = set(re.findall(r"^LangString (\w+) ", text, re.MULTILINE))

    for code in languages():
        language = NSIS_NAMES[code]
        assert f'MUI_LANGUAGE "{language}"' in text
        for name in names:
            assert re.search(rf'^LangString {name} \$\{{LANG_{language.upper()}\}} ".', text, re.M)
    parts = [windows_folder.SOURCES / name for name in ("setup.nsi", "files.nsh")]
    script = "".join(part.read_text(encoding="utf-8") for part in parts)
    assert set(re.findall(r"\$\(([A-Z_]+)\)", script)) == names


def test_the_msi_takes_every_file_beside_runtime() -> None:
    text = (windows_folder.SOURCES / "setup.wxs").read_text(encoding="utf-8")

    for name in (*(f"{name}.exe" for name in windows_folder.LAUNCHERS), "LICENCES.txt"):
        assert f'Source="$(var.Source)/{name}"' in text
    assert nsis.path_of(VERSION).name.endswith("-x64-setup.exe")
