"""What goes on costs: memory over many checks, one more device, the files of many runs."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.bench.bench_apply import answers_file, benched_hub
from tests.bench.bench_check import check
from tests.bench.first_paint import resident_kilobytes
from tests.bench.harness import (
    PROGRAM,
    Cost,
    Figure,
    cost_here,
    forget_variables,
    run_child,
    show,
    show_figures,
)
from wizard import compose
from wizard.domain.files import FileWrite
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Result
from wizard.infra.files.agent_files import DiskFiles
from wizard.setup.answers.file import parse_answers
from wizard.setup.answers.secret_source import read_at_hand, with_secrets
from wizard.setup.engine import SetupRun

CHECKS: Final = 240
DEVICES: Final = ("cam-01", "plc-01")
RUNS: Final = 30
CHANGES: Final = 300


def main() -> None:
    """Measure in children, so that nothing else is in their memory, and print."""
    with benched_hub() as (hub, environment), tempfile.TemporaryDirectory() as folder:
        answers = answers_file(hub, Path(folder), "SecurityModule", "c")
        run_child([*PROGRAM, "apply", str(answers)], environment)
        child = [sys.executable, "-m", "tests.bench.bench_memory"]
        about = json.dumps(hub)
        sizes = json.loads(run_child([*child, "checks", about, folder], environment))
        costs = json.loads(run_child([*child, "devices", about, folder], environment))
        backups = run_child([*child, "backups", about, folder], environment).strip()
    show(
        f"Resident memory of one process over {CHECKS} checks",
        ("after", "MB"),
        [(f"{number} checks", f"{size / 1024:.1f}") for number, size in sizes],
    )
    grown = (max(size for _, size in sizes[1:]) - sizes[0][1]) / 1024
    show("Growth after the first 10", ("", "MB", "aim"), [("most", f"{grown:.1f}", "3")])
    further = [Cost(*one) for one in costs[1:]]
    show_figures(
        "One more device in the same process, the live check included",
        [Figure("processor time", further, aim=60)],
    )
    show(
        f"Backups left by {CHANGES} changing runs",
        *(("", "files", "aim"), [("one file", backups, "6")]),
    )


def _backups(_hub: Mapping[str, Any], folder: Path) -> int:
    """How many are left when a file was changed so often, each time by a run of its own."""
    path = folder / "changed" / "LocalConfiguration.json"

    async def change(number: int) -> None:
        unit = await DiskFiles().write(path.parent, [FileWrite(path, b"%d" % number)])
        await unit.commit()

    for number in range(CHANGES):
        asyncio.run(change(number))
    return len(list(path.parent.glob("*.bak")))


def _checks(hub: Mapping[str, Any], folder: Path) -> list[tuple[int, int]]:
    """After how many checks the process has which size, in kilobytes."""
    directory, sizes = folder / "SecurityModule-c", []
    for number in range(1, CHECKS + 1):
        asyncio.run(check(hub, directory, Transport.AMQP, forget=False))
        if number == 10 or number % 40 == 0:
            sizes.append((number, resident_kilobytes()))
    return sizes


def _devices(hub: Mapping[str, Any], folder: Path) -> list[Cost]:
    """What each run costs in which the same folder gets the next device."""
    ports = compose.real()
    costs = []

    async def run(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        answers = parse_answers(text, path.parent, compose.flavours())
        state = await with_secrets(answers, read_at_hand(answers), ports)
        report = await SetupRun(state, ports, lambda _event: None).run()
        if report.result is not Result.OK:
            raise SystemExit(f"the run failed: {report.error}")

    for number in range(RUNS):
        device = DEVICES[number % len(DEVICES)]
        path = answers_file(hub, folder, "SecurityModule", "c", device)
        costs.append(cost_here(partial(asyncio.run, run(path))))
        if number == 0:
            gc.freeze()
    return costs


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        forget_variables()
        work = {"checks": _checks, "devices": _devices, "backups": _backups}[sys.argv[1]]
        sys.stdout.write(json.dumps(work(json.loads(sys.argv[2]), Path(sys.argv[3]))) + "\n")
