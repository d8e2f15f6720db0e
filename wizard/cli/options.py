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
from wizard.cli.arguments import Parser
from wizard.cli.transport_options import add_transport

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
        "answers", type=Path, metavar="ANSWERS.toml", help="the answers file (see the manual)"
    )
    _dry_run(command)
    command.add_argument(
        "--demo",
        action="store_true",
        default=argparse.SUPPRESS,
        help="the demo hub instead of [hub]",
    )
    add_fault(command, default=argparse.SUPPRESS)
    command.add_argument(
        "--restart",
        action="store_true",
        help="restart the agent's service when the check is green, and read the agent's log",
    )
    _elevate(command)
    _proxy(command)
    _json(command)
    _report(command)


def _check(command: Parser) -> None:
    _folder(command)
    _flavour(command)
    often = command.add_mutually_exclusive_group()
    often.add_argument(
        "--offline", action="store_true", help="no network: what would the agent do at start?"
    )
    often.add_argument(
        "--watch",
        type=values.seconds,
        metavar="N",
        help="check again every N seconds and tell what changed, until Ctrl-C; with --json one "
        "JSON object a line and change",
    )
    connecting = command.add_mutually_exclusive_group()
    connecting.add_argument(
        "--no-connect",
        action="store_true",
        help="all but connecting as the module, which cuts an agent that is running off for a "
        "moment",
    )
    connecting.add_argument(
        "--send-test-message",
        action="store_true",
        help="also send one message as the module, marked as a test",
    )
    _check_network(command)
    _json(command)
    _report(command)


def _check_network(command: Parser) -> None:
    command.add_argument(
        "--hub-from",
        type=values.keyring_name,
        metavar="keyring:NAME",
        help="explain a failure with the hub's connection string that is kept in the keyring; NAME "
        "is host or host/policy",
    )
    command.add_argument(
        "--ca-file", type=Path, metavar="F", help="CA certificates trusted besides the system's"
    )
    add_transport(command)
    _proxy(command)
    command.add_argument(
        "--dps-host",
        metavar="H",
        help="a provisioning host for this check only; the agents have the global one built in",
    )


def _repair(command: Parser) -> None:
    _folder(command)
    _flavour(command)
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
        help="generated devices besides those of the plant",
    )
    command.add_argument(
        "--fault",
        type=values.fault,
        default=argparse.SUPPRESS,
        metavar="NAME",
        help="start with one of the faults below",
    )


def _folder(command: Parser) -> None:
    command.add_argument(
        "--agent-dir", type=Path, metavar="D", required=True, help="the agent's folder (required)"
    )


def _flavour(command: Parser) -> None:
    command.add_argument(
        "--flavour",
        choices=tuple(flavour.id for flavour in compose.flavours()),
        help="which agent, where both are configured",
    )


def _proxy(command: Parser) -> None:
    command.add_argument(
        "--proxy",
        type=values.proxy,
        metavar="URL",
        help="http://HOST:PORT, none or system; login: keyring, iot-agent-setup/proxy/HOST:PORT",
    )


def _dry_run(command: Parser) -> None:
    command.add_argument(
        "--dry-run", action="store_true", help="show what would change; nothing is touched"
    )


def _elevate(command: Parser) -> None:
    command.add_argument(
        "--elevate",
        choices=("auto", "never"),
        default="auto",
        help="where the agent's files need administrator rights: ask for them (auto), or fail",
    )


def _json(command: Parser) -> None:
    command.add_argument("--json", action="store_true", help="one JSON object on standard output")


def _report(command: Parser) -> None:
    command.add_argument(
        "--report",
        type=Path,
        metavar="F",
        help="save a report too: F ends with .html or .json",
    )


def add_fault(group: Any, default: str | None) -> None:
    group.add_argument(
        "--fault",
        type=values.fault,
        default=default,
        metavar="NAME",
        help="with --demo: a fault of the demo hub; demo-hub --help names them",
    )


def _examples(*lines: str) -> Callable[[], str]:
    shown = "\n".join(f"  {PROGRAM} {line}".rstrip() for line in lines)
    return lambda: f"examples:\n{shown}"


def program_more() -> str:
    examples = _examples("", "--demo", "apply answers.toml --report run.html")()
    return f"""{examples}

exit codes: 0 ok, 1 a fault of this program, 2 answers or connection string,
3 hub, 4 device or module, 5 keyring, 6 files, 7 live check, 8 cancelled.
A secret is never an argument: the answers file says where it is."""


def _demo_hub_more() -> str:
    from wizard.text.catalogue.demo_faults import SENTENCES

    width = max(map(len, SENTENCES))
    faults = "\n".join(f"  {name:<{width}}   {text}" for name, text in SENTENCES.items())
    examples = _examples("demo-hub --devices 500", "demo-hub --fault rolled-key")()
    return f"faults:\n{faults}\n\n{examples}"


COMMANDS: Final[Mapping[str, Command]] = {
    "apply": Command(
        "ANSWERS.toml [options]",
        "do the wizard's job without a window",
        _examples("apply answers.toml --dry-run", "apply answers.toml --demo --fault rolled-key"),
        _apply,
    ),
    "check": Command(
        "--agent-dir D [options]",
        "do now, from the same files, what the agent does when it starts",
        _examples("check --agent-dir D", "check --agent-dir D --watch 60 --no-connect --json"),
        _check,
    ),
    "repair": Command(
        "--agent-dir D [options]",
        "correct what the agent in a folder would not accept",
        _examples("repair --agent-dir D --dry-run"),
        _repair,
    ),
    "undo": Command(
        "--agent-dir D [options]",
        "put back what the last run changed in a folder",
        _examples("undo --agent-dir D"),
        _undo,
    ),
    "demo-hub": Command(
        "[options]",
        "run the demo hub alone, until Ctrl-C; its addresses are printed as JSON",
        _demo_hub_more,
        _demo_hub,
    ),
}
