"""Ctrl-C before a command has begun, at moments when Python renames or drops what is raised."""

from __future__ import annotations

import json
import signal

import pytest

from wizard.cli import commands
from wizard.cli.parser import parse


@pytest.mark.parametrize(
    ("interruption", "code", "exit_code"),
    [(KeyboardInterrupt, "run.cancelled", 8), (ValueError, "run.internal_error", 1)],
)
def test_an_interruption_of_a_class_in_the_making_is_one(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    interruption: type[BaseException],
    code: str,
    exit_code: int,
) -> None:
    """Up to Python 3.11, what `__set_name__` raises becomes a RuntimeError."""

    class Named:
        def __set_name__(self, owner: type, name: str) -> None:
            raise interruption

    def carry_out(*_arguments: object) -> int:
        type("Holder", (), {"named": Named()})
        return 0

    monkeypatch.setattr(commands, "_command", lambda _name: carry_out)

    ended = commands.run(parse(["undo", "--agent-dir", "/nowhere", "--json"]))

    report = json.loads(capsys.readouterr().out)
    assert (ended, report["error"]["code"]) == (exit_code, code)


def test_an_interruption_while_an_object_is_finalized_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("wizard.compose.leave_foreign_home", Interrupted)
    monkeypatch.setattr(commands, "_command", lambda _name: lambda *_arguments: 0)

    ended = commands.run(parse(["undo", "--agent-dir", "/nowhere", "--json"]))

    report = json.loads(capsys.readouterr().out)
    assert (ended, report["error"]["code"]) == (8, "run.cancelled")
