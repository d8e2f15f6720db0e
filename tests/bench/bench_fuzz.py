"""Feed changed inputs to everything that reads what is from outside: 1,000,000, or as many as said.

No exception but the program's own may come of one, none may take a second of the processor's time,
and no file may be changed that could not be understood. ``python -m tests.bench.bench_fuzz 20000``
"""

from __future__ import annotations

import sys
import time

from tests.bench.harness import show
from tests.fuzz.run import fuzz
from tests.fuzz.targets import share, targets

MANY = 1_000_000


def main() -> int:
    """Print what was found; 1 where anything was."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    chosen = targets()
    seed = time.time_ns()
    rows, failures = [], []
    for name, target in chosen.items():
        number = share(target, chosen, times)
        start = time.process_time()
        found = list(fuzz(name, target, number, seed))
        failures += found
        rows.append([name, str(number), f"{time.process_time() - start:.0f} s", str(len(found))])
    show(f"Inputs, seed {seed}", ["target", "inputs", "time", "found"], rows)
    for one in failures[:20]:
        print(f"{one.target}: {one.what}: {one.data[:2000]!r}")  # noqa: T201
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
