"""The script that tries the README's commands on a bare system: all but the system itself."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tests.bootstrap.tools import ROOT, on_path

fcntl = pytest.importorskip("fcntl")  # the script is for Linux, and says so elsewhere

APT = """\
Acquire::http::Proxy "http://proxy:3128";
Acquire::http::Proxy-Auto-Detect "/usr/local/bin/which-proxy";
Acquire::Check-Valid-Until "false";
Acquire::IndexTargets::deb::Packages::Description "$(RELEASE)";
Acquire::cdrom::mount "/media/cdrom/";
"""
PIP = """\
:env:.cert='/etc/ours.pem'
:env:.find-links='/opt/wheels'
global.cert='/etc/theirs.pem'
global.index-url='https://user:word@index.example/simple'
global.extra-index-url='file:///opt/simple https://more.example/simple'
install.default-timeout='180'
freeze.default-timeout='1'
"""


@pytest.fixture
def machine() -> ModuleType:
    """The script as a module of its own for each test."""
    file = ROOT / "packaging" / "fresh_machine.py"
    spec = importlib.util.spec_from_file_location("fresh_machine", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def answers(machine: ModuleType, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What apt and pip say here, by a word of the command."""
    said: dict[str, str] = {}

    def output(command: Sequence[str]) -> str:
        return next((text for word, text in said.items() if word in command), "")

    monkeypatch.setattr(machine, "output", output)
    return said


def test_packages_come_from_where_apt_gets_them_here(
    machine: ModuleType, answers: dict[str, str]
) -> None:
    answers["indextargets"] = (
        "http://mirror/debian/ Debian\nhttp://mirror/debian/ Debian\n"
        "http://mirror/security/ Debian-Security\nhttp://else.example/ Somebody\n"
    )
    assert list(machine.apt_sources("trixie")) == [
        "deb http://mirror/debian/ trixie main",
        "deb http://mirror/debian/ trixie-updates main",
        "deb http://mirror/security/ trixie-security main",
    ]
    assert list(machine.apt_sources("sid")) == ["deb http://mirror/debian/ sid main"]


def test_where_apt_knows_no_debian_its_own_archive_is_left_to_mmdebstrap(
    machine: ModuleType, answers: dict[str, str]
) -> None:
    answers["indextargets"] = "http://archive.example/ubuntu/ Ubuntu\n"
    assert list(machine.apt_sources("trixie")) == []


def test_of_apts_options_those_count_that_reach_the_archive(
    machine: ModuleType, answers: dict[str, str]
) -> None:
    answers["apt-config"] = APT
    assert machine.apt_options() == (
        'Acquire::http::Proxy "http://proxy:3128";\nAcquire::Check-Valid-Until "false";\n'
    )


def test_of_pips_options_those_count_that_reach_the_index(
    machine: ModuleType, answers: dict[str, str]
) -> None:
    answers["pip"] = PIP
    assert machine.pip_options() == {
        "cert": "/etc/ours.pem",
        "index-url": "https://user:word@index.example/simple",
        "extra-index-url": "https://more.example/simple",
        "default-timeout": "180",
    }


def test_a_command_that_is_not_there_says_nothing(machine: ModuleType) -> None:
    assert machine.output(["/nowhere/apt-config"]) == ""
    assert machine.output(["false"]) == ""
    assert machine.output(["echo", "word"]) == "word\n"


def test_it_says_that_it_needs_root(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    assert machine.main(["trixie"]) == 2
    assert "as root" in capsys.readouterr().err


def test_it_says_which_packages_it_needs(
    machine: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    on_path(tmp_path, "git", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.main(["trixie", "demo"]) == 2
    assert "apt-get install mmdebstrap util-linux" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "tried"),
    [
        (["trixie"], [("user", ["demo", "test"]), ("root", ["demo", "test"])]),
        (["bookworm", "test"], [("user", ["test"]), ("root", ["test"])]),
        (["trixie", "demo", "--account", "root"], [("root", ["demo"])]),
    ],
)
def test_both_accounts_and_both_commands_unless_one_is_named(
    machine: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    tried: list[tuple[str, list[str]]],
) -> None:
    seen = []

    def try_account(
        _release: str, account: str, commands: Sequence[str], _found: object
    ) -> dict[str, int]:
        seen.append((account, list(commands)))
        return {command: 7 if command == "demo" else 0 for command in commands}

    monkeypatch.setattr(machine, "check_needs", lambda: None)
    monkeypatch.setattr(machine, "surroundings", lambda _release: None)
    monkeypatch.setattr(machine, "try_account", try_account)

    assert machine.main(arguments) == (1 if "demo" in tried[0][1] else 0)
    assert seen == tried
    *_, last = capsys.readouterr().out.splitlines()
    release, (account, commands) = arguments[0], tried[-1]
    code = 7 if commands[-1] == "demo" else 0
    assert last == f"{release}, as {account}, {commands[-1]}: exit {code}"


@pytest.mark.parametrize("arguments", [[], ["etch"], ["trixie", "bench"], ["trixie", "--acc", "x"]])
def test_what_it_cannot_try_is_a_mistake_in_the_command(
    machine: ModuleType, arguments: list[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        machine.main(arguments)


def test_the_inner_mounts_of_a_folder_come_first(machine: ModuleType) -> None:
    lines = (
        "21 1 0:1 / / rw - ext4 /dev/vda rw\n22 21 0:2 / /srv/a rw - proc proc rw\n"
        "23 22 0:2 / /srv/a/b\\040c rw - proc proc rw\n24 21 0:3 / /srv/ab rw - t t rw\n"
        "25 21 0:2 / /srv/a/b\\040c/dev rw - tmpfs tmpfs rw\n"
    )
    assert machine.mounts_below(Path("/srv/a"), lines) == [
        "/srv/a/b c/dev",
        "/srv/a/b c",
    ]


def test_a_folder_goes_with_what_is_in_it_also_after_a_fault(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(SystemExit), machine.temporary_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "file").touch()
        machine.end(15, None)
    assert list(tmp_path.iterdir()) == []


def can_separate() -> bool:
    """Whether processes may be given their own mounts and numbers here."""
    if os.geteuid() != 0:
        return False
    try:
        return subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"]).returncode == 0
    except OSError:
        return False


separable = pytest.mark.skipif(not can_separate(), reason="needs root and unshare")


@contextmanager
def unlocked(file: Path) -> Iterator[bool]:
    """Whether no process holds a lock on the file."""
    with file.open() as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@separable
def test_what_a_command_leaves_behind_ends_with_it(
    machine: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """This very system stands in for the machine."""
    (tmp_path / machine.FOLDER).mkdir()
    monkeypatch.setitem(machine.ACCOUNTS, "root", ("root", str(tmp_path)))
    before = Path("/proc/self/mountinfo").read_text("utf-8")
    left = "(flock 9; echo held >&9; exec sleep 1000) 9>lock & until [ -s lock ]; do :; done"

    assert machine.run_inside(Path("/"), "root", f"{left}; exit 3") == 3
    with unlocked(tmp_path / machine.FOLDER / "lock") as ended:
        assert ended
    assert Path("/proc/self/mountinfo").read_text("utf-8") == before


@separable
def test_a_command_is_ended_with_the_program(machine: ModuleType, tmp_path: Path) -> None:
    lock, ready = tmp_path / "lock", tmp_path / "ready"
    os.mkfifo(ready)
    holds = f"(flock 9; echo held >{ready}; exec sleep 1000) 9>{lock} & wait"
    program = (
        f"import signal, sys; sys.path.insert(0, {str(ROOT / 'packaging')!r})\n"
        f"import fresh_machine as it; signal.signal(signal.SIGTERM, it.end)\n"
        f"it.run_apart(['sh', '-c', {holds!r}])\n"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as running:
        assert ready.read_text() == "held\n"
        with unlocked(lock) as ended:
            assert not ended
        running.terminate()
    assert running.returncode == 128 + 15
    with unlocked(lock) as ended:
        assert ended
