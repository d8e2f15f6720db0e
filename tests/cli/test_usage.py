"""The help that is written is the grammar that holds."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Mapping

import pytest

from wizard.__main__ import main
from wizard.cli.help import COMMANDS, PROGRAM, usage_for
from wizard.cli.parser import Parser, build_parser


def parsers() -> Mapping[str, argparse.ArgumentParser]:
    program = build_parser()
    (commands,) = (
        action for action in program._actions if isinstance(action, argparse._SubParsersAction)
    )
    return {"": program, **commands.choices}


TEXTS = {"": PROGRAM, **COMMANDS}


def test_every_command_has_a_text() -> None:
    assert set(parsers()) == set(TEXTS)
    assert set(COMMANDS) <= set(re.findall(r"^  ([a-z-]+) ", PROGRAM, re.MULTILINE))


@pytest.mark.parametrize("command", TEXTS)
def test_every_option_is_in_the_text_and_no_other(command: str) -> None:
    options = {name for action in parsers()[command]._actions for name in action.option_strings}
    shown = re.findall(r"^  (-[a-z-]+)(?:, (--[a-z-]+))?", TEXTS[command], re.MULTILINE)
    assert {name for names in shown for name in names if name} == options


@pytest.mark.parametrize("command", TEXTS)
def test_an_option_that_takes_something_says_what(command: str) -> None:
    for action in parsers()[command]._actions:
        if action.option_strings and action.nargs != 0:
            assert re.search(rf"^  {action.option_strings[-1]} \S", TEXTS[command], re.MULTILINE)


def test_what_a_later_argparse_hands_to_a_command_does_no_harm() -> None:
    """Python 3.14 gives the parser of every command a ``color``."""
    assert Parser("iot-agent-setup apply", color=True).format_help() == COMMANDS["apply"]


@pytest.mark.parametrize("text", TEXTS.values())
def test_a_terminal_of_eighty_columns_shows_it(text: str) -> None:
    assert all(len(line) < 80 for line in text.splitlines())
    assert text.isascii()


@pytest.mark.parametrize("command", TEXTS)
@pytest.mark.parametrize("ask", ["-h", "--help"])
def test_both_ways_to_it_give_the_same(
    command: str, ask: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*([command] if command else []), ask]
    assert usage_for(arguments) == TEXTS[command]
    assert main(arguments) == 0
    quick = capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args(["--verbose", *arguments])
    assert ended.value.code == 0
    assert capsys.readouterr().out == quick


@pytest.mark.parametrize("arguments", [[], ["x", "--help"], ["check", "--help", "x"], ["--json"]])
def test_what_is_no_plain_question_is_left_to_the_grammar(arguments: list[str]) -> None:
    assert usage_for(arguments) is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--agent-dir", "x", "--watch", "0"], "from 1 to 86400"),
        (["check", "--agent-dir", "x", "--watch", "soon"], "from 1 to 86400"),
        (["check", "--agent-dir", "x", "--hub-from", "env:HUB"], "keyring:HOST"),
        (["check", "--agent-dir", "x", "--hub-from", "keyring:"], "keyring:HOST"),
        (["check", "--agent-dir", "x", "--offline", "--watch", "9"], "not allowed with"),
        (["chek"], "invalid choice"),
        (["apply"], "ANSWERS.toml"),
    ],
)
def test_a_wrong_argument_is_said_with_the_usage_line(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    first, *rest = capsys.readouterr().err.splitlines()
    assert first.startswith("usage: iot-agent-setup")
    assert says in " ".join(rest)


def test_a_connection_string_by_mistake_is_not_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = "keyring:HostName=h.example.net;SharedAccessKeyName=p;SharedAccessKey=c2VjcmV0"
    with pytest.raises(SystemExit):
        main(["check", "--agent-dir", "x", "--hub-from", given])
    assert "c2VjcmV0" not in capsys.readouterr().err


def test_help_imports_next_to_nothing() -> None:
    code = "import sys; from wizard.__main__ import main; main(['--help']); print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-S", "-E", "-c", f"import sys; sys.path.insert(0, '.'); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = {name for name in ended.stdout.splitlines()[-1].split() if name.startswith("wizard")}
    assert ours == {"wizard", "wizard.__main__", "wizard.cli", "wizard.cli.help"}
    assert not {"argparse", "typing", "pathlib", "re"} & set(ended.stdout.split())
