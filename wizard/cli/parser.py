"""The command line's grammar. Help and usage are made from it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from wizard import __version__
from wizard.cli import values
from wizard.cli.arguments import Parser, UsageError
from wizard.cli.options import COMMANDS, PROGRAM, add_fault, program_more
from wizard.domain.printable import printable


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What the arguments say. Raises UsageError, and SystemExit after ``--help``."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    wizard_only = [name for name in ("tour", "scheme", "scale") if getattr(options, name)]
    if options.command is None:
        if options.tour is None and wizard_only:
            parser.error("--scheme and --scale belong to --tour DIR")
        if options.tour is not None and options.fault is not None:
            parser.error("--fault does not go with --tour DIR")
    elif wizard_only:
        parser.error(f"--{wizard_only[0]} is for the wizard; {options.command} has no window")
    if options.command not in (None, "apply") and options.demo:
        parser.error(f"--demo is for the wizard and apply, not for {options.command}")
    if options.command != "demo-hub" and options.fault is not None and not options.demo:
        parser.error("--fault needs --demo")
    return options


def end_with(error: UsageError, arguments: Sequence[str]) -> NoReturn:
    """Say what is wrong with the arguments, on standard output too where JSON was asked for, and
    end with exit code 2."""
    print(f"{error.usage}{PROGRAM}: error: {printable(error.message)}", file=sys.stderr)  # noqa: T201
    if "--json" in arguments:
        from wizard.cli.console import Console
        from wizard.domain.errors import Code, Problem
        from wizard.domain.report import failed_before_start

        wrong = Problem(Code.ANSWERS_INVALID, "arguments", (("detail", error.message),))
        Console(as_json=True).report(failed_before_start(wrong))
    sys.exit(2)


def build_parser() -> Parser:
    """The grammar of ``iot-agent-setup``."""
    parser = Parser(
        program_more,
        prog=PROGRAM,
        usage=f"{PROGRAM} [options] [COMMAND ...]",
        description="Set up the authentication of an Azure IoT security agent, and prove it live.\n"
        "Without a command the wizard opens.",
    )
    commands = parser.add_subparsers(
        title="commands (each has a --help of its own)",
        dest="command",
        metavar="COMMAND",
        parser_class=Parser,
    )
    _add_wizard(parser)
    _add_everywhere(parser, default=None)
    for name, about in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=about.sentence,
            usage=f"{PROGRAM} {name} {about.usage}",
            description=about.sentence[0].upper() + about.sentence[1:] + ".",
            more=about.more,
        )
        about.add_options(command)
        # Suppressed defaults: given before the command, they are not undone behind it.
        _add_everywhere(command, default=argparse.SUPPRESS)
    return parser


def _add_wizard(parser: Parser) -> None:
    group = parser.add_argument_group("the wizard")
    group.add_argument("--demo", action="store_true", help="on the embedded demo hub")
    add_fault(group, default=None)
    group.add_argument(
        "--tour",
        type=Path,
        metavar="DIR",
        help="walk it through the demo; a picture of every page into DIR",
    )
    group.add_argument("--scheme", choices=("light", "dark"), help="colours of the tour")
    group.add_argument("--scale", type=values.scale, metavar="1.5", help="scale of the tour")


def _add_everywhere(parser: Parser, default: str | None) -> None:
    group = parser.add_argument_group("everywhere")
    group.add_argument(
        "--log-file",
        type=Path,
        metavar="F",
        default=default,
        help="write the log to F instead of the usual folder; it has no secrets",
    )
    group.add_argument(
        "--verbose",
        action="store_true",
        default=default or False,
        help="log to standard error too, libraries included",
    )
    group.add_argument(
        "--version",
        action="version",
        version=f"{PROGRAM} {__version__}",
        help="show the version and exit",
    )
    group.add_argument("-h", "--help", action="help", help="show this help and exit")
