"""The program without a window: answers in, a report out, an exit code."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

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
from wizard.core.report import Event, Problem, Report, failed_before_start
from wizard.core.secret_source import with_secrets
from wizard.core.steps import Emit
from wizard.messages.as_json import report_as_json
from wizard.messages.as_text import event_line, report_lines

T = TypeVar("T")


def run(options: argparse.Namespace) -> int:
    """Do the command; the result is the exit code. Nothing leaves this as a traceback."""
    out = _Out(as_json=getattr(options, "json", False))
    try:
        set_up_logging(options.log_file, verbose=options.verbose)
        command: Callable[[argparse.Namespace, _Out], int] = _COMMANDS[options.command]
        return command(options, out)
    except KeyboardInterrupt:
        return out.report(failed_before_start(Problem(Code.CANCELLED)))
    except SetupError as error:
        return out.report(failed_before_start(Problem.of(error)))
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.OURS


class _Out:
    """Standard output: a report's JSON and nothing else, or lines for a person."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]

    def line(self, text: str) -> None:
        print(text, file=sys.stderr if self._as_json else sys.stdout, flush=True)

    def event(self) -> Emit:
        def emit(event: Event) -> None:
            if line := event_line(event):
                self.line(line)

        return emit

    def report(self, report: Report, previews: tuple[FilePreview, ...] = ()) -> int:
        if self._as_json:
            found = report_as_json(report, previews)
            print(json.dumps(found, ensure_ascii=False), flush=True)  # noqa: T201
        else:
            for line in report_lines(report, previews):
                self.line(line)
        return int(report.exit_code)


def _apply(options: argparse.Namespace, out: _Out) -> int:
    with contextlib.ExitStack() as stack:
        if options.demo:
            answers = _read_answers(options.answers, demo=True)
            wiring.refuse_installed_agent(answers.state)
            demo = stack.enter_context(wiring.demo())
            credentials = parse_connection_string(demo.connection_string.reveal())
            state = replace(answers.state, network=demo.network, credentials=credentials)
            answers, ports = replace(answers, state=state), demo.ports
        else:
            answers = _read_answers(options.answers, demo=False)
            ports = wiring.real()
        return _run(_apply_with(answers, ports, options, out))


async def _apply_with(
    answers: Answers, ports: Ports, options: argparse.Namespace, out: _Out
) -> int:
    try:
        state = await with_secrets(answers, ports)
    except SetupError as error:
        return out.report(failed_before_start(Problem.of(error), answers.state))
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


def _demo_hub(options: argparse.Namespace, _out: _Out) -> int:
    with wiring.demo_hub(options.devices) as found, _until_stopped() as stopped:
        print(json.dumps(found), flush=True)  # noqa: T201
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
