"""Kills a run before each of its file operations in turn, and looks at what is left.

A program of its own, because it forks: ``crash_driver.py SCENARIO ROOT`` prints, as JSON, how many
places it killed at and everything that was wrong there. Run by test_crashes.py.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wizard.domain.files import FileWrite
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.files.disk import Disk
from wizard.infra.files.records import RunRecords

OLD_KEY = b"b2xkLWtleS1vbGQta2V5\n"
NEW_KEY = b"bmV3LWtleS1uZXcta2V5\n"
KEY_MODE = 0o640  # as an administrator would let the agent's group read it
NOW_NS = 1_700_000_000_123_456_700
BEFORE = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC)
Snapshot = dict[str, tuple[int, int, bytes]]


OPERATIONS = (
    "create",
    "write",
    "carry",
    "sync",
    "replace",
    "remove",
    "make_folder",
    "remove_folder",
    "sync_folder",
)


def killing_disk(fatal: int) -> Disk:
    """A disk that ends the process at operation number ``fatal``, counted from 1.

    A write is done half first. Nothing waits for the disk: what a killed process has written is
    in the system's buffers, whole.
    """
    disk = Disk()
    count = itertools.count(1)

    def fatal_at_its_turn(name: str) -> Callable[..., object]:
        operation = getattr(disk, name)

        def counted(*args: Any, **kwargs: Any) -> object:
            if next(count) == fatal:
                if name == "write":
                    os.write(args[0], args[1][: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return None if "sync" in name else operation(*args, **kwargs)

        return counted

    for name in OPERATIONS:
        setattr(disk, name, fatal_at_its_turn(name))
    return disk


NEVER = 0


class Scenario:
    """What lies in ``root`` before, and what is written."""

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.agent = root / "agent"
        self.state = root.with_name("state")
        self.key_folder = root / "keys" / "deep" if "apart" in name else self.agent
        self.exists = "new" not in name
        self.rolls_back = "back" in name
        self.undoes = "undo" in name
        self.edits = "edited" in name

    def prepare(self) -> None:
        """What lies there before: for an undoing, also the work of the run that it undoes."""
        self._prepare_folder()
        if not self.undoes:
            return
        in_child(lambda: self._write(killing_disk(NEVER), BEFORE))
        if self.edits:
            put(self.agent / "LocalConfiguration.json", b"edited", 0o604)
            put(self.key_folder / "device.key", OLD_KEY[::-1], KEY_MODE)

    def _prepare_folder(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)
        self.root.mkdir()
        if not self.exists:
            return
        self.agent.mkdir()
        self.key_folder.mkdir(parents=True, exist_ok=True)
        put(self.agent / "LocalConfiguration.json", b'{"old": 1}\r\n', 0o604)
        put(self.agent / "azureiotsecurity.key.20200101T000000Z.bak", b"older", 0o600)
        put(self.key_folder / "device.key", OLD_KEY, KEY_MODE)
        put(self.key_folder / "device.key.20200101T000000Z.bak", b"b2xkZXI=\n", 0o600)
        put(self.agent / "readme.txt", b"of the user", 0o644)

    async def run(self, disk: Disk) -> None:
        if self.undoes:
            await DiskFiles(disk, lambda: NOW, self.state).undo(self.agent)
        else:
            await self._write(disk, NOW)

    async def _write(self, disk: Disk, now: datetime) -> None:
        files = DiskFiles(disk, lambda: now, self.state)
        unit = await files.write(
            self.agent,
            [
                FileWrite(self.agent / "LocalConfiguration.json", b'{"new": 2}\r\n'),
                FileWrite(self.agent / "General.config", b"<General/>"),
                FileWrite(self.key_folder / "device.key", NEW_KEY, secret=True),
            ],
        )
        await (unit.roll_back() if self.rolls_back else unit.commit())

    async def recover(self, disk: Disk) -> None:
        await DiskFiles(disk, lambda: NOW, self.state).recover(self.agent)


def put(path: Path, content: bytes, mode: int) -> None:
    path.write_bytes(content)
    path.chmod(mode)
    os.utime(path, ns=(NOW_NS, NOW_NS))  # it is on record for undoing
    if os.geteuid() == 0:
        os.chown(path, 1234, 4321)


def snapshot(root: Path) -> Snapshot:
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            status = path.stat()
            mode = stat.S_IMODE(status.st_mode)
            found[str(path.relative_to(root))] = (mode, status.st_uid, path.read_bytes())
    return found


def in_child(job: Callable[[], Awaitable[None]]) -> bool:
    """Run the job in a fork; whether it came to its end."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            asyncio.run(job())  # type: ignore[arg-type]
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    if status != 0:
        raise RuntimeError(f"a child failed with {status}")
    return True


def indiscretions(root: Path) -> Iterator[str]:
    """Files in which a key can be read and that are not a key's own, or more open than it was."""
    for name, (mode, _, content) in snapshot(root).items():
        for key in (OLD_KEY, NEW_KEY):
            if key[:8] not in content:
                continue
            if "device.key" not in name:
                yield f"a key in {name}"
            if mode not in (0o600, KEY_MODE):
                yield f"{name} has mode {mode:o}"


class Matrix:
    """Kills before every operation of the run, recovers, and keeps the book."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.killed = scenario.root.with_name("killed")
        self.killed_state = scenario.root.with_name("killed state")
        scenario.prepare()
        self.old = snapshot(scenario.root)
        in_child(lambda: scenario.run(killing_disk(NEVER)))
        self.new = snapshot(scenario.root)
        self.wrong: list[str] = []
        self.outcomes: set[str] = set()
        self.kills = self.kills_of_recovery = 0

    def run(self) -> dict[str, object]:
        while self.kill_run(self.kills + 1):
            self.kills += 1
            self.wrong += [f"kill {self.kills}: {x}" for x in indiscretions(self.scenario.root)]
            if self.kills % 8:
                self.recover(NEVER)
            else:
                # One code recovers from all: to kill it everywhere now and then is enough.
                self.kill_recovery_everywhere()
        return {
            "kills": self.kills,
            "recoveries": self.kills_of_recovery,
            "outcomes": sorted(self.outcomes),
            "wrong": self.wrong,
        }

    def kill_run(self, fatal: int) -> bool:
        """Kill the run at this operation; False where it has fewer."""
        self.scenario.prepare()
        return not in_child(lambda: self.scenario.run(killing_disk(fatal)))

    def kill_recovery_everywhere(self) -> None:
        """Kill recovery at each of its operations, from the same state each time."""
        shutil.rmtree(self.killed, ignore_errors=True)
        shutil.rmtree(self.killed_state, ignore_errors=True)
        copy(self.scenario.root, self.killed)
        if self.scenario.state.exists():
            copy(self.scenario.state, self.killed_state)
        for fatal in itertools.count(1):
            if self.recover(fatal):
                break
            self.kills_of_recovery += 1
            self.put_back()

    def put_back(self) -> None:
        """Make it as the killed run left it. The copy of the agent's folder is another folder for
        the system, so the records are given its name."""
        scenario = self.scenario
        shutil.rmtree(scenario.root)
        shutil.rmtree(scenario.state, ignore_errors=True)
        copy(self.killed, scenario.root)
        if not self.killed_state.exists():
            return
        copy(self.killed_state, scenario.state)
        if scenario.agent.exists():
            key = RunRecords(scenario.agent, scenario.state / "none", Disk()).journal.stem
            for path in [*scenario.state.iterdir()]:
                path.rename(path.with_name(key + "." + path.name.partition(".")[2]))

    def recover(self, fatal: int) -> bool:
        """Recover; if killed at this operation, recover again. False where it was killed."""
        root = self.scenario.root
        finished = in_child(lambda: self.scenario.recover(killing_disk(fatal)))
        where = f"kill {self.kills}, {fatal}"
        self.wrong += [f"{where}: {text}" for text in indiscretions(root)]
        if not finished:
            in_child(lambda: self.scenario.recover(killing_disk(NEVER)))
        left = snapshot(root)
        self.outcomes.add("old" if left == self.old else "new")
        if left not in (self.old, self.new):
            self.wrong.append(f"{where}: {list(left)}")
        return finished


def copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target)
    target.chmod(0o700)
    for path in source.rglob("*"):
        status = path.stat()
        os.chown(target / path.relative_to(source), status.st_uid, status.st_gid)


if __name__ == "__main__":
    gc.disable()  # or every fork would copy the memory that its collector looks at
    json.dump(Matrix(Scenario(Path(sys.argv[2]) / "root", sys.argv[1])).run(), sys.stdout)
