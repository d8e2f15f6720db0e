"""What the benchmarks share: children to be timed, medians, a table. Nothing is asserted here."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from tests.gui.virtual_screen import virtual_screen

T = TypeVar("T")

TIMES: Final = 7
"""How often each thing is measured; the median is shown."""

_NOT_INHERITED: Final = frozenset(
    {"PYTHONDONTWRITEBYTECODE", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"}
)
"""As on a user's machine: byte code is kept between two starts, the roots are the system's."""

PROGRAM: Final = (sys.executable, "-m", "wizard")


def interleaved(*measures: Callable[[], float], times: int = TIMES) -> list[float]:
    """The median of each measure; see `by_turns`."""
    return [statistics.median(column) for column in by_turns(*measures, times=times)]


def by_turns(*measures: Callable[[], T], times: int = TIMES) -> list[tuple[T, ...]]:
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


def forget_variables() -> None:
    """Let this process meet what a child in `private_environment` meets."""
    for name in _NOT_INHERITED:
        os.environ.pop(name, None)


class Cost(NamedTuple):
    """What something took: ``ms`` by the clock on the wall, ``cpu`` milliseconds of processor time.

    The processor's time is what a busy machine leaves nearly as it is.
    """

    ms: float
    cpu: float


class Figure(NamedTuple):
    """One line of a table: ``ours`` and, measured by turns with it, its baseline, as many times.

    ``aim`` is the ratio to be kept, or, without a baseline, the milliseconds of processor time.
    """

    name: str
    ours: Sequence[Cost]
    baseline: Sequence[Cost] = ()
    aim: float | None = None
    told: tuple[str, str] | None = None
    """For the README: what is measured, and what it is compared with."""

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios, by processor time."""
        pairs = zip(self.ours, self.baseline, strict=True)
        return statistics.median(one.cpu / other.cpu for one, other in pairs)


class Row(NamedTuple):
    """A line of the README's table of speed."""

    what: str
    beside: str
    found: str
    aim: str


ROWS_FILE: Final = "BENCH_ROWS"
"""The variable that names the file for them: `bootstrap.py bench --readme` sets it."""


def tell(*row: str) -> None:
    """Note this `Row` for the README, if somebody collects them."""
    if path := os.environ.get(ROWS_FILE):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(Row(*row)) + "\n")


def cost_here(work: Callable[[], object]) -> Cost:
    """What ``work`` takes in this process, all its threads together."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost((time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000)


def cost_of_child(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """What a process takes from its start to its end, its own children included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run_child(command, environment)
    ms = (time.perf_counter() - start) * 1000
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(ms, seconds * 1000)


def show_figures(title: str, figures: Sequence[Figure]) -> None:
    """Print the medians, with the ratio to the baseline of the same run, and its aim."""
    rows = []
    for figure in figures:
        ours = median_cost(figure.ours)
        aim = "" if figure.aim is None else f"{figure.aim:g}"
        if figure.baseline:
            base = median_cost(figure.baseline)
            numbers = (f"{base.cpu:.0f}", f"{figure.ratio:.2f}", aim, f"{base.ms:.0f}")
        else:
            numbers = ("", "", aim, "")
        rows.append((figure.name, f"{ours.cpu:.0f}", *numbers[:3], f"{ours.ms:.0f}", numbers[3]))
        if figure.told:
            unit = " ×" if figure.baseline else " ms"
            found = numbers[1] or f"{ours.cpu:.0f}"
            tell(*figure.told, found + unit, aim + unit)
    times = len(figures[0].ours)
    header = ("", "CPU ms", "baseline", "ratio", "aim", "ms", "baseline")
    show(f"{title} (median of {times})", header, rows)


def median_cost(costs: Sequence[Cost]) -> Cost:
    """The median of each kind of time."""
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


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
        inherited = {k: v for k, v in os.environ.items() if k not in _NOT_INHERITED}
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
