"""When .venv is made, added to, made anew, or left alone."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.bootstrap.tools import Recorder


@pytest.fixture
def maker(bootstrap: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Notes the commands that make an environment; its Python appears as `venv` would make it."""
    python = bootstrap.Checkout(root).python

    def appear() -> None:
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    recorder = Recorder(on_call=appear)
    monkeypatch.setattr(bootstrap, "run_logged", recorder.logged)
    monkeypatch.setattr(bootstrap, "has_uamqp", lambda _version, _machine: True)
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
    locked, project = maker.commands
    assert locked[-3:] == [
        "--require-hashes",
        "--requirement",
        str(bootstrap.Checkout(root).constraints),
    ]
    assert "--no-deps" in project


def test_where_uamqp_has_no_wheel_the_sdk_is_installed_without_it(
    bootstrap: ModuleType, root: Path, maker: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "has_uamqp", lambda _version, _machine: False)
    checkout = bootstrap.Checkout(root)

    bootstrap.ensure_environment(checkout)

    _venv, locked, sdk, _project = maker.commands
    assert locked[-1] == str(checkout.requirements)
    assert sdk[-4:] == ["--no-deps", "--require-hashes", "--requirement", str(checkout.sdk)]


@pytest.mark.parametrize(
    "changed",
    [
        "pyproject.toml",
        "packaging/constraints.txt",
        "packaging/requirements.txt",
        "packaging/sdk.txt",
    ],
)
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
    monkeypatch.setattr(bootstrap.platform, "python_version", lambda: "3.12.99")

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
