"""The command line's grammar. Help and usage are made from it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from wizard import __version__
from wizard.cli import values
from wizard.cli.arguments import Parser, UsageError, wrapped
from wizard.cli.options import COMMANDS, PROGRAM, add_fault, program_more
from wizard.domain.printable import printable
from wizard.text.language import _, english
from wizard.text.languages import language_codes


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What the arguments say. Raises UsageError, and SystemExit after ``--help``."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    wizard_only = [name for name in ("tour", "scheme", "scale", "size") if getattr(options, name)]
    if options.command is None:
        if options.tour is None and wizard_only:
            parser.error(_("--scheme, --scale and --size can only be used with --tour DIR"))
        if options.tour is not None and options.fault is not None:
            parser.error(_("--fault cannot be used with --tour DIR"))
    elif wizard_only:
        words = _("--{option} is an option of the window; {command} has none")
        parser.error(words.format(option=wizard_only[0], command=options.command))
    if options.command not in (None, "apply") and options.demo:
        words = _("--demo can be used without a command or with apply, not with {command}")
        parser.error(words.format(command=options.command))
    if options.command == "apply":
        if options.state is not None and options.each is None:
            parser.error(_("--state can only be used with --each DEVICES.csv"))
        if options.at_once is not None and options.each is None:
            parser.error(_("--at-once can only be used with --each DEVICES.csv"))
        if options.report is not None and options.each is not None:
            parser.error(_("--report cannot be used with --each, which prints JSON lines"))
    if options.command != "demo-hub" and options.fault is not None and not options.demo:
        parser.error(_("--fault can only be used with --demo"))
    return options


def end_with(error: UsageError, arguments: Sequence[str]) -> NoReturn:
    """Say what is wrong with the arguments, on standard output too where JSON was asked for, and
    end with exit code 2."""
    from wizard.cli.console import Console

    told = _("error: {message}").format(message=printable(error.message))
    Console(as_json=True).note(f"{error.usage}{PROGRAM}: {told}")
    if "--json" in arguments:
        from wizard.domain.errors import Code, Problem
        from wizard.domain.report import failed_before_start

        wrong = Problem(
            Code.ANSWERS_INVALID,
            "arguments",
            (("detail", _in_english(arguments) or error.message),),
        )
        Console(as_json=True).report(failed_before_start(wrong))
    sys.exit(2)


def _in_english(arguments: Sequence[str]) -> str:
    """What is wrong with the arguments, for programs."""
    with english():
        try:
            parse(arguments)
        except UsageError as error:
            return error.message
    return ""


def build_parser() -> Parser:
    """The grammar of ``iot-agent-setup``."""
    parser = Parser(
        program_more,
        prog=PROGRAM,
        usage="{} [{}] [{} ...]".format(PROGRAM, _("options"), _("COMMAND")),
        description=wrapped(
            _(
                "Set up the authentication of an Azure IoT security agent and check it live. "
                "Without a command, the window opens."
            )
        ),
    )
    commands = parser.add_subparsers(
        title=_("commands (use COMMAND --help for details)"),
        dest="command",
        metavar=_("COMMAND"),
        parser_class=Parser,
    )
    _add_wizard(parser)
    parser.add_argument(
        "--licences",
        action=_ShowLicences,
        help=_("show what the program is made of, with all licences, and exit"),
    )
    _add_everywhere(parser, default=None)
    for name, about in COMMANDS.items():
        sentence = _(about.sentence)
        command = commands.add_parser(
            name,
            help=sentence,
            usage=" ".join([PROGRAM, name, about.usage.format(options=_("options"))]),
            description=sentence[0].upper() + sentence[1:] + _("."),
            more=about.more,
        )
        about.add_options(command)
        # Suppressed defaults: given before the command, they are not undone behind it.
        _add_everywhere(command, default=argparse.SUPPRESS)
    return parser


class _ShowLicences(argparse.Action):
    """As ``--version`` does: print, and end."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Read them now: no other start has to."""
        from wizard import compose

        sys.stdout.write(compose.licences())
        parser.exit()


def _add_wizard(parser: Parser) -> None:
    group = parser.add_argument_group(_("options of the window"))
    group.add_argument("--demo", action="store_true", help=_("use the built-in demo hub"))
    add_fault(group, default=None)
    group.add_argument(
        "--tour",
        type=Path,
        metavar="DIR",
        help=_("take a picture of every page on the demo hub and save it in DIR"),
    )
    group.add_argument("--scheme", choices=("light", "dark"), help=_("colours of the pictures"))
    group.add_argument("--scale", type=values.scale, metavar="1.5", help=_("scale of the pictures"))
    words = _("size of the window on the pictures, before it is scaled")
    group.add_argument("--size", type=values.size, metavar="800x480", help=words)


def _add_everywhere(parser: Parser, default: str | None) -> None:
    group = parser.add_argument_group(_("options of every command"))
    group.add_argument(
        "--log-file",
        type=Path,
        metavar="F",
        default=default,
        help=_("write the log to F instead of the default folder; it contains no secrets"),
    )
    group.add_argument(
        "--verbose",
        action="store_true",
        default=default or False,
        help=_("also log to standard error, including libraries"),
    )
    group.add_argument(
        "--lang",
        type=values.language,
        metavar="CODE",
        default=default,
        help=_("language: {codes} (default: the system's)").format(codes=language_codes()),
    )
    group.add_argument(
        "--version",
        action="version",
        version=f"{PROGRAM} {__version__}",
        help=_("show the version and exit"),
    )
    group.add_argument("-h", "--help", action="help", help=_("show this help and exit"))
