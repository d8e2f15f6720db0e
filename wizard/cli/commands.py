"""The program without a window: answers in, a report out, an exit code."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from wizard import compose
from wizard.cli import check as cli_check
from wizard.cli import folder as cli_folder
from wizard.cli.console import Console, handling, interrupt, run_async, until_stopped
from wizard.domain.errors import AnswersError, Code, Exit, SetupError
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.ports.ports import Ports
from wizard.domain.report import failed_before_start
from wizard.domain.secret import Secret
from wizard.runs.step_runner import as_problem
from wizard.setup.answers.file import Answers, parse_answers
from wizard.setup.answers.secret_source import read_at_hand, with_secrets
from wizard.setup.engine import SetupRun

_log: Final = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Do the command; the result is the exit code. Nothing leaves this as a traceback."""
    out = Console(as_json=getattr(options, "json", False))
    try:
        with handling(interrupt):
            log = compose.log_file()
            compose.set_up_logging(options.log_file, verbose=options.verbose, default_file=log)
            out.save_to(getattr(options, "report", None))
            return _COMMANDS[options.command](options, out)
    except (Exception, KeyboardInterrupt) as error:
        if not isinstance(error, (SetupError, KeyboardInterrupt)):
            _log.exception("the program ended unexpectedly")
        return out.report(failed_before_start(as_problem(error)))


def _apply(options: argparse.Namespace, out: Console) -> int:
    answers = _read_answers(options.answers, demo=options.demo)
    with contextlib.ExitStack() as stack:
        try:
            if options.demo:
                compose.refuse_installed_agent(answers.state)
                demo = stack.enter_context(compose.demo())
                credentials = parse_connection_string(demo.connection_string.reveal())
                state = replace(answers.state, network=demo.network, credentials=credentials)
                answers, ports = replace(answers, state=state), demo.ports
            else:
                ports = compose.real()
            return run_async(_apply_with(answers, read_at_hand(answers), ports, options, out))
        except (SetupError, KeyboardInterrupt, asyncio.CancelledError) as error:
            return out.report(failed_before_start(as_problem(error), answers.state))


async def _apply_with(
    answers: Answers,
    at_hand: Mapping[str, Secret],
    ports: Ports,
    options: argparse.Namespace,
    out: Console,
) -> int:
    state = await with_secrets(answers, at_hand, ports)
    setup = SetupRun(state, ports, out.event(), dry_run=options.dry_run)
    return out.report(await setup.run(), setup.previews)


def _demo_hub(options: argparse.Namespace, out: Console) -> int:
    with until_stopped() as stopped, compose.demo_hub(options.devices) as found:
        if not out.object(found):
            return Exit.OURS  # nobody can use the hub
        while not stopped.wait(0.5):  # a wait without end would not notice Ctrl-C on Windows
            pass
    return Exit.OK


def _read_answers(path: Path, *, demo: bool) -> Answers:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise AnswersError(
            Code.ANSWERS_INVALID, "file", key="", path=str(path), detail=detail
        ) from None
    except UnicodeDecodeError:
        raise AnswersError(Code.ANSWERS_INVALID, "utf8", key="", path=str(path)) from None
    directory = compose.demo_directory if demo else None
    return parse_answers(text, path.absolute().parent, demo_directory=directory)


_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace, Console], int]]] = {
    "apply": _apply,
    "check": cli_check.check,
    "demo-hub": _demo_hub,
    "repair": cli_folder.repair,
    "undo": cli_folder.undo,
}
