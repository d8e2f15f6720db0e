"""What each command of the script starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.bootstrap.tools import SCRIPT, Recorder, posix_only


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
    checks = ["ruff check", "ruff format --check", "mypy", "mypy --platform=win32"]
    tools = [*checks, "lint-imports", "pytest"]
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
    bootstrap.test(bootstrap.Checkout(root), ["-k", "sas", "tests/setup"])

    assert [command[1:] for command in ready.commands] == [
        ["-m", "pytest", "-k", "sas", "tests/setup"]
    ]


def test_the_windows_bench_says_what_it_needs(
    bootstrap: ModuleType, root: Path, ready: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "is_root", lambda: False)
    with pytest.raises(bootstrap.BootstrapError, match="Windows test bench") as told:
        bootstrap.test(bootstrap.Checkout(root), [], windows=True)

    assert told.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "started"),
    [([], "windows_tests.py"), (["tests/setup", "-x"], "-m pytest tests/setup -x")],
)
def test_the_windows_tests_run_on_the_bench(
    bootstrap: ModuleType,
    root: Path,
    ready: Recorder,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    started: str,
) -> None:
    monkeypatch.setattr(bootstrap, "is_root", lambda: True)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    checkout = bootstrap.Checkout(root)
    bootstrap.test(checkout, arguments, windows=True)

    prepared, run = ready.lines()
    assert prepared.endswith(f"--require-hashes --requirement {checkout.constraints}")
    assert run.endswith(started)


def test_an_unknown_benchmark_is_named_with_those_there_are(
    bootstrap: ModuleType, root: Path, ready: Recorder
) -> None:
    (root / "tests" / "bench").mkdir(parents=True)
    (root / "tests" / "bench" / "bench_start.py").touch()

    with pytest.raises(bootstrap.BootstrapError, match="there are: start"):
        bootstrap.bench(bootstrap.Checkout(root), ["speed"])


@pytest.mark.parametrize(
    ("arguments", "passed_on"),
    [
        (["package"], ["build"]),
        (["package", "--only", "deb"], ["build", "--only", "deb"]),
        (
            ["package", "--only", "deb", "--only", "rpm"],
            ["build", "--only", "deb", "--only", "rpm"],
        ),
        (["test", "--packages"], ["test"]),
        (["test", "--packages", "--only", "wheel"], ["test", "--only", "wheel"]),
    ],
)
def test_packages_are_built_and_tried_by_their_own_script(
    bootstrap: ModuleType, ready: Recorder, arguments: list[str], passed_on: list[str]
) -> None:
    ready.code = 1

    assert bootstrap.main(arguments) == 1
    script, *rest = ready.commands[0][1:]
    assert Path(script).is_file()
    assert (Path(script).name, rest) == ("package.py", passed_on)


def test_the_command_line_lists_its_commands() -> None:
    told = subprocess.run([sys.executable, str(SCRIPT), "--help"], capture_output=True, text=True)

    assert told.returncode == 0
    assert all(command in told.stdout for command in ("demo", "test", "bench"))
