"""The project's tests on a Windows Python under Wine, in parts side by side: what runs, what does
not and why, and the account of it.

Each part has a Windows of its own. Whoever changes a test of a part repeats it alone, with
``bootstrap.py test --windows TEST``.
"""

from __future__ import annotations

import re
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from release.project import ROOT, BuildError, empty_folder, say
from release.windows_parts import LEFT_OUT, PARTS
from release.wine import Windows, WineCrashedError, again_after_crash

BENCH = ROOT / "build" / "winbench"
WORK = ROOT / "build" / "windows-tests"
SIDE_BY_SIDE = 2

_COUNTS = re.compile(r"^=*\s*((?:[0-9]+ [a-z]+, )*[0-9]+ [a-z]+) in [0-9.]+s", re.MULTILINE)
_SKIPPED = re.compile(r"^SKIPPED \[([0-9]+)\] [^:\n]+(?::[0-9]+)?: (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """How a part went. ``counts`` are pytest's (``passed``, ``skipped``, ``failed``), ``skipped``
    says how many for which reason; ``output`` is pytest's, or why there is none."""

    name: str
    is_green: bool
    seconds: float
    crashes: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    output: str = ""


def read_counts(output: str) -> dict[str, int]:
    """What the last line of pytest counts; nothing where it has not come to its end."""
    found = _COUNTS.findall(output)
    words = (one.split() for one in found[-1].split(", ")) if found else ()
    return {name: int(number) for number, name in words}


def read_skipped(output: str) -> dict[str, int]:
    """How many tests were skipped for which reason."""
    reasons: Counter[str] = Counter()
    for number, reason in _SKIPPED.findall(output):
        reasons[reason.strip()] += int(number)
    return dict(reasons)


def files_of(part: Sequence[str], root: Path = ROOT) -> list[str]:
    """The folders and files of a part that are to run."""
    found = (path for pattern in part for path in sorted(root.glob(pattern)))
    names = (path.relative_to(root).as_posix() for path in found)
    return [name for name in names if name not in LEFT_OUT]


def left_out(root: Path = ROOT) -> dict[str, str]:
    """Folders of which nothing or only a part runs, and files, each with the reason."""
    running = {file for part in PARTS for name in files_of(part, root) for file in _all(root, name)}
    idle = set(_all(root, "tests")) - running
    alone = sorted(name for name in LEFT_OUT if name in idle)
    folders = sorted({name.rpartition("/")[0] for name in idle.difference(alone)})
    return {name: LEFT_OUT.get(name, "no reason is given") for name in [*folders, *alone]}


def _all(root: Path, name: str) -> list[str]:
    """The files with tests in a folder, or the file."""
    found = (root / name).rglob("test_*.py") if (root / name).is_dir() else [root / name]
    return [path.relative_to(root).as_posix() for path in found]


class WindowsRun:
    """All parts, some at a time."""

    def __init__(self, parts: Iterable[Sequence[str]]) -> None:
        self._parts = [files for part in parts if (files := files_of(part))]
        self._is_stopped = threading.Event()

    def run(self) -> list[Outcome]:
        """How each went, in their order."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            try:
                return list(pool.map(self._run_part, range(len(self._parts))))
            except BaseException:
                self._is_stopped.set()  # Ctrl-C has ended Wine too: nothing is begun again
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _run_part(self, number: int) -> Outcome:
        files, began, crashes = self._parts[number], time.monotonic(), 0
        name = f"Part {number + 1} of {len(self._parts)}"
        say(f"{name} begins: {', '.join(files)}")

        def attempt() -> tuple[int, str]:
            nonlocal crashes
            try:
                return run_on_new_windows(WORK / str(number), files)
            except WineCrashedError as error:
                if self._is_stopped.is_set():
                    raise BuildError("stopped") from error
                crashes += 1
                raise

        try:
            code, output = again_after_crash(attempt, name)
        except BuildError as error:
            code, output = 1, str(error)
        outcome = Outcome(
            name,
            code == 0 and bool(read_counts(output)),
            time.monotonic() - began,
            crashes,
            read_counts(output),
            read_skipped(output),
            output,
        )
        say(told(outcome))
        return outcome


def run_on_new_windows(folder: Path, files: Sequence[str]) -> tuple[int, str]:
    """pytest's exit code and output. Raises BuildError."""
    windows = Windows(empty_folder(folder))
    try:
        windows.make(BENCH)
        python = str(BENCH / "py" / "python.exe")
        # The parts run at the same time in the same checkout.
        return windows.run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files])
    finally:
        windows.end()
        shutil.rmtree(folder)


def told(outcome: Outcome) -> str:
    """A line, and where something failed all that pytest said."""
    counts = ", ".join(f"{number} {name}" for name, number in outcome.counts.items())
    line = f"{outcome.name}: {counts or 'did not come to its end'}, {outcome.seconds:.0f} s"
    return line if outcome.is_green else f"{outcome.output}\n{line}"


def summary(outcomes: Sequence[Outcome], missing: Mapping[str, str], seconds: float) -> str:
    """What a developer has to know of the whole run."""
    counts: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for outcome in outcomes:
        counts.update(outcome.counts)
        skipped.update(outcome.skipped)
    lines = ["", "== The tests on Windows (Wine)", "Left out:"]
    for reason in dict.fromkeys(missing.values()):
        names = ", ".join(name for name, why in missing.items() if why == reason)
        lines.append(f"  {names}: {reason}")
    lines.append("Skipped:")
    lines += [f"  {number} x {reason}" for reason, number in sorted(skipped.items())]
    if crashes := sum(outcome.crashes for outcome in outcomes):
        lines.append(f"Wine's own server crashed {crashes} times; those parts were begun again.")
    red = [outcome.name for outcome in outcomes if not outcome.is_green]
    verdict = f"FAILED: {', '.join(red)}" if red else "Green"
    said = ", ".join(f"{counts[name]} {name}" for name in sorted(counts)) or "nothing ran"
    return "\n".join([*lines, f"{verdict}. {said}, in {seconds / 60:.0f} min"])


def main() -> int:
    """Run all; 0 where all parts are green, else 1."""
    began = time.monotonic()
    try:
        outcomes = WindowsRun(PARTS).run()
    except KeyboardInterrupt:
        return 130
    say(summary(outcomes, left_out(), time.monotonic() - began))
    return 0 if all(outcome.is_green for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
