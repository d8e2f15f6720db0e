"""What every command has in common: standard output, the event loop, signals."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

from wizard.check.watch import CheckChange
from wizard.compose import check_report_file, save_report
from wizard.domain.log_fields import fields
from wizard.domain.printable import printable
from wizard.domain.report import Event, Report
from wizard.runs.file_preview import FilePreview
from wizard.runs.step_runner import Emit, as_problem
from wizard.text.language import _
from wizard.text.render.facts import SavedReport
from wizard.text.render.json import report_as_json
from wizard.text.render.terminal import event_line, report_lines
from wizard.text.render.watch import change_as_json, change_lines

T = TypeVar("T")

_log: Final = logging.getLogger(__name__)
_DISK_ERRORS: Final = (errno.ENOSPC, errno.EIO, errno.EFBIG)
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)


class Console:
    """Standard output: one JSON object and nothing else, or lines for a person.

    Whether somebody reads it makes no difference to the job: a pipe that was closed, `| grep -q`,
    does not undo half a configuration.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._exit_code: int | None = None
        self._report_file: Path | None = None
        for stream in (sys.stdout, sys.stderr):
            # OSError: what could not be written a moment ago is still waiting in its buffer
            with contextlib.suppress(AttributeError, OSError):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]

    def save_to(self, report_file: Path | None) -> None:
        """Save what is reported in this file as well. Raises AnswersError where it cannot be."""
        if report_file is not None:
            check_report_file(report_file)
            self._report_file = report_file.absolute()

    def say(self, text: str) -> bool:
        """A line for a person; whether it could be printed."""
        return _write(sys.stderr if self._as_json else sys.stdout, text)

    def note(self, text: str) -> bool:
        """A line for a person beside the JSON lines; whether it could be printed."""
        return _write(sys.stderr, text)

    def object(self, found: dict[str, Any]) -> bool:
        """Print it in ASCII, which every reader decodes alike; whether it could be printed."""
        return _write(sys.stdout, json.dumps(found))

    def event(self) -> Emit:
        """Shows the steps of a run as they happen."""

        def emit(event: Event) -> None:
            if line := event_line(event):
                self.say(line)

        return emit

    def report(self, report: Report, previews: tuple[FilePreview, ...] = ()) -> int:
        """Print the outcome of a run."""
        report = self.save(report, previews)
        return self.end(report, report_as_json(report, previews), report_lines(report, previews))

    def change(self, change: CheckChange) -> bool:
        """Print, and save, what a check has brought that is new; whether it could be printed."""
        change = replace(change, report=self.save(change.report))
        if self._as_json:
            return self.object(change_as_json(change))
        return all(self.say(line) for line in change_lines(change))

    def end(self, report: Report, found: dict[str, Any], lines: Iterable[str]) -> int:
        """Print an outcome, once: an interruption while the program ends changes nothing."""
        if self._exit_code is None:
            words = tuple(lines)  # all of them before it counts as printed: they may meet a bug
            self._exit_code = int(report.exit_code)
            code = report.error.code.value if report.error else None
            _log.info("ended", extra=fields(exit_code=self._exit_code, code=code))
            if self._as_json:
                self.object(found)
            else:
                for line in words:
                    self.say(line)
        return self._exit_code

    def save(self, report: Report, previews: tuple[FilePreview, ...] = ()) -> Report:
        """Save it where that was asked for; with a warning where it cannot be saved, for what the
        run has done stands all the same."""
        if self._report_file is None:
            return report
        try:
            save_report(self._report_file, SavedReport(report, previews))
        except Exception as error:
            _log.exception("the report could not be saved")
            return replace(report, warnings=(*report.warnings, as_problem(error)))
        return report


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; Ctrl-C and a termination request cancel, and the report says so."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()

        async def cancellable() -> T:
            task = asyncio.current_task()
            with _cancelling(loop, task.cancel if task else lambda: None):
                return await work

        return runner.run(cancellable())


@contextlib.contextmanager
def _cancelling(loop: asyncio.AbstractEventLoop, cancel: Callable[[], object]) -> Iterator[None]:
    """Let Ctrl-C and termination requests call ``cancel`` in the loop."""

    def stop(_number: int, _frame: Any) -> None:
        loop.call_soon_threadsafe(cancel)

    with handling(stop):
        if sys.platform == "win32":
            yield
            return
        # The system may give a signal to any thread: only the loop's own handler wakes it then.
        for number in _STOPPING:
            loop.add_signal_handler(number, cancel)
        try:
            yield
        finally:
            for number in _STOPPING:
                loop.remove_signal_handler(number)


def interrupt(_number: int, _frame: Any) -> None:
    """A termination request where nothing has to be taken back: as Ctrl-C."""
    raise KeyboardInterrupt


@contextlib.contextmanager
def postponed_interruption() -> Iterator[None]:
    """Ctrl-C and termination requests count at the end of this: Python drops what is raised while
    an object is finalized (`__del__`), and prints a traceback."""
    requests: list[int] = []
    with handling(lambda number, _frame: requests.append(number)):
        yield
    if requests:
        raise KeyboardInterrupt


@contextlib.contextmanager
def until_stopped() -> Iterator[threading.Event]:
    """An event that Ctrl-C and a termination request set."""
    stopped = threading.Event()
    with handling(lambda _number, _frame: stopped.set()):
        yield stopped


@contextlib.contextmanager
def handling(handler: Callable[[int, Any], None]) -> Iterator[None]:
    """Let ``handler`` have Ctrl-C and termination requests for a while."""
    former = {number: signal.signal(number, handler) for number in _STOPPING}
    try:
        yield
    finally:
        for number, old in former.items():
            signal.signal(number, old)


def _write(stream: TextIO | None, text: str) -> bool:
    if stream is None:  # the program was started with it closed
        return False
    try:
        print(printable(text), file=stream, flush=True)
    except OSError as error:
        # What comes later goes nowhere, and so does what the interpreter flushes at its end.
        with contextlib.suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
        if error.errno in _DISK_ERRORS and stream is sys.stdout:
            words = _("Standard output could not be written: {detail}.")
            _write(sys.stderr, words.format(detail=error.strerror))
        return False
    return True
