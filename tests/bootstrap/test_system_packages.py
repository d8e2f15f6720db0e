"""Which Debian packages it installs, and who may."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.bootstrap.tools import Recorder, on_path, posix_only


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
