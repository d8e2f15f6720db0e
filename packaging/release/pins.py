"""Which packages ship on a platform: the closure of the project's dependencies, exactly pinned.

It is read from the metadata in the environment that the tests run in, with the markers of the
platform that is built for. A package that only the other platform has is a leaf here.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.project import PACKAGING, ROOT, BuildError, run, write

LOCK = PACKAGING / "requirements.txt"
"""The program's packages with the digests of their files: written by packaging/lock.py."""

UNUSED = frozenset({"uamqp", "pycparser"})
"""uamqp is stood in for (wizard/infra/registry/amqp_stand_in.py). pycparser serves cffi's compiler,
which is taken out as well: of cffi, cryptography needs only ``_cffi_backend``."""

ALWAYS = frozenset({"azure-iot-hub"})
"""Ships for every Python, as what it wants besides (uamqp) does not."""


@dataclass(frozen=True)
class Platform:
    """``pythons`` share one folder: their binary modules carry a tag."""

    name: str
    tags: tuple[str, ...]
    pythons: tuple[str, ...]
    sys_platform: str

    def markers(self, python: str) -> dict[str, str]:
        """PEP 508's environment."""
        windows = self.sys_platform == "win32"
        return {
            "sys_platform": self.sys_platform,
            "platform_system": "Windows" if windows else "Linux",
            "os_name": "nt" if windows else "posix",
            "platform_machine": "AMD64" if windows else "x86_64",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "python_version": python,
            "python_full_version": f"{python}.0",
            "extra": "",
        }


LINUX = Platform(
    "linux",
    # glibc 2.34 is what Qt 6.11 asks for; a wheel for an older one runs there as well.
    (*(f"manylinux_2_{minor}_x86_64" for minor in range(34, 4, -1)), "manylinux2014_x86_64"),
    ("3.11", "3.12", "3.13", "3.14"),
    "linux",
)
WINDOWS = Platform("windows", ("win_amd64",), ("3.13",), "win32")


def shipped(platform: Platform, python: str) -> dict[str, str]:
    """Name to version of every package that ships, in alphabetical order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = dict(read_pins(LOCK.read_text(encoding="utf-8")))
    names: set[str] = set()
    markers = platform.markers(python)
    for text in project["project"]["dependencies"]:
        requirement = Requirement(text)
        if requirement.name in ALWAYS or _applies(requirement, markers, {""}):
            names = _closure(requirement, markers, names)
    missing = names - set(pins)
    if missing:
        raise BuildError(f"Not pinned in {LOCK.name}: {', '.join(sorted(missing))}")
    return {name: pins[name] for name in sorted(names)}


def read_pins(text: str) -> Iterator[tuple[str, str]]:
    """``name==version`` of a constraints file, whatever stands behind it."""
    for line in text.splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
            yield canonicalize_name(found[1]), found[2]


def read_hashes(text: str) -> dict[str, tuple[str, ...]]:
    """``name==version`` to the digests behind it; a backslash continues the line."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.replace("\\\n", " ").splitlines():
        for name, version in read_pins(line):
            found[f"{name}=={version}"] = tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})", line))
    return found


def install(
    platform: Platform, python: str, folder: Path, work: Path, without: Set[str]
) -> Mapping[str, str]:
    """The packages for one Python into ``folder``: binary wheels, hash by hash. What was asked."""
    every = shipped(platform, python)
    wanted = {name: version for name, version in every.items() if name not in without}
    hashes = read_hashes(LOCK.read_text(encoding="ascii"))
    lines = []
    for name, version in wanted.items():
        digests = hashes.get(f"{name}=={version}")
        if not digests:
            raise BuildError(f"{LOCK.name} has no hash of {name} {version}: run lock.py")
        lines.append(" ".join([f"{name}=={version}", *(f"--hash={one}" for one in digests)]))
    requirements = work / f"{platform.name}-{python}.txt"
    write(requirements, "\n".join(lines) + "\n")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--no-compile"]
    place = ["--target", str(folder), "--upgrade", "--no-deps", "--require-hashes"]
    try:
        run([*pip, *place, *target(platform, python), "--requirement", str(requirements)])
    except BuildError as error:
        raise BuildError(
            f"{error}\nThe packages for {platform.name} and Python {python} could not be had. Check"
            " the network (HTTPS_PROXY, PIP_INDEX_URL), and that the index has all of"
            f" {requirements}."
        ) from None
    return wanted


def target(platform: Platform, python: str) -> list[str]:
    """pip's options for wheels of another machine."""
    tags = [f"--platform={tag}" for tag in platform.tags]
    return ["--only-binary=:all:", f"--python-version={python}", *tags]


def _closure(requirement: Requirement, markers: Mapping[str, str], seen: set[str]) -> set[str]:
    """``seen``, and what this requirement adds to it."""
    name = canonicalize_name(requirement.name)
    if name in seen or name in UNUSED:
        return seen
    seen = seen | {name}
    for text in _requires(name):
        needed = Requirement(text)
        if _applies(needed, markers, requirement.extras or {""}):
            seen = _closure(needed, markers, seen)
    return seen


def _applies(requirement: Requirement, markers: Mapping[str, str], extras: Iterable[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({**markers, "extra": e}) for e in extras)


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
