"""The whole job without a window on the demo hub, from process start to exit."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.bench.harness import (
    PROGRAM,
    TIMES,
    interleaved,
    milliseconds,
    private_environment,
    run_child,
    show,
)

COMBINATIONS = [
    (identity, flavour) for identity in ("SecurityModule", "Device") for flavour in ("c", "csharp")
]
ANSWERS = """
[device]
id = "{device}"
[authentication]
identity = "{identity}"
method = "SymmetricKey"
[agent]
flavour = "{flavour}"
directory = "{directory}"
[secrets]
keyring = false
"""
DEVICE = "plc-01"


def main() -> None:
    """Measure and print."""
    last: dict[str, Any] = {}
    with private_environment() as environment, tempfile.TemporaryDirectory() as folder:
        whole = [
            _apply(identity, flavour, Path(folder), environment, last)
            for identity, flavour in COMBINATIONS
        ]
        medians = interleaved(*whole)
    rows = [
        (f"{identity}, {flavour}", f"{median:.0f}")
        for (identity, flavour), median in zip(COMBINATIONS, medians, strict=True)
    ]
    show(f"apply --json --demo, process start to exit (median of {TIMES})", ("", "ms"), rows)
    steps = [(step["id"], f"{step['ms']:.1f}") for step in last["steps"]]
    show("The steps of the last of these runs", ("", "ms"), steps)


def _apply(
    identity: str, flavour: str, folder: Path, environment: Mapping[str, str], last: dict[str, Any]
) -> Callable[[], float]:
    directory = folder / f"{identity}-{flavour}"
    answers = folder / f"{identity}-{flavour}.toml"
    answers.write_text(
        ANSWERS.format(device=DEVICE, identity=identity, flavour=flavour, directory=directory)
    )

    def measure() -> float:
        command = [*PROGRAM, "apply", str(answers), "--json", "--demo"]
        return milliseconds(lambda: last.update(json.loads(run_child(command, environment))))

    return measure


if __name__ == "__main__":
    main()
