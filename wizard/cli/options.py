"""The options of every command, and what ``--help`` says about them.

Longer than 250 lines because the options of all commands stand side by side.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wizard import compose
from wizard.cli import values
from wizard.cli.arguments import Parser, wrapped
from wizard.cli.transport_options import add_transport, add_transport_type
from wizard.domain.state import CheckWhen
from wizard.text.language import N_, _

PROGRAM: Final = "iot-agent-setup"


@dataclass(frozen=True, slots=True)
class Command:
    """``usage`` stands behind its name; ``more`` is printed behind the options."""

    usage: str
    sentence: str
    more: Callable[[], str]
    add_options: Callable[[Parser], None]


def _apply(command: Parser) -> None:
    command.add_argument(
        "answers", type=Path, metavar="ANSWERS.toml", help=_("the answers file (see the manual)")
    )
    _dry_run(command)
    command.add_argument(
        "--demo",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("use the demo hub instead of [hub]"),
    )
    add_fault(command, default=argparse.SUPPRESS)
    command.add_argument(
        "--restart",
        action="store_true",
        help=_("restart the agent's service after a passed check, and read the agent's log"),
    )
    command.add_argument(
        "--check",
        choices=tuple(CheckWhen),
        default=CheckWhen.ALWAYS,
        help=_(
            "when to check live, and to restart: always, only when something has changed or has "
            "not passed since, or never; it disconnects a running agent for a moment"
        ),
    )
    _each(command)
    _elevate(command)
    _proxy(command)
    _json(command)
    _report(command)


def _each(command: Parser) -> None:
    command.add_argument(
        "--each",
        metavar="DEVICES.csv",
        help=_(
            "set up every device of a table, whose columns are answer keys (device.id); - is "
            "standard input; prints one JSON object per device and line"
        ),
    )
    command.add_argument(
        "--at-once",
        type=values.at_once,
        metavar="N",
        help=_("with --each: how many devices are set up at the same time (default 4)"),
    )
    command.add_argument(
        "--state",
        type=Path,
        metavar="F",
        help=_("with --each: note in F which devices are done, and skip them the next time"),
    )


def _check(command: Parser) -> None:
    _folder(command)
    _flavour(command)
    often = command.add_mutually_exclusive_group()
    often.add_argument(
        "--offline",
        action="store_true",
        help=_("judge the files only, without any network: would the agent start?"),
    )
    often.add_argument(
        "--watch",
        type=values.seconds,
        metavar="N",
        help=_(
            "repeat the check every N seconds and report what changed, until Ctrl-C; with --json, "
            "one JSON object per change and line"
        ),
    )
    connecting = command.add_mutually_exclusive_group()
    connecting.add_argument(
        "--no-connect",
        action="store_true",
        help=_(
            "leave out the connection as the module, which interrupts a running agent for a moment"
        ),
    )
    connecting.add_argument(
        "--send-test-message",
        action="store_true",
        help=_("also send one message as the module, marked as a test"),
    )
    _check_network(command)
    _json(command)
    _report(command)


def _check_network(command: Parser) -> None:
    command.add_argument(
        "--hub-from",
        type=values.keyring_name,
        metavar="keyring:NAME",
        help=_(
            "use this saved connection string of the hub to find the cause of a failure; NAME is "
            "HOST or HOST/POLICY"
        ),
    )
    command.add_argument(
        "--ca-file",
        type=Path,
        metavar="F",
        help=_("file with CA certificates to trust in addition to the system's"),
    )
    add_transport(command)
    _proxy(command)
    command.add_argument(
        "--dps-host",
        metavar="H",
        help=_("DPS endpoint for this check only; the agents always use the global one"),
    )


def _repair(command: Parser) -> None:
    _folder(command)
    _flavour(command)
    add_transport_type(command)
    _dry_run(command)
    _elevate(command)
    _json(command)


def _undo(command: Parser) -> None:
    _folder(command)
    _elevate(command)
    _json(command)


def _demo_hub(command: Parser) -> None:
    command.add_argument(
        "--devices",
        type=values.count,
        default=0,
        metavar="N",
        help=_("number of generated devices in addition to the built-in ones"),
    )
    command.add_argument(
        "--fault",
        type=values.fault,
        default=argparse.SUPPRESS,
        metavar="NAME",
        help=_("simulate one of the faults below"),
    )


def _folder(command: Parser) -> None:
    command.add_argument(
        "--agent-dir",
        type=Path,
        metavar="D",
        required=True,
        help=_("the agent's folder (required)"),
    )


def _flavour(command: Parser) -> None:
    command.add_argument(
        "--flavour",
        choices=tuple(flavour.id for flavour in compose.flavours()),
        help=_("which agent, if the folder has configurations of several"),
    )


def _proxy(command: Parser) -> None:
    command.add_argument(
        "--proxy",
        type=values.proxy,
        metavar="URL",
        help=_(
            "HTTP proxy: http://HOST:PORT, none or system; its login is read from the keyring, "
            "entry iot-agent-setup/proxy/HOST:PORT"
        ),
    )


def _dry_run(command: Parser) -> None:
    command.add_argument(
        "--dry-run",
        action="store_true",
        help=_("show what would change, without changing anything"),
    )


def _elevate(command: Parser) -> None:
    command.add_argument(
        "--elevate",
        choices=("auto", "never"),
        default="auto",
        help=_("if administrator rights are needed: ask for them (auto) or fail (never)"),
    )


def _json(command: Parser) -> None:
    command.add_argument(
        "--json", action="store_true", help=_("print one JSON object to standard output")
    )


def _report(command: Parser) -> None:
    command.add_argument(
        "--report",
        type=Path,
        metavar="F",
        help=_("also save a report; F ends with .html or .json"),
    )


def add_fault(group: Any, default: str | None) -> None:
    group.add_argument(
        "--fault",
        type=values.fault,
        default=default,
        metavar="NAME",
        help=_("with --demo: simulate a fault of the demo hub; demo-hub --help lists them"),
    )


def _examples(*lines: str) -> Callable[[], str]:
    shown = "\n".join(f"  {PROGRAM} {line}".rstrip() for line in lines)
    return lambda: "\n".join([_("examples:"), shown])


def program_more() -> str:
    examples = _examples("", "--demo", "apply answers.toml --report run.html")()
    codes = _(
        "exit codes: 0 ok, 1 a fault of this program, 2 answers or connection string, 3 hub, "
        "4 device or module, 5 keyring, 6 files, 7 live check, 8 cancelled."
    )
    secrets = _("A secret is never an argument: the answers file says where it is stored.")
    return "\n".join([examples, "", wrapped(codes), wrapped(secrets)])


def _demo_hub_more() -> str:
    from wizard.text.catalogue.demo_faults import SENTENCES

    width = max(map(len, SENTENCES))
    faults = "\n".join(f"  {name:<{width}}   {_(text)}" for name, text in SENTENCES.items())
    examples = _examples("demo-hub --devices 500", "demo-hub --fault rolled-key")()
    return "\n".join([_("faults:"), faults, "", examples])


COMMANDS: Final[Mapping[str, Command]] = {
    "apply": Command(
        "ANSWERS.toml [{options}]",
        N_("set up an agent from an answers file"),
        _examples("apply answers.toml --dry-run", "apply answers.toml --demo --fault rolled-key"),
        _apply,
    ),
    "check": Command(
        "--agent-dir D [{options}]",
        N_("check an agent: read its files and connect exactly as it does when it starts"),
        _examples("check --agent-dir D", "check --agent-dir D --watch 60 --no-connect --json"),
        _check,
    ),
    "repair": Command(
        "--agent-dir D [{options}]",
        N_("repair the configuration files that the agent would reject"),
        _examples(
            "repair --agent-dir D --dry-run",
            "repair --agent-dir D --transport Amqp_WebSocket_Only",
        ),
        _repair,
    ),
    "undo": Command(
        "--agent-dir D [{options}]",
        N_("undo the last change in the agent's folder"),
        _examples("undo --agent-dir D"),
        _undo,
    ),
    "demo-hub": Command(
        "[options]",
        N_("run the demo hub until Ctrl-C; print its addresses as JSON"),
        _demo_hub_more,
        _demo_hub,
    ),
}
