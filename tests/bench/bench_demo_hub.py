"""How long the demo hub takes to start and to stop, beside one with hardly any devices."""

from __future__ import annotations

from tests.bench.harness import TIMES, interleaved, milliseconds, show
from wizard.demo.hub import DemoHub

MANY = 10_000


def start_and_stop(devices: int) -> float:
    """Milliseconds from nothing to nothing."""

    def work() -> None:
        with DemoHub(devices=devices):
            pass

    return milliseconds(work)


def main() -> None:
    """Measure and print."""
    few, many = interleaved(lambda: start_and_stop(0), lambda: start_and_stop(MANY))
    show(
        f"Demo hub, start to end (median of {TIMES})",
        ("", "ms", "ratio"),
        [
            ("its own devices", f"{few:.0f}", ""),
            (f"and {MANY} generated ones", f"{many:.0f}", f"{many / few:.2f}"),
        ],
    )


if __name__ == "__main__":
    main()
