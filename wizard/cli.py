"""The program without a window: answers in, a report out, an exit code."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

from wizard import wiring
from wizard.core.answers import Answers, parse_answers
from wizard.core.check_run import CheckRun
from wizard.core.connection_string import parse_connection_string
from wizard.core.engine import SetupRun
from wizard.core.errors import AnswersError, Code, Exit, SetupError
from wizard.core.logs import set_up_logging
from wizard.core.model import Network
from wizard.core.ports import Ports
from wizard.core.preview import FilePreview
from wizard.core.report import Event, Report, failed_before_start
from wizard.core.secret import Secret
from wizard.core.secret_source import read_at_hand, with_secrets
from wizard.core.steps import Emit, as_problem
from wizard.messages.as_json import report_as_json
from wizard.messages.as_text import event_line, report_lines

T = TypeVar("T")

_log: Final = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Do the command; the result is the exit code. Nothing leaves this as a traceback."""
    out = _Out(as_json=getattr(options, "json", False))
    try:
        with _handling(_interrupt):
            set_up_logging(options.log_file, verbose=options.verbose)
            command: Callable[[argparse.Namespace, _Out], int] = _COMMANDS[options.command]
            return command(options, out)
    except (Exception, KeyboardInterrupt) as error:
        if not isinstance(error, (SetupError, KeyboardInterrupt)):
            _log.exception("the program ended unexpectedly")
        return out.report(failed_before_start(as_problem(error)))


class _Out:
    """Standard output: one JSON object and nothing else, or lines for a person.

    Whether somebody reads it makes no difference to the job: a pipe that was closed, `| grep -q`,
    does not undo half a configuration.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._exit_code: int | None = None
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]

    def line(self, text: str) -> None:
        _write(sys.stderr if self._as_json else sys.stdout, text)

    def object(self, found: dict[str, Any]) -> bool:
        """Print it in ASCII, which every reader decodes alike; whether it could be printed."""
        return _write(sys.stdout, json.dumps(found))

    def event(self) -> Emit:
        def emit(event: Event) -> None:
            if line := event_line(event):
                self.line(line)

        return emit

    def report(self, report: Report, previews: tuple[FilePreview, ...] = ()) -> int:
        """Print the outcome, once: an interruption while the program ends changes nothing."""
        if self._exit_code is None:
            self._exit_code = int(report.exit_code)
            if self._as_json:
                self.object(report_as_json(report, previews))
            else:
                for line in report_lines(report, previews):
                    self.line(line)
        return self._exit_code


def _write(stream: TextIO | None, text: str) -> bool:
    if stream is None:  # the program was started with it closed
        return False
    try:
        print(text, file=stream, flush=True)
    except OSError:
        # What comes later goes nowhere, and so does what the interpreter flushes at its end.
        with contextlib.suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
        return False
    return True


def _apply(options: argparse.Namespace, out: _Out) -> int:
    answers = _read_answers(options.answers, demo=options.demo)
    with contextlib.ExitStack() as stack:
        try:
            if options.demo:
                wiring.refuse_installed_agent(answers.state)
                demo = stack.enter_context(wiring.demo())
                credentials = parse_connection_string(demo.connection_string.reveal())
                state = replace(answers.state, network=demo.network, credentials=credentials)
                answers, ports = replace(answers, state=state), demo.ports
            else:
                ports = wiring.real()
            return _run(_apply_with(answers, read_at_hand(answers), ports, options, out))
        except (SetupError, KeyboardInterrupt, asyncio.CancelledError) as error:
            return out.report(failed_before_start(as_problem(error), answers.state))


async def _apply_with(
    answers: Answers,
    at_hand: Mapping[str, Secret],
    ports: Ports,
    options: argparse.Namespace,
    out: _Out,
) -> int:
    state = await with_secrets(answers, at_hand, ports)
    setup = SetupRun(state, ports, out.event(), dry_run=options.dry_run)
    return out.report(await setup.run(), setup.previews)


def _check(options: argparse.Namespace, out: _Out) -> int:
    ca_file = options.ca_file.absolute() if options.ca_file else None
    ports = wiring.real()
    network = Network(ca_file, options.mqtt_port)

    async def check() -> int:
        directory = options.agent_dir.absolute()
        return out.report(await CheckRun(directory, ports, network, out.event()).run())

    return _run(check())


def _demo_hub(options: argparse.Namespace, out: _Out) -> int:
    with _until_stopped() as stopped, wiring.demo_hub(options.devices) as found:
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
    directory = wiring.demo_directory if demo else None
    return parse_answers(text, path.absolute().parent, demo_directory=directory)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; Ctrl-C and a termination request cancel, and the report says so."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()

        async def cancellable() -> T:
            task = asyncio.current_task()

            def stop(_number: int, _frame: Any) -> None:
                loop.call_soon_threadsafe(task.cancel if task else lambda: None)

            with _handling(stop):
                return await work

        return runner.run(cancellable())


def _interrupt(_number: int, _frame: Any) -> None:
    """A termination request where nothing has to be taken back: as Ctrl-C."""
    raise KeyboardInterrupt


@contextlib.contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    stopped = threading.Event()
    with _handling(lambda _number, _frame: stopped.set()):
        yield stopped


@contextlib.contextmanager
def _handling(handler: Callable[[int, Any], None]) -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM)
    former = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in former.items():
            signal.signal(number, old)


_COMMANDS = {"apply": _apply, "check": _check, "demo-hub": _demo_hub}
