"""The wizard's start, up to the first paint of its window, beside a bare wizard of three pages."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Mapping
from typing import Final, NamedTuple

from tests.bench.harness import TIMES, private_environment, run_child, show

KINDS: Final = ("bare", "product")


class Start(NamedTuple):
    """``ms`` from the start of the process to the first paint; ``megabytes`` resident then."""

    ms: float
    megabytes: float


def main() -> None:
    """Measure and print."""
    with private_environment(screen=True) as environment:
        starts: dict[str, list[Start]] = {kind: [] for kind in KINDS}
        for _ in range(TIMES + 1):
            for kind in KINDS:
                starts[kind].append(_start(kind, environment))
    bare, product = (_median(starts[kind][1:]) for kind in KINDS)
    time_ratio, memory_ratio = product.ms / bare.ms, product.megabytes / bare.megabytes
    show(
        f"Process start to first paint (median of {TIMES})",
        ("", "ms", "ratio", "aim", "MB", "ratio", "aim"),
        [
            ("bare three-page QWizard", f"{bare.ms:.0f}", "", "", f"{bare.megabytes:.0f}", "", ""),
            (
                *("iot-agent-setup", f"{product.ms:.0f}", f"{time_ratio:.2f}", "1.5"),
                *(f"{product.megabytes:.0f}", f"{memory_ratio:.2f}", "1.4"),
            ),
        ],
    )


def _start(kind: str, environment: Mapping[str, str]) -> Start:
    began = time.monotonic_ns()  # one clock for all processes
    command = [sys.executable, "-m", "tests.bench.first_paint", kind]
    found = json.loads(run_child(command, environment))
    return Start((found["at"] - began) / 1e6, found["kilobytes"] / 1024)


def _median(starts: list[Start]) -> Start:
    return Start(
        statistics.median(start.ms for start in starts),
        statistics.median(start.megabytes for start in starts),
    )


if __name__ == "__main__":
    main()
