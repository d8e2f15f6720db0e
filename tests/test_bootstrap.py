"""The set-up script: which Python, which packages, and when there is nothing to do."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "packaging" / "bootstrap.py"

posix_only = pytest.mark.skipif(os.name == "nt", reason="the fakes are shell scripts")


@pytest.fixture
def bootstrap() -> ModuleType:
    """The script as a module of its own for each test."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with nothing in it but what an environment is made from."""
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging" / "constraints.txt").write_text("six==1.17.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


class Recorder:
    """Stands in for what starts programs: notes each command, and answers what it is told to."""

    def __init__(self, code: int = 0, output: str = "", on_call: Callable[[], None] | None = None):
        self.commands: list[list[str]] = []
        self.environments: list[object] = []
        self.code, self.output, self.on_call = code, output, on_call

    def logged(self, _checkout: object, command: Sequence[str]) -> tuple[int, str]:
        self.commands.append(list(command))
        if self.on_call:
            self.on_call()
        return self.code, self.output

    def call(self, command: Sequence[str], **options: object) -> int:
        self.commands.append(list(command))
        self.environments.append(options.get("env"))
        return self.code

    def lines(self) -> list[str]:
        return [" ".join(command) for command in self.commands]


def on_path(folder: Path, name: str, script: str) -> None:
    """A command of this name in ``folder``."""
    command = folder / name
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


# --- The right Python


def test_an_old_python_can_read_the_script() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("version", "supported"),
    [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False), ((2, 7), False)],
)
def test_the_versions_are_those_of_the_project(
    bootstrap: ModuleType, version: tuple[int, int], supported: bool
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert bootstrap.is_supported(version) is supported
    assert project["requires-python"] == ">=3.11,<3.14"


@posix_only
def test_with_an_unsupported_python_it_goes_on_with_the_newest_that_works(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path(tmp_path, "python3.13", 'echo "not set up" >&2; exit 127')
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
    monkeypatch.setattr(bootstrap, "RUNNING", (3, 14))

    assert bootstrap.main(["demo"]) == 2
    assert "needs Python 3.11, 3.12 or 3.13" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("system", "machine", "bits", "words"),
    [
        ("Darwin", "x86_64", 64, "Linux and Windows"),
        ("Linux", "aarch64", 64, "uamqp"),
        ("Windows", "AMD64", 32, "64-bit Python"),
    ],
)
def test_other_machines_are_told_at_once(
    bootstrap: ModuleType, system: str, machine: str, bits: int, words: str
) -> None:
    with pytest.raises(bootstrap.BootstrapError, match=words):
        bootstrap.check_machine(system, machine, bits)


# --- System packages


@pytest.fixture
def debian(bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian on which only one package, and one that stands in for another, are installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    on_path(folder, "apt-get", "exit 1")
    on_path(
        folder,
        "dpkg-query",
        r"printf 'installed\txauth\t\ninstalled\tlibglib2.0-0t64\tlibglib2.0-0 (= 2.84)\n'"
        r"; printf 'config-files\txvfb\t\n'",
    )
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(bootstrap, "is_root", lambda: False)
    return folder


WANTED = ["libglib2.0-0", "xauth", "xvfb"]


@posix_only
def test_as_root_it_installs_what_is_missing(
    bootstrap: ModuleType, root: Path, debian: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Recorder()
    monkeypatch.setattr(bootstrap, "run_logged", run.logged)
    monkeypatch.setattr(bootstrap, "is_root", lambda: True)

    bootstrap.ensure_system_packages(bootstrap.Checkout(root), WANTED)

    assert [command[2:4] for command in run.commands] == [
        ["apt-get", "update"],
        ["apt-get", "install"],
    ]
    assert "xvfb" in run.commands[1]
    assert "libglib2.0-0" not in run.commands[1]


@posix_only
def test_with_passwordless_sudo_it_installs_too(
    bootstrap: ModuleType, root: Path, debian: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Recorder()
    monkeypatch.setattr(bootstrap, "run_logged", run.logged)
    on_path(debian, "sudo", "exit 0")

    bootstrap.ensure_system_packages(bootstrap.Checkout(root), WANTED)

    assert run.lines()[0].startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update")


@posix_only
@pytest.mark.parametrize("sudo", [True, False])
def test_otherwise_it_prints_the_line_to_run(
    bootstrap: ModuleType, root: Path, debian: Path, sudo: bool
) -> None:
    if sudo:
        on_path(debian, "sudo", "echo a password is required >&2; exit 1")

    with pytest.raises(bootstrap.BootstrapError) as told:
        bootstrap.ensure_system_packages(bootstrap.Checkout(root), WANTED)

    line = "apt-get update && apt-get install -y --no-install-recommends xvfb"
    assert f"    {'sudo sh -c' if sudo else 'su -c'} '{line}'\n" in str(told.value)


@posix_only
def test_without_ensurepip_the_venv_package_is_installed_first(
    bootstrap: ModuleType, root: Path, debian: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Recorder()
    monkeypatch.setattr(bootstrap, "run_logged", run.logged)
    monkeypatch.setattr(bootstrap, "is_root", lambda: True)
    monkeypatch.setattr(bootstrap, "has_ensurepip", lambda: False)
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")

    bootstrap.ensure_system_packages(bootstrap.Checkout(root), [])

    assert "python3-venv" in run.commands[-1]


@posix_only
def test_what_is_installed_is_not_installed_again(
    bootstrap: ModuleType, root: Path, debian: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap.ensure_system_packages(bootstrap.Checkout(root), ["libglib2.0-0", "xauth"])

    assert capsys.readouterr().out == ""


@posix_only
def test_a_failed_installation_shows_what_apt_said(
    bootstrap: ModuleType, root: Path, debian: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "is_root", lambda: True)
    monkeypatch.setattr(bootstrap, "run_logged", Recorder(100, "E: disk full\n").logged)

    with pytest.raises(bootstrap.BootstrapError, match="E: disk full") as told:
        bootstrap.ensure_system_packages(bootstrap.Checkout(root), WANTED)

    assert told.value.code != 0


# --- The environment


@pytest.fixture
def maker(bootstrap: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Notes the commands that make an environment; its Python appears as `venv` would make it."""
    python = bootstrap.Checkout(root).python

    def appear() -> None:
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    recorder = Recorder(on_call=appear)
    monkeypatch.setattr(bootstrap, "run_logged", recorder.logged)
    return recorder


def test_a_second_run_installs_nothing_and_says_nothing(
    bootstrap: ModuleType, root: Path, maker: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap.ensure_environment(bootstrap.Checkout(root), "test")
    first = len(maker.commands)
    capsys.readouterr()

    bootstrap.ensure_environment(bootstrap.Checkout(root), "test")
    bootstrap.ensure_environment(bootstrap.Checkout(root))

    assert len(maker.commands) == first > 0
    assert capsys.readouterr().out == ""


def test_the_tests_add_to_an_environment_of_the_demo(
    bootstrap: ModuleType, root: Path, maker: Recorder
) -> None:
    bootstrap.ensure_environment(bootstrap.Checkout(root))
    maker.commands.clear()

    bootstrap.ensure_environment(bootstrap.Checkout(root), "test")

    assert not any("venv" in command for command in maker.commands)
    assert maker.commands[-1][-1] == ".[test]"


@pytest.mark.parametrize("changed", ["pyproject.toml", "packaging/constraints.txt"])
def test_an_environment_of_other_dependencies_is_made_anew(
    bootstrap: ModuleType, root: Path, maker: Recorder, changed: str
) -> None:
    bootstrap.ensure_environment(bootstrap.Checkout(root))
    leftover = root / ".venv" / "leftover"
    leftover.touch()
    maker.commands.clear()
    (root / changed).write_text("changed")

    bootstrap.ensure_environment(bootstrap.Checkout(root))

    assert maker.commands[0][1:3] == ["-m", "venv"]
    assert not leftover.exists()


def test_an_environment_of_another_python_is_made_anew(
    bootstrap: ModuleType, root: Path, maker: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.ensure_environment(bootstrap.Checkout(root))
    maker.commands.clear()
    monkeypatch.setattr(bootstrap.platform, "python_version", lambda: "3.12.1")

    bootstrap.ensure_environment(bootstrap.Checkout(root))

    assert maker.commands[0][1:3] == ["-m", "venv"]


def test_a_half_made_environment_is_made_anew(
    bootstrap: ModuleType, root: Path, maker: Recorder
) -> None:
    checkout = bootstrap.Checkout(root)
    maker.code = 1
    with pytest.raises(bootstrap.BootstrapError):
        bootstrap.ensure_environment(checkout)
    checkout.python.parent.mkdir(parents=True, exist_ok=True)
    (checkout.venv / "half").touch()
    maker.code = 0

    bootstrap.ensure_environment(checkout)

    assert not (checkout.venv / "half").exists()
    assert checkout.stamp.exists()


def test_an_interrupted_addition_leaves_no_stamp(
    bootstrap: ModuleType, root: Path, maker: Recorder
) -> None:
    checkout = bootstrap.Checkout(root)
    bootstrap.ensure_environment(checkout)
    maker.code = 1

    with pytest.raises(bootstrap.BootstrapError):
        bootstrap.ensure_environment(checkout, "test")

    assert not checkout.stamp.exists()


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("SSLError(… CERTIFICATE_VERIFY_FAILED …)", "PIP_CERT"),
        ("NewConnectionError: Temporary failure in name resolution", "HTTPS_PROXY"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for six==9", "does not have this package"),
        ("ERROR: something never seen", "names the cause"),
    ],
)
def test_pips_failure_is_shown_with_its_remedy(
    bootstrap: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch, said: str, remedy: str
) -> None:
    monkeypatch.setattr(bootstrap, "run_logged", Recorder(1, f"Collecting six\n{said}\n").logged)

    with pytest.raises(bootstrap.BootstrapError, match=remedy) as told:
        bootstrap._pip_install(bootstrap.Checkout(root), ["six"])

    assert said in str(told.value)


def test_output_goes_to_the_log_and_is_given_back(bootstrap: ModuleType, root: Path) -> None:
    checkout = bootstrap.Checkout(root)

    first = bootstrap.run_logged(checkout, [sys.executable, "-c", "print('one')"])
    second = bootstrap.run_logged(
        checkout, [sys.executable, "-c", "print('two'); raise SystemExit(3)"]
    )

    assert first == (0, first[1]) and first[1].split() == ["one"]
    assert second == (3, second[1]) and second[1].split() == ["two"]
    assert re.search(r"one.*two", checkout.log.read_text(), re.DOTALL)


# --- The commands


@pytest.fixture
def ready(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Everything is installed; notes what is started."""
    recorder = Recorder()
    for name in ("ensure_system_packages", "ensure_environment"):
        monkeypatch.setattr(bootstrap, name, lambda *_: None)
    monkeypatch.setattr(bootstrap.subprocess, "call", recorder.call)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return recorder


def test_the_demo_with_a_display_opens_the_wizard(
    bootstrap: ModuleType, root: Path, ready: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":7")

    assert bootstrap.demo(bootstrap.Checkout(root), []) == 0
    assert ready.commands == [[str(bootstrap.Checkout(root).program), "--demo"]]


@posix_only
@pytest.mark.parametrize("xvfb", [True, False])
def test_the_demo_without_a_display_is_the_tour_and_its_exit_code(
    bootstrap: ModuleType, root: Path, ready: Recorder, monkeypatch: pytest.MonkeyPatch, xvfb: bool
) -> None:
    monkeypatch.setattr(
        bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}" if xvfb else None
    )
    ready.code = 3
    old = root / "build" / "tour" / "01-hub.png"
    old.parent.mkdir(parents=True)
    old.touch()

    code = bootstrap.demo(bootstrap.Checkout(root), ["--scheme", "dark"])

    assert code == 3
    assert ready.lines()[0].endswith(f"--tour {old.parent} --scheme dark")
    assert ready.commands[0][0].endswith("xvfb-run" if xvfb else "iot-agent-setup")
    assert isinstance(ready.environments[0], dict)
    assert (ready.environments[0].get("QT_QPA_PLATFORM") == "offscreen") is not xvfb
    assert not old.exists()


def test_every_check_runs_and_the_tests_come_last(
    bootstrap: ModuleType, root: Path, ready: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.test(bootstrap.Checkout(root), []) == 0

    headers = [line for line in capsys.readouterr().out.splitlines() if line.startswith("== ")]
    tools = ["ruff check", "ruff format --check", "mypy", "lint-imports", "pytest"]
    for tool, line, header in zip(tools, ready.lines(), headers, strict=True):
        assert tool in line
        assert tool in header


def test_the_first_failed_check_ends_the_run(
    bootstrap: ModuleType, root: Path, ready: Recorder
) -> None:
    ready.code = 4

    assert bootstrap.test(bootstrap.Checkout(root), []) == 4
    assert len(ready.commands) == 1


def test_with_arguments_only_pytest_runs_with_exactly_these(
    bootstrap: ModuleType, root: Path, ready: Recorder
) -> None:
    bootstrap.test(bootstrap.Checkout(root), ["-k", "sas", "tests/core"])

    assert [command[1:] for command in ready.commands] == [
        ["-m", "pytest", "-k", "sas", "tests/core"]
    ]


def test_the_windows_bench_is_said_to_be_missing(
    bootstrap: ModuleType, root: Path, ready: Recorder
) -> None:
    with pytest.raises(bootstrap.BootstrapError, match="Windows test bench") as told:
        bootstrap.test(bootstrap.Checkout(root), [], windows=True)

    assert told.value.code == 2


def test_an_unknown_benchmark_is_named_with_those_there_are(
    bootstrap: ModuleType, root: Path, ready: Recorder
) -> None:
    (root / "tests" / "bench").mkdir(parents=True)
    (root / "tests" / "bench" / "bench_start.py").touch()

    with pytest.raises(bootstrap.BootstrapError, match="there are: start"):
        bootstrap.bench(bootstrap.Checkout(root), ["speed"])


# --- The pins


def test_constraints_are_exact_and_name_no_index() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="ascii").splitlines()
    pins = [line for line in lines if not line.startswith("#")]

    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", pin) for pin in pins)
    assert pins == sorted(pins, key=str.lower)


def test_every_installed_package_is_pinned_as_it_is() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="ascii").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    pinned = {normal(name): version for name, version in pins.items()}
    installed = {
        normal(found.metadata["Name"]): found.version for found in metadata.distributions()
    }
    for own in ("iot-agent-setup", "pip", "setuptools"):
        installed.pop(own, None)

    assert {name: pinned.get(name) for name in installed} == installed


def normal(name: str) -> str:
    """The one spelling of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_command_line_lists_its_commands() -> None:
    told = subprocess.run([sys.executable, str(SCRIPT), "--help"], capture_output=True, text=True)

    assert told.returncode == 0
    assert all(command in told.stdout for command in ("demo", "test", "bench"))
