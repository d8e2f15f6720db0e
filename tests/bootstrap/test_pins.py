"""The exact versions that the tests have passed with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.bootstrap.tools import ROOT

LINES = (ROOT / "packaging" / "constraints.txt").read_text(encoding="ascii").splitlines()
PINS = [line for line in LINES if not line.startswith("#")]


def test_constraints_are_exact_and_name_no_index() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", pin) for pin in PINS)
    assert sorted(PINS, key=str.lower) == PINS


def test_every_package_that_the_tests_use_is_pinned_as_installed() -> None:
    pins = (pin.split("==") for pin in PINS)
    pinned: dict[str, str] = {canonicalize_name(name): version for name, version in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
    ]
    used = {name for text in wanted for name in closure(Requirement(text), set())}

    assert {name: pinned.get(name) for name in used} == {
        name: metadata.version(name) for name in used
    }


def closure(requirement: Requirement, seen: set[str]) -> Iterator[str]:
    """The names of what this requirement brings in here, itself included."""
    name = canonicalize_name(requirement.name)
    if name in seen:
        return
    seen.add(name)
    yield name
    for text in metadata.requires(name) or ():
        needed = Requirement(text)
        extras = requirement.extras or {""}
        if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in extras):
            yield from closure(needed, seen)
