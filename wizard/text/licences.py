"""The licences in words: what is told of the program, of Qt, and of each package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

TITLE: Final = "Licences"
OWN: Final = "This program is free software under the MIT license."
QT: Final = (
    "Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They are "
    "separate files beside the program: you may replace them with your own build of the same "
    "version. The Qt Company publishes the source of exactly this version (qt.io, Qt archives, "
    "pyside-setup)."
)
_RULE: Final = "-" * 72


class Terms(Protocol):
    """One package, as ``infra.licences`` reads it."""

    @property
    def name(self) -> str:
        """As its makers write it."""

    @property
    def version(self) -> str:
        """Of the installed one."""

    @property
    def terms(self) -> str:
        """The licence's name; may be empty."""

    @property
    def text(self) -> str:
        """The licence's text; may be empty."""


def licences_text(found: Iterable[Terms]) -> str:
    """All of it: an overview first, then the texts."""
    packages = list(found)
    overview = "\n".join(_heading(package) for package in packages)
    texts = [f"{_heading(package)}\n\n{package.text}" for package in packages if package.text]
    return f"\n\n{_RULE}\n\n".join([f"{OWN}\n\n{QT}\n\n{overview}", *texts]) + "\n"


def _heading(package: Terms) -> str:
    return f"{package.name} {package.version}: {package.terms or 'see its own text'}"
