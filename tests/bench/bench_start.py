"""The wizard's start: to the first paint, and to a page that can be used; beside bare ones."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Mapping
from typing import Final

from tests.bench.harness import (
    TIMES,
    Cost,
    Figure,
    by_turns,
    private_environment,
    run_child,
    show,
    show_figures,
)

TOLD: Final = ("The first page can be used", "the smallest window with as many fields")
"""In the README."""
KINDS: Final = ("bare", "product", "bare with fields", "usable")


def main() -> None:
    """Measure and print."""
    megabytes: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with private_environment(screen=True) as environment:
        bare, product, bare_fields, usable = by_turns(
            *(lambda kind=kind: _start(kind, environment, megabytes[kind]) for kind in KINDS)
        )
    show_figures(
        "From the start of the process, beside a bare three-page QWizard",
        [
            Figure("first paint", product, bare, 1.4),
            Figure(
                "first page usable, loop running",
                *(usable, bare_fields, 1.8),
                TOLD,
            ),
        ],
    )
    sizes = {kind: statistics.median(found) for kind, found in megabytes.items()}
    show(
        f"Resident memory then (median of {TIMES})",
        ("", "MB"),
        [(kind, f"{size:.0f}") for kind, size in sizes.items()],
    )


def _start(kind: str, environment: Mapping[str, str], megabytes: list[float]) -> Cost:
    began = time.monotonic_ns()  # one clock for all processes
    command = [sys.executable, "-m", "tests.bench.first_paint", kind]
    found = json.loads(run_child(command, environment))
    megabytes.append(found["kilobytes"] / 1024)
    return Cost((found["at"] - began) / 1e6, found["cpu"])


if __name__ == "__main__":
    main()
