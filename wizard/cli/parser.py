"""The command line's grammar; the words about it are in `wizard.cli.help`."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from wizard import __version__
from wizard.cli.help import COMMANDS, PROGRAM

N = TypeVar("N", int, float)
_SECONDS_IN_A_DAY: Final = 86_400


class Parser(argparse.ArgumentParser):
    """A parser whose help is written, not made; options are never abbreviated.

    What else `argparse` hands to the parser of a command is about help that is made, such as
    ``color`` from Python 3.14 on.
    """

    def __init__(self, prog: str, usage_text: str = "", **_of_made_help: object) -> None:
        super().__init__(prog=prog, allow_abbrev=False)
        self._text = usage_text or COMMANDS[prog.split()[-1]]

    def error(self, message: str) -> NoReturn:
        """Say what is wrong; a connection string given as an argument is not repeated."""
        from wizard.domain.redaction import redact

        super().error(redact(message))

    def format_help(self) -> str:
        """The whole text."""
        return self._text

    def format_usage(self) -> str:
        """Its first line, for an error."""
        return self._text.partition("\n")[0] + "\n"


def build_parser() -> Parser:
    """The grammar of ``iot-agent-setup``."""
    parser = Parser("iot-agent-setup", PROGRAM)
    _add_everywhere(parser, None)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--tour", type=Path, metavar="DIR")
    parser.add_argument("--scheme", choices=("light", "dark"))
    parser.add_argument("--scale", type=_scale)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name, add_options in _COMMANDS.items():
        command = commands.add_parser(name)
        # Suppressed defaults: given before the command, they are not undone behind it.
        _add_everywhere(command, argparse.SUPPRESS)
        add_options(command)
    return parser


def _add_everywhere(parser: Parser, default: str | None) -> None:
    parser.add_argument("--version", action="version", version=f"iot-agent-setup {__version__}")
    parser.add_argument("--log-file", type=Path, metavar="F", default=default)
    parser.add_argument("--verbose", action="store_true", default=default or False)


def _apply(command: Parser) -> None:
    command.add_argument("answers", type=Path, metavar="ANSWERS.toml")
    command.add_argument("--dry-run", action="store_true")
    command.add_argument("--demo", action="store_true")
    command.add_argument("--json", action="store_true")
    command.add_argument("--report", type=Path, metavar="F")


def _check(command: Parser) -> None:
    _folder(command)
    _flavour(command)
    often = command.add_mutually_exclusive_group()
    often.add_argument("--offline", action="store_true")
    often.add_argument("--watch", type=_seconds, metavar="N")
    connecting = command.add_mutually_exclusive_group()
    connecting.add_argument("--no-connect", action="store_true")
    connecting.add_argument("--send-test-message", action="store_true")
    command.add_argument("--hub-from", type=_keyring, metavar="keyring:NAME")
    command.add_argument("--ca-file", type=Path, metavar="F")
    command.add_argument("--mqtt-port", type=_port, default=8883, metavar="N")
    command.add_argument("--dps-host", metavar="H")
    command.add_argument("--report", type=Path, metavar="F")


def _repair(command: Parser) -> None:
    _folder(command)
    _flavour(command)
    command.add_argument("--dry-run", action="store_true")


def _demo_hub(command: Parser) -> None:
    command.add_argument("--devices", type=_count, default=0, metavar="N")


def _folder(command: Parser) -> None:
    """What every command has that works on what is configured in a folder."""
    command.add_argument("--agent-dir", type=Path, metavar="D", required=True)
    command.add_argument("--json", action="store_true")


def _flavour(command: Parser) -> None:
    command.add_argument("--flavour", choices=("c", "csharp"))


_COMMANDS: Final[dict[str, Callable[[Parser], None]]] = {
    "apply": _apply,
    "check": _check,
    "repair": _repair,
    "undo": _folder,
    "demo-hub": _demo_hub,
}


def _number(kind: Callable[[str], N], low: N, high: N, wish: str) -> Callable[[str], N]:
    def number(text: str) -> N:
        with contextlib.suppress(ValueError):
            if low <= (found := kind(text)) <= high:
                return found
        raise argparse.ArgumentTypeError(f"{text!r} is not {wish}")

    return number


_port: Final = _number(int, 1, 65535, "a port from 1 to 65535")
_count: Final = _number(int, 0, 1_000_000, "a number from 0 to 1000000")
_scale: Final = _number(float, 0.5, 4.0, "a scale from 0.5 to 4")
_seconds: Final = _number(int, 1, _SECONDS_IN_A_DAY, "a number of seconds from 1 to 86400")


def _keyring(text: str) -> str:
    """The name behind ``keyring:``: a secret itself is never an argument, so it is not shown."""
    kind, _, name = text.partition(":")
    if kind != "keyring" or not name or "=" in name:
        raise argparse.ArgumentTypeError("write keyring:HOST or keyring:HOST/POLICY")
    return name
