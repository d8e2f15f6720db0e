"""Help is made from the grammar; wrong arguments end with exit code 2 and say what is wrong."""

from __future__ import annotations

import argparse
import contextlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from wizard.__main__ import main
from wizard.cli.arguments import Parser
from wizard.cli.parser import build_parser, parse
from wizard.domain.demo_fault import DemoFault
from wizard.gui.window_options import WindowOptions


def parsers() -> Mapping[str, argparse.ArgumentParser]:
    program = build_parser()
    (commands,) = (
        action for action in program._actions if isinstance(action, argparse._SubParsersAction)
    )
    return {"": program, **commands.choices}


COMMANDS = tuple(parsers())


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_without_arguments_the_window_is_what_the_grammar_says() -> None:
    """It is opened then without the grammar, which takes long to import."""
    assert WindowOptions.of(parse([])) == WindowOptions()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_does(command: str) -> None:
    for action in parsers()[command]._actions:
        if action.option_strings:
            assert action.help, action.option_strings


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("ask", ["-h", "--help"])
def test_help_names_every_option_and_shows_examples(
    command: str, ask: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys, *([command] if command else []), ask)
    options = {name for action in parsers()[command]._actions for name in action.option_strings}
    named = re.findall(r"^  (-[a-z-]+)(?:, (--[a-z-]+))?", text, re.MULTILINE)
    assert {name for names in named for name in names if name} == options
    assert "\nexamples:\n  iot-agent-setup" in text


def test_the_programs_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    named = re.findall(r"^    ([a-z-]+) {2,}\S", shown(capsys, "--help"), re.MULTILINE)
    assert named == [command for command in COMMANDS if command]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_terminal_of_eighty_columns_shows_it(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [*([command] if command else []), "--help"]
    text = shown(capsys, *arguments)
    assert all(len(line) < 80 for line in text.splitlines())
    assert text.isascii()
    monkeypatch.setenv("COLUMNS", "40")
    assert shown(capsys, *arguments) == text


@pytest.mark.parametrize("command", [command for command in COMMANDS if command])
def test_the_examples_are_valid(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, examples = shown(capsys, command, "--help").partition("\nexamples:\n")
    lines = [line.split()[1:] for line in examples.splitlines() if line.startswith("  ")]
    assert lines
    for line in lines:
        assert parse(line).command == command


def test_what_a_later_argparse_hands_to_a_command_does_no_harm() -> None:
    """Python 3.14 gives the parser of every command a ``color``; so does this one's formatter."""
    assert Parser(prog="x").format_help().startswith("usage: x")


def test_the_faults_have_a_part_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, rest = shown(capsys, "demo-hub", "--help").partition("\nfaults:\n")
    lines = rest.partition("\n\n")[0].splitlines()
    named = [re.fullmatch(r"  ([a-z-]+) {3,}([A-Z].*\.)", line) for line in lines]
    assert [found and found[1] for found in named] == list(DemoFault)


WRONG = [
    (["check", "--agent-dir", "x", "--watch", "0"], "from 1 to 86400"),
    (["check", "--agent-dir", "x", "--watch", "soon"], "from 1 to 86400"),
    (["check", "--agent-dir", "x", "--hub-from", "env:HUB"], "keyring:HOST"),
    (["check", "--agent-dir", "x", "--hub-from", "keyring:"], "keyring:HOST"),
    (["check", "--agent-dir", "x", "--offline", "--watch", "9"], "not allowed with"),
    (["chek"], "invalid choice"),
    (["apply"], "ANSWERS.toml"),
    (["apply", "x.toml", "--at-once", "2"], "--at-once can only be used with --each"),
    (["apply", "x.toml", "--fault", "wrong-clock"], "--fault can only be used with --demo"),
    (["--fault", "wrong-clock"], "--fault can only be used with --demo"),
    (["apply", "x.toml", "--demo", "--fault", "nothing"], "choose one of wrong-clock, "),
    (["--demo", "check", "--agent-dir", "x"], "not with check"),
    (["--scale", "2"], "only be used with --tour"),
    (["--size", "800x480"], "only be used with --tour"),
    (["--tour", "x", "--size", "800"], "'800' is not a size such as 800x480"),
    (["--tour", "x", "undo", "--agent-dir", "y"], "undo has none"),
    (["--tour", "x", "--demo", "--fault", "wrong-clock"], "cannot be used with --tour"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG)
def test_a_wrong_argument_is_said_with_the_usage_line(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    printed = capsys.readouterr()
    first, *rest = printed.err.splitlines()
    assert first.startswith("usage: iot-agent-setup")
    assert says in " ".join(rest)
    assert not printed.out


@pytest.mark.parametrize(("arguments", "says"), WRONG[:6])
def test_with_json_it_is_an_object_too(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json"])
    assert ended.value.code == 2
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert (found["result"], found["exit_code"]) == ("failed", 2)
    assert found["error"]["code"] == "answers.invalid"
    assert says in found["error"]["message"]
    assert printed.err.startswith("usage: ")


@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_a_connection_string_by_mistake_is_not_repeated(
    json_too: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = "keyring:HostName=h.example.net;SharedAccessKeyName=p;SharedAccessKey=c2VjcmV0"
    with pytest.raises(SystemExit):
        main(["check", "--agent-dir", "x", "--hub-from", given, *json_too])
    printed = capsys.readouterr()
    assert "c2VjcmV0" not in printed.err + printed.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--demo", "--fault", "rolled-key", "apply", "x.toml"],
        ["apply", "x.toml", "--demo", "--fault", "rolled-key"],
        ["--demo", "apply", "x.toml", "--fault", "rolled-key"],
    ],
)
def test_what_stands_before_the_command_counts(arguments: list[str]) -> None:
    options = parse(arguments)
    assert (options.demo, options.fault) == (True, DemoFault.ROLLED_KEY)


STRING = (
    "HostName=h.azure-devices.net;SharedAccessKeyName=p;"
    "SharedAccessKey=c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="
)


@pytest.mark.parametrize("json_too", [False, True])
@pytest.mark.parametrize(
    "arguments",
    [
        ("apply", STRING),
        ("apply", "--report", STRING, "answers.toml"),
        ("apply", "--report", f"{STRING}/report.html", "answers.toml"),
        ("check", STRING),
        ("check", "--offline", STRING),
        ("repair", STRING),
        ("undo", STRING),
        ("--log-file", f"{STRING}/no/log", "check", STRING),
        (STRING,),
        ("check", "--flavour", STRING, "."),
    ],
    ids=lambda found: " ".join(found).replace(STRING, "STRING"),
)
def test_a_connection_string_as_an_argument_is_not_echoed(
    arguments: tuple[str, ...],
    json_too: bool,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    with contextlib.suppress(SystemExit):
        assert main([*arguments, *(["--json"] if json_too else [])]) != 0
    told = "".join(capfd.readouterr())
    assert told
    assert "c2VjcmV0" not in told
