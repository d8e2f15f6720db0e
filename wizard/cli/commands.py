"""From the name of a command to what carries it out."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
from collections.abc import Callable
from typing import Final

from wizard import compose
from wizard.cli.console import Console, handling, interrupt, postponed_interruption
from wizard.domain.errors import SetupError
from wizard.domain.report import failed_before_start
from wizard.runs.step_runner import as_problem

_log: Final = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Do the command; the result is the exit code. Nothing leaves this as a traceback."""
    carry_out = _command(options.command)
    # What is imported stays to the end; looking for garbage in it takes 20 ms of a short command.
    gc.freeze()
    gc.enable()
    out = Console(as_json=getattr(options, "json", False))
    try:
        with handling(interrupt):
            with postponed_interruption():
                compose.leave_foreign_home()
                log = compose.log_file()
                compose.set_up_logging(options.log_file, verbose=options.verbose, default_file=log)
                out.save_to(getattr(options, "report", None))
            return carry_out(options, out)
    except (Exception, KeyboardInterrupt, asyncio.CancelledError) as error:
        if not isinstance(error, (SetupError, KeyboardInterrupt, asyncio.CancelledError)):
            _log.exception("the program ended unexpectedly")
        return out.report(failed_before_start(as_problem(_interruption(error) or error)))


def _interruption(error: BaseException) -> BaseException | None:
    """The Ctrl-C that an error comes from. Python 3.11 makes a RuntimeError of one that meets a
    class in the making, as while a module is imported (`__set_name__`)."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__cause__
    return cause


def _command(name: str) -> Callable[[argparse.Namespace, Console], int]:
    """What carries the command out; the others are not imported."""
    match name:
        case "apply":
            from wizard.cli.apply import run as apply

            return apply
        case "check":
            from wizard.cli.check import run as check

            return check
        case "repair":
            from wizard.cli.repair import run as repair

            return repair
        case "undo":
            from wizard.cli.undo import run as undo

            return undo
        case _:
            from wizard.cli.demo_hub import run as demo_hub

            return demo_hub
