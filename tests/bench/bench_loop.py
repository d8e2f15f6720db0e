"""How long the window is deaf: the longest gap between two turns of its event loop."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.bench.harness import (
    Cost,
    demo_hub,
    median_cost,
    private_environment,
    run_child,
    show,
    tell,
)

TIMES: Final = 5
DEVICES: Final = 10_000
HEADER: Final = ("", "CPU ms", "ms", "aim")
"""By the processor time of the window's thread, and by the clock: that of a quiet machine."""


def main() -> None:
    """Measure and print."""
    with (
        private_environment(screen=True) as environment,
        tempfile.TemporaryDirectory() as folder,
        demo_hub(environment, DEVICES) as hub,
    ):
        whole = _medians("whole", hub, Path(folder), environment)
        cancel = _medians("cancel", hub, Path(folder), environment)
    show(
        f"Longest turn of the event loop, {DEVICES} devices (median of {TIMES})",
        HEADER,
        [_row(what, cost, 50) for what, cost in whole.items()],
    )
    show(
        f"From Cancel (median of {TIMES})",
        HEADER,
        [_row(what, cost, 50 if "turn" in what else 200) for what, cost in cancel.items()],
    )
    longest = max(cost.cpu for cost in whole.values())
    tell("The window's longest turn, from first page to last", "", f"{longest:.0f} ms", "50 ms")


def _row(what: str, cost: Cost, aim: int) -> tuple[str, ...]:
    return what, f"{cost.cpu:.0f}", f"{cost.ms:.0f}", str(aim)


def _medians(
    what: str, hub: Mapping[str, Any], folder: Path, environment: Mapping[str, str]
) -> dict[str, Cost]:
    runs = [
        json.loads(
            run_child(
                [
                    *(sys.executable, "-m", "tests.bench.driven_wizard", what, json.dumps(hub)),
                    str(folder / f"agent-{number}"),
                ],
                environment,
            )
        )
        for number in range(TIMES)
    ]
    return {name: median_cost([Cost(*run[name]) for run in runs]) for name in runs[0]}


if __name__ == "__main__":
    main()
