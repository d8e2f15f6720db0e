"""What a build is made from: version and changelog, the commit's date, and what is in no commit."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

from release.changelog import bullets_of
from release.project import ROOT, BuildError, Project, capture

_HEADING = re.compile(r"^## \[([^\]]+)\](?: - (\S+))?[ \t]*$", re.MULTILINE)
_VERSION = re.compile(r'^__version__ = "([0-9]+\.[0-9]+\.[0-9]+)"$', re.MULTILINE)


def read_project() -> Project:
    """Raises BuildError where the changelog does not know the version, or no date is to be had."""
    text = (ROOT / "wizard" / "__init__.py").read_text(encoding="utf-8")
    version = _VERSION.search(text)
    if version is None:
        raise BuildError("wizard/__init__.py has no __version__ of three numbers.")
    check_changelog(_changelog(), version[1])
    return Project(version[1], read_date(ROOT))


def _changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def check_changelog(changelog: str, version: str) -> None:
    """The version has one section, the newest but for *Unreleased*: with a date and with entries.

    Raises BuildError.
    """
    released = [found for found in _HEADING.finditer(changelog) if found[1] != "Unreleased"]
    newest = released[0][1] if released else "none"
    if newest != version:
        raise BuildError(
            f"wizard/__init__.py says {version}, but the newest release in CHANGELOG.md is"
            f" {newest}. Turn *Unreleased* into [{version}] with its date, or correct __version__."
        )
    if [found[1] for found in released].count(version) > 1:
        raise BuildError(f"CHANGELOG.md has more than one section [{version}].")
    if not _is_date(released[0][2] or ""):
        raise BuildError(
            f"The section [{version}] in CHANGELOG.md has no date: ## [{version}] - YYYY-MM-DD"
        )
    if not bullets_of(changelog, version):
        raise BuildError(f"The section [{version}] in CHANGELOG.md has no entries (lines with -).")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def read_date(root: Path) -> int:
    """Seconds: SOURCE_DATE_EPOCH, else the date of the last commit. Raises BuildError."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        if not given.isdecimal():
            raise BuildError(f"SOURCE_DATE_EPOCH is {given!r}: seconds since 1970 are wanted.")
        return int(given)
    try:
        top = capture(["git", "-C", root, "rev-parse", "--show-toplevel"]).strip()
        if Path(top).resolve() == root.resolve():
            return int(capture(["git", "-C", root, "log", "-1", "--format=%ct"]))
        why = f"{root} lies in the repository {top}, and is none itself."
    except BuildError as error:
        why = str(error)
    raise BuildError(
        "The files in the packages are dated as the last commit, which git does not tell:\n"
        f"{why}\nFrom an archive without git, set SOURCE_DATE_EPOCH to the release's date"
        " (seconds since 1970)."
    )


def uncommitted(root: Path) -> list[str]:
    """Lines of ``git status``: what is changed or new. None where there is no repository."""
    try:
        return capture(["git", "-C", root, "status", "--porcelain"]).splitlines()
    except BuildError:
        return []


def check_release() -> None:
    """What is signed is what a commit says, with nothing left under *Unreleased*.

    Raises BuildError.
    """
    if changed := uncommitted(ROOT):
        raise BuildError(
            "Nothing is signed of a checkout with changes that are in no commit:\n"
            + "\n".join(changed[:10])
        )
    if bullets_of(_changelog(), "Unreleased"):
        raise BuildError(
            "Nothing is signed while CHANGELOG.md has entries under *Unreleased*: they are in the"
            " program, but not in this version's section. Check out the release's tag."
        )
