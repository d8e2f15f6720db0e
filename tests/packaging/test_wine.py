"""Programs under Wine: read to their end, also where Wine itself does not live as long."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from release import lint, trial_windows, wine
from release.project import Project

VERSION = Project("1.2.3", 1_700_000_000)


def read(code: str, is_served: Callable[[], bool]) -> bytes:
    """What a child prints."""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as process:
        assert process.stdout is not None
        return wine._read_until_end(process, process.stdout.fileno(), is_served)


@pytest.mark.skipif(sys.platform == "win32", reason="select is for sockets there")
def test_a_program_is_read_to_its_end() -> None:
    assert read("print('all of it')", lambda: True) == b"all of it\n"


@pytest.mark.skipif(sys.platform == "win32", reason="select is for sockets there")
def test_where_wines_server_crashed_nothing_is_waited_for() -> None:
    with pytest.raises(wine.WineCrashedError, match="server has crashed"):
        read("input()", lambda: False)


def test_after_a_crash_of_wine_the_trial_begins_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    crashes = [wine.WineCrashedError("crashed"), wine.WineCrashedError("crashed")]

    def try_all(_project: Project) -> None:
        if crashes:
            raise crashes.pop()

    monkeypatch.setattr(lint, "lint_powershell", lambda: None)
    monkeypatch.setattr(trial_windows, "_try_all", try_all)
    trial_windows.try_out(VERSION)
    assert capsys.readouterr().out.count("once more") == 2

    crashes += [wine.WineCrashedError("crashed")] * wine.ATTEMPTS
    with pytest.raises(wine.WineCrashedError):
        trial_windows.try_out(VERSION)
