"""Which Python runs the script, and on which machines."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

from tests.bootstrap.tools import ROOT, SCRIPT, on_path, posix_only


def test_an_old_python_can_read_the_script() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("version", "supported"),
    [((3, 10), False), ((3, 11), True), ((3, 14), True), ((3, 15), False), ((2, 7), False)],
)
def test_the_versions_are_those_of_the_project(
    bootstrap: ModuleType, version: tuple[int, int], supported: bool
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert bootstrap.is_supported(version) is supported
    assert project["requires-python"] == ">=3.11,<3.15"


@posix_only
def test_with_an_unsupported_python_it_goes_on_with_the_newest_that_works(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for newer in ("python3.14", "python3.13"):
        on_path(tmp_path, newer, 'echo "not set up" >&2; exit 127')
    on_path(
        tmp_path, "python3.12", f'[ "$1" = -c ] && echo 3 12 && exit; echo "$@" > {tmp_path}/ran'
    )
    on_path(tmp_path, "python3.11", "echo 3 11")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(bootstrap, "RUNNING", (3, 10))

    code = bootstrap.main(["test", "-k", "x"])

    assert code == 0
    assert (tmp_path / "ran").read_text().split() == [str(SCRIPT), "test", "-k", "x"]


@posix_only
def test_without_a_supported_python_it_says_which_is_needed(
    bootstrap: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap, "RUNNING", (3, 15))

    assert bootstrap.main(["demo"]) == 2
    assert "needs Python 3.11 to 3.14" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("system", "machine", "bits", "words"),
    [
        ("Darwin", "x86_64", 64, "Linux and Windows"),
        ("Linux", "riscv64", 64, "Qt has no builds"),
        ("Windows", "AMD64", 32, "64-bit Python"),
    ],
)
def test_other_machines_are_told_at_once(
    bootstrap: ModuleType, system: str, machine: str, bits: int, words: str
) -> None:
    with pytest.raises(bootstrap.BootstrapError, match=words):
        bootstrap.check_machine(system, machine, bits)


@pytest.mark.parametrize(
    ("version", "machine", "has"),
    [((3, 13), "AMD64", True), ((3, 14), "x86_64", False), ((3, 12), "aarch64", False)],
)
def test_where_uamqp_has_no_wheel_the_sdk_comes_without_it(
    bootstrap: ModuleType, version: tuple[int, int], machine: str, has: bool
) -> None:
    marker = Requirement(the_sdk()).marker
    assert marker is not None
    python = ".".join(map(str, version))
    facts = {"python_version": python, "platform_machine": machine}

    assert bootstrap.has_uamqp(version, machine) is has
    assert marker.evaluate(facts) is has


def the_sdk() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [found] = [one for one in project["dependencies"] if one.startswith("azure-iot-hub")]
    return str(found)
