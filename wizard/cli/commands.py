"""From the name of a command to what carries it out."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Mapping
from typing import Final

from wizard import compose
from wizard.cli import apply, check, demo_hub, repair, undo
from wizard.cli.console import Console, handling, interrupt
from wizard.domain.errors import SetupError
from wizard.domain.report import failed_before_start
from wizard.runs.step_runner import as_problem

_log: Final = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Do the command; the result is the exit code. Nothing leaves this as a traceback."""
    out = Console(as_json=getattr(options, "json", False))
    try:
        with handling(interrupt):
            compose.leave_foreign_home()
            log = compose.log_file()
            compose.set_up_logging(options.log_file, verbose=options.verbose, default_file=log)
            out.save_to(getattr(options, "report", None))
            return _COMMANDS[options.command](options, out)
    except (Exception, KeyboardInterrupt) as error:
        if not isinstance(error, (SetupError, KeyboardInterrupt)):
            _log.exception("the program ended unexpectedly")
        return out.report(failed_before_start(as_problem(error)))


_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace, Console], int]]] = {
    "apply": apply.run,
    "check": check.run,
    "demo-hub": demo_hub.run,
    "repair": repair.run,
    "undo": undo.run,
}
