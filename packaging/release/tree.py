"""A folder with the program and the packages that it needs, without what it never loads."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from packaging.utils import canonicalize_name

from release import pins
from release.pins import Platform
from release.project import WORK, Project, empty_folder, languages
from release.wheel import path_of

SUFFIXES = {".pyi", ".pxd", ".pyx", ".lib", ".h", ".exe", ".c", ".md"}
FOLDERS = {
    "tests",
    "test",
    "SelfTest",
    "__pycache__",
    "bin",
    "include",
    "Scripts",
    "cffi",
    "glue",
    "typesystems",
}
RECORDS = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}

# Of PySide6: a window of widgets with SVG pictures, under X11, Wayland and without a screen.
QT_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg")
QT_LIBRARIES = {
    "linux": (*("Core", "Gui", "Widgets", "Svg", "DBus", "XcbQpa", "OpenGL", "WaylandClient"),),
    "windows": ("Core", "Gui", "Widgets", "Svg"),
}
QT_PLUGINS = {
    "linux": {
        "platforms": ("qxcb", "qwayland", "qoffscreen"),
        "platformthemes": ("qxdgdesktopportal", "qgtk3"),
        "platforminputcontexts": ("ibusplatforminputcontext", "composeplatforminputcontext"),
        "wayland-shell-integration": ("xdg-shell",),
        "wayland-decoration-client": ("adwaita", "bradient"),
        "iconengines": ("qsvgicon",),
        "imageformats": ("qsvg", "qico"),
    },
    "windows": {
        "platforms": ("qwindows", "qoffscreen"),
        "styles": ("qmodernwindowsstyle",),
        "iconengines": ("qsvgicon",),
        "imageformats": ("qsvg", "qico"),
    },
}
QT_SENTENCES = "qtbase_{code}.qm"
"""Of Qt's translations those of its own dialogs and buttons, in the program's languages."""
NEVER_LOADED = re.compile(r"^(_testcapi\b|(concrt|vcamp|vccorlib|vcomp)140)")
"""Modules of a library's own tests; parts of Microsoft's run time that nothing here links to."""
_ONE_PYTHON = re.compile(r"^Tag: cp3\d+-cp3\d+-", re.MULTILINE)


def make(platform: Platform, project: Project) -> tuple[Path, Mapping[str, str]]:
    """The folder, and the packages in it with their versions."""
    folder = empty_folder(WORK / f"{platform.name}-lib")
    packages: dict[str, str] = {}
    for python in platform.pythons:
        there = set(packages) - _for_one_python(folder)
        extra = empty_folder(WORK / f"{platform.name}-{python}")
        packages |= pins.install(platform, python, extra, WORK, there)
        shutil.copytree(extra, folder, dirs_exist_ok=True, symlinks=True)
        shutil.rmtree(extra)
    with zipfile.ZipFile(path_of(project)) as wheel:
        wheel.extractall(folder)
    trim(folder, platform.name)
    return folder, packages


def _for_one_python(folder: Path) -> set[str]:
    """The packages whose binary modules are for one version of Python only."""
    return {
        canonicalize_name(wheel.parent.name.partition("-")[0])
        for wheel in folder.glob("*.dist-info/WHEEL")
        if _ONE_PYTHON.search(wheel.read_text(encoding="utf-8"))
    }


def trim(folder: Path, platform: str) -> None:
    """Take out what never runs. dist-info stays: backends are found by its entry points."""
    for path in sorted(folder.rglob("*"), reverse=True):
        inside = path.relative_to(folder)
        metadata = any(part.endswith(".dist-info") for part in inside.parts)
        ours = inside.parts[0] == "wizard"
        if path.is_dir() and not path.is_symlink():
            if path.name in FOLDERS and not ours and not metadata:
                shutil.rmtree(path)
        elif metadata:
            if path.name in RECORDS:
                path.unlink()
        elif (path.suffix in SUFFIXES or NEVER_LOADED.match(path.name)) and not ours:
            path.unlink()
    trim_qt(folder / "PySide6", platform)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def trim_qt(pyside: Path, platform: str) -> None:
    """Keep the named modules, libraries, plug-ins and translations of Qt."""
    qt = pyside if platform == "windows" else pyside / "Qt"
    kept = {path for path in pyside.iterdir() if _is_kept_of_pyside(path.name, platform)}
    for path in set(pyside.iterdir()) - kept - {qt, qt / "plugins", qt / "translations"}:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if platform != "windows":
        for path in set(qt.iterdir()) - {qt / "lib", qt / "plugins", qt / "translations"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in (qt / "lib").iterdir():
            if not _is_kept_library(path.name):
                path.unlink()
    for path in [path for path in (qt / "plugins").rglob("*") if path.is_file()]:
        wanted = QT_PLUGINS[platform].get(path.parent.name, ())
        if path.stem.removeprefix("lib") not in wanted:
            path.unlink()
    spoken = {QT_SENTENCES.format(code=code) for code in languages()}
    for path in (qt / "translations").glob("*"):
        if path.name not in spoken:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _is_kept_of_pyside(name: str, platform: str) -> bool:
    stem = name.partition(".")[0]
    if name.endswith((".py", ".pyd", ".abi3.so")):
        return stem in QT_MODULES or name.endswith(".py") or stem == "pyside6"
    if platform == "windows":
        ours = {f"Qt6{library}.dll" for library in QT_LIBRARIES["windows"]}
        return name in ours or name.startswith(("msvcp140", "vcruntime140", "pyside6.abi3"))
    return name.startswith("libpyside6.abi3")


def _is_kept_library(name: str) -> bool:
    if name.startswith("libQt6"):
        return name.removeprefix("libQt6").partition(".")[0] in QT_LIBRARIES["linux"]
    return name.startswith("libicu")
