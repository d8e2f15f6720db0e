"""How long `--help` takes, beside an interpreter that does nothing."""

from __future__ import annotations

import sys

from tests.bench.harness import (
    PROGRAM,
    TIMES,
    interleaved,
    milliseconds,
    private_environment,
    run_child,
    show,
)


def main() -> None:
    """Measure and print."""
    with private_environment() as environment:
        bare, usage = interleaved(
            lambda: milliseconds(lambda: run_child([sys.executable, "-c", "pass"], environment)),
            lambda: milliseconds(lambda: run_child([*PROGRAM, "--help"], environment)),
        )
    show(
        f"Process start to exit (median of {TIMES})",
        ("", "ms", "ratio"),
        [
            ("python -c pass", f"{bare:.0f}", ""),
            ("iot-agent-setup --help", f"{usage:.0f}", f"{usage / bare:.2f}"),
        ],
    )


if __name__ == "__main__":
    main()
