"""How long the window is deaf: the longest gap between two turns of its event loop."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.bench.harness import demo_hub, private_environment, run_child, show

TIMES: Final = 5
DEVICES: Final = 10_000


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
        f"Longest gap between turns of the event loop, {DEVICES} devices (median of {TIMES})",
        ("", "ms", "aim"),
        [(what, f"{ms:.0f}", "50") for what, ms in whole.items()],
    )
    show(
        f"From Cancel (median of {TIMES})",
        ("", "ms", "aim"),
        [(what, f"{ms:.0f}", "50" if "turn" in what else "200") for what, ms in cancel.items()],
    )


def _medians(
    what: str, hub: Mapping[str, Any], folder: Path, environment: Mapping[str, str]
) -> dict[str, float]:
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
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


if __name__ == "__main__":
    main()
