#!/usr/bin/env python3
"""README's table of speed, written from the benchmarks: ``bootstrap.py bench --readme``.

Run it on a machine that does nothing else. A row is a `Row` of ``tests/bench/harness.py``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BENCHES = ("apply", "check", "start", "loop")
HEAD = ("What", "compared with", "measured", "aim")

_PART = re.compile(r"(<!-- generated: speed -->\n).*?(<!-- end -->\n)", re.DOTALL)


def main() -> int:
    """Run the benchmarks and write the table; the exit code of what failed."""
    with tempfile.TemporaryDirectory(prefix="speed-") as folder:
        rows = Path(folder, "rows")
        environment = {**os.environ, "BENCH_ROWS": str(rows)}
        for name in BENCHES:
            command = [sys.executable, "-m", f"tests.bench.bench_{name}"]
            if code := subprocess.call(command, cwd=ROOT, env=environment):
                return code
        found = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    README.write_text(with_table(README.read_text(encoding="utf-8"), found), encoding="utf-8")
    return 0


def with_table(page: str, rows: Iterable[Sequence[str]]) -> str:
    """The page with these rows between its two comments."""
    lines = [f"| {' | '.join(cells)} |\n" for cells in (HEAD, ["---"] * len(HEAD), *rows)]
    table = "".join(lines)
    return _PART.sub(lambda part: f"{part[1]}{table}{part[2]}", page)


if __name__ == "__main__":
    sys.exit(main())
