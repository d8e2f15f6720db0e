"""The real program as a child process: started, watched, interrupted."""

from __future__ import annotations

import contextlib
import json
import locale
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.patience import HANG_LIMIT, until

REPOSITORY = Path(__file__).resolve().parents[2]
AS_SHIPPED = (sys.executable, "-m", "wizard")
PROGRAM = (sys.executable, "-m", "tests.end2end.patient_program")
"""The same program, which no slow machine ends: see there."""

HELD = (sys.executable, str(Path(__file__).with_name("held_program.py")))
"""The same program, stopped or killed at a file operation: see there."""


@dataclass(frozen=True)
class Ended:
    """What a child left: its exit code (negative: the signal that killed it) and its output."""

    code: int
    out: bytes
    err: str

    def report(self) -> dict[str, Any]:
        """The one JSON object on standard output; its exit code is the process's."""
        assert "Traceback" not in self.err, self.err
        found: dict[str, Any] = json.loads(self.out.decode("ascii"))
        assert found["exit_code"] == self.code
        return found


def environment(changes: dict[str, str] | None = None) -> dict[str, str]:
    """This process's, so that the program is found from any folder.

    Buffered as users have it: what could not be written stays in the buffer, and fails again.
    """
    found = {**os.environ, "PYTHONPATH": str(REPOSITORY), **(changes or {})}
    found.pop("PYTHONUNBUFFERED", None)
    return found


def run_program(
    *arguments: str | Path,
    program: tuple[str, ...] = PROGRAM,
    stdin: str | None = None,
    env: dict[str, str] | None = None,
    **options: Any,
) -> Ended:
    """Run the program to its end."""
    ended = subprocess.run(
        [*program, *map(str, arguments)],
        input=None if stdin is None else stdin.encode(),
        stdin=subprocess.DEVNULL if stdin is None else None,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=options.pop("stderr", subprocess.PIPE),
        env=environment(env),
        timeout=HANG_LIMIT,
        **options,
    )
    return Ended(ended.returncode, ended.stdout or b"", _text(ended.stderr or b""))


def _text(stderr: bytes) -> str:
    """What the program said to a pipe: on Windows in the system's code page."""
    return stderr.decode(locale.getpreferredencoding(False))


class Child:
    """A program that is running."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def out(self) -> IO[bytes]:
        """Its standard output."""
        assert self._process.stdout is not None
        return self._process.stdout

    def give(self, text: str) -> None:
        """Write to its standard input and close it."""
        assert self._process.stdin is not None
        self._process.stdin.write(text.encode())
        self._process.stdin.close()
        self._process.stdin = None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def end(self) -> Ended:
        """Wait for its end."""
        if self._process.stdout is not None and self._process.stdout.closed:
            self._process.stdout = None  # Windows' `communicate` would read it all the same
        out, err = self._process.communicate(timeout=HANG_LIMIT)
        return Ended(self._process.returncode, out or b"", _text(err))


@contextmanager
def running(
    *arguments: str | Path,
    program: tuple[str, ...] = PROGRAM,
    env: dict[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
) -> Iterator[Child]:
    """Start the program; at the end it is killed if it has not ended."""
    with subprocess.Popen(
        [*program, *map(str, arguments)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(env),
    ) as process:
        try:
            yield Child(process)
        finally:
            if process.poll() is None:
                process.kill()


@contextmanager
def held_at(
    at: str, folder: Path, *arguments: str | Path
) -> Iterator[tuple[Child, Callable[[], None]]]:
    """The program, waiting at a file operation until it is let go."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    with running(*arguments, program=HELD, env={"HOLD_AT": at, "HOLD_PIPE": str(pipe)}) as child:
        end: list[int] = []

        def is_waiting() -> bool:
            with contextlib.suppress(OSError):  # nobody reads yet
                end.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            return bool(end)

        def let_go() -> None:
            while end:
                os.close(end.pop())

        until(is_waiting)
        try:
            yield child, let_go
        finally:
            let_go()


def warnings_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """What a report warns of besides the folder, which is a new one in most tests."""
    return [warning for warning in report["warnings"] if warning["code"] != "files.folder"]
