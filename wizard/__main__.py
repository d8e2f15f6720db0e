"""The command line's grammar; what a command needs is imported when it is given."""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from wizard import __version__

N = TypeVar("N", int, float)

_EPILOG = """exit codes: 0 ok, 1 a fault of this program, 2 answers or connection string, 3 hub,
4 device or module, 5 keyring, 6 files, 7 live check, 8 cancelled.
A secret is never an argument: the answers file says where it is."""


def build_parser() -> argparse.ArgumentParser:
    """The grammar of ``iot-agent-setup``."""
    everywhere = argparse.ArgumentParser(add_help=False)
    # Suppressed defaults: given before the command, they are not undone behind it.
    _add_everywhere(everywhere, argparse.SUPPRESS)
    parser = argparse.ArgumentParser(
        prog="iot-agent-setup",
        description="Set up the authentication of an Azure IoT security agent, and prove it live. "
        "Without a command the wizard opens.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_everywhere(parser, None)
    parser.add_argument("--demo", action="store_true", help="the wizard on the embedded demo hub")
    parser.add_argument(
        "--tour",
        type=Path,
        metavar="DIR",
        help="walk the wizard through the demo; a picture of every page into DIR",
    )
    parser.add_argument("--scheme", choices=("light", "dark"), help="colours of the tour")
    parser.add_argument("--scale", type=_scale, metavar="1.5", help="scale of the tour")
    _add_commands(parser, everywhere)
    return parser


def _add_everywhere(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--log-file", type=Path, metavar="F", default=default, help="write a log; it has no secrets"
    )
    parser.add_argument(
        "--verbose", action="store_true", default=default or False, help="log to standard error too"
    )


def _add_commands(parser: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    apply = commands.add_parser(
        "apply", parents=[everywhere], allow_abbrev=False, help="the wizard's job, without a window"
    )
    apply.add_argument("answers", type=Path, metavar="ANSWERS.toml")
    apply.add_argument("--dry-run", action="store_true", help="show what would change")
    apply.add_argument("--json", action="store_true", help="one JSON object on standard output")
    apply.add_argument("--demo", action="store_true", help="the demo hub instead of [hub]")

    check = commands.add_parser(
        "check",
        parents=[everywhere],
        allow_abbrev=False,
        help="the live check of what is configured in a folder",
    )
    _add_folder(check)
    check.add_argument(
        "--offline", action="store_true", help="no network: what would the agent do at start?"
    )
    check.add_argument("--ca-file", type=Path, metavar="F", help="CA trusted besides the system's")
    check.add_argument("--mqtt-port", type=_port, default=8883, metavar="N")
    check.add_argument(
        "--dps-host",
        metavar="H",
        help="a provisioning host for this check only; the agents have the global one built in",
    )

    repair = commands.add_parser(
        "repair",
        parents=[everywhere],
        allow_abbrev=False,
        help="set right what the agent in a folder would not accept",
    )
    _add_folder(repair)
    repair.add_argument("--dry-run", action="store_true", help="show what would change")

    demo_hub = commands.add_parser(
        "demo-hub",
        parents=[everywhere],
        allow_abbrev=False,
        help="the demo hub alone, until Ctrl-C",
    )
    demo_hub.add_argument(
        "--devices", type=_count, default=0, metavar="N", help="generated devices besides"
    )


def _add_folder(command: argparse.ArgumentParser) -> None:
    """What every command has that works on what is configured in a folder."""
    command.add_argument("--agent-dir", type=Path, metavar="D", required=True)
    command.add_argument(
        "--flavour", choices=("c", "csharp"), help="which agent, where both are configured"
    )
    command.add_argument("--json", action="store_true", help="one JSON object on standard output")


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


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit code."""
    parser = build_parser()
    options = parser.parse_args(argv)
    if options.command is not None:
        from wizard import cli

        return cli.run(options)
    if (options.scheme or options.scale) and options.tour is None:
        parser.error("--scheme and --scale belong to --tour DIR")

    # Until the window is seen nearly nothing becomes garbage: looking for it takes a tenth of the
    # start. `gui` switches it on again.
    gc.disable()
    from wizard import gui

    return gui.run(options)


if __name__ == "__main__":
    sys.exit(main())
