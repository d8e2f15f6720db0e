"""What the benchmarks share: children to be timed, medians, a table. Nothing is asserted here."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.gui.virtual_screen import virtual_screen

TIMES: Final = 7
"""How often each thing is measured; the median is shown."""

PROGRAM: Final = (sys.executable, "-m", "wizard")


def interleaved(*measures: Callable[[], float], times: int = TIMES) -> list[float]:
    """The median of each measure; see `by_turns`."""
    return [statistics.median(column) for column in by_turns(*measures, times=times)]


def by_turns(*measures: Callable[[], float], times: int = TIMES) -> list[tuple[float, ...]]:
    """What each measure found, taken by turns: a change of the machine's pace meets them all.

    One round before is not counted: it fills the caches of files and byte code.
    """
    rounds = [[measure() for measure in measures] for _ in range(times + 1)][1:]
    return list(zip(*rounds, strict=True))


def milliseconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes by the clock on the wall."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def run_child(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run to the end and give back standard output; a failure ends the benchmark."""
    ended = subprocess.run(command, env=dict(environment), capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr}")
    return ended.stdout


@contextmanager
def private_environment(*, screen: bool = False) -> Iterator[dict[str, str]]:
    """The variables for children that must not meet the user's settings and keyring."""
    with tempfile.TemporaryDirectory(prefix="iot-agent-setup-bench-") as home:
        kinds = ("DATA", "CONFIG", "STATE", "CACHE")
        folders = {f"XDG_{kind}_HOME": f"{home}/{kind.lower()}" for kind in kinds}
        runtime = Path(home, "runtime")
        runtime.mkdir(mode=0o700)
        shown = virtual_screen() if screen else {}
        # Byte code is kept, as it is for a user: otherwise every start would compile the program.
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        yield {**inherited, **folders, "XDG_RUNTIME_DIR": str(runtime), **shown}


@contextmanager
def demo_hub(environment: Mapping[str, str], devices: int = 0) -> Iterator[dict[str, Any]]:
    """The demo hub in a process of its own, so that it does not share an interpreter lock."""
    command = [*PROGRAM, "demo-hub", "--devices", str(devices)]
    hub = subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE, text=True)
    try:
        assert hub.stdout
        with hub.stdout as answer:
            yield json.loads(answer.readline())
    finally:
        hub.terminate()
        hub.wait()


def show(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column is text, the others are numbers."""
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(len(header))]
    lines = [
        "   ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in (header, *rows)
    ]
    sys.stdout.write(f"\n{title}\n  " + "\n  ".join(lines) + "\n")
    sys.stdout.flush()
