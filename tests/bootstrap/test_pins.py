"""The exact versions that the tests have passed with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.bootstrap.tools import ROOT

PIN = re.compile(
    r"(?P<pin>[A-Za-z0-9._-]+==[0-9][0-9a-z.]*)(?: ; [^\\\n]+)?"
    r"(?: \\\n {4}--hash=sha256:[0-9a-f]{64})+\n"
)
LOCKS = ("constraints.txt", "requirements.txt")
WINBENCH = ROOT / "tests" / "winbench"


def lock(name: str) -> str:
    """The lock without its header."""
    text = (ROOT / "packaging" / name).read_text(encoding="ascii")
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))


def pins(name: str) -> list[str]:
    """Name and version of every package in a lock."""
    return [match["pin"] for match in PIN.finditer(lock(name))]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_exact_has_hashes_and_names_no_index(name: str) -> None:
    assert len(pins(name)) > 20
    assert not PIN.sub("", lock(name)).strip()
    assert "://" not in lock(name)


def test_the_sdk_alone_is_the_version_of_the_locks() -> None:
    assert pins("sdk.txt") == [pin for pin in pins("requirements.txt") if "azure-iot-hub" in pin]
    assert not PIN.sub("", lock("sdk.txt")).strip()


def test_the_program_has_no_other_versions_than_its_tests() -> None:
    assert set(pins("requirements.txt")) < set(pins("constraints.txt"))


def test_nothing_of_the_set_up_comes_from_outside() -> None:
    scripts = [*(ROOT / "packaging").glob("*.py"), *WINBENCH.glob("*.sh")]
    assert len(scripts) > 4
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert "shared/" not in text, script
        assert not re.search(r"://[a-z0-9]", text), script
    assert "DPkg::Lock::Timeout" in (WINBENCH / "setup.sh").read_text(encoding="utf-8")


def test_every_package_that_the_tests_use_is_pinned_as_installed() -> None:
    split = (pin.split("==") for pin in pins("constraints.txt"))
    pinned: dict[str, str] = {canonicalize_name(name): version for name, version in split}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
    ]
    here = [needed for needed in map(Requirement, wanted) if is_for_here(needed, "")]
    # uamqp has no wheel for every Python, and the SDK is then installed without it.
    used = {name for needed in here for name in closure(needed, {"uamqp"})}

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
        if any(is_for_here(needed, extra) for extra in requirement.extras or {""}):
            yield from closure(needed, seen)


def is_for_here(requirement: Requirement, extra: str) -> bool:
    """Whether this system and Python have it when ``extra`` is asked for."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})
