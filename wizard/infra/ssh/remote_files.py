"""The port `AgentFiles` on another computer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from wizard.domain.errors import Code, FilesError, SshError
from wizard.domain.files import Change, FileResult, FileWrite
from wizard.domain.limited_file import CONFIGURATION_LIMIT
from wizard.domain.ports.files import FileReader
from wizard.infra.ssh.client import Ran
from wizard.infra.ssh.listing import CLOSED, Unreadable, read_listing
from wizard.infra.ssh.remote_shell import RemoteShell, script

if TYPE_CHECKING:
    from wizard.domain.agent.assessment import Assessment, RepairPlan
    from wizard.domain.ports.agent import Agent

T = TypeVar("T")

_MOST_ROUNDS: Final = 10
_KINDS: Final = {True: "secret", False: "plain"}


class RemoteFiles:
    """Reads as the user, and with sudo what the user may not read; writes with sudo.

    A path is one of the other computer, which is Linux.
    """

    def __init__(self, shell: RemoteShell) -> None:
        self._shell: Final = shell

    async def read(self, path: Path) -> bytes | None:
        """The file's bytes; None where there is none."""
        return (await self.read_many([path]))[path]

    async def read_many(self, paths: Sequence[Path]) -> Mapping[Path, bytes | None]:
        """The bytes of each file."""
        if not paths:
            return {}
        names = "".join(f"{path.as_posix()}\n" for path in paths).encode()
        text = script("read.sh", {"most": str(CONFIGURATION_LIMIT)})
        found = read_listing((await self._shell.run(text, names)).out, paths)
        if any(one == CLOSED for one in found.values()):
            ran = await self._shell.run_as_root(text, names, write=False)
            found = read_listing(ran.out, paths)
        for path, one in found.items():
            if isinstance(one, Unreadable):
                raise one.error(path)
        return {path: one for path, one in found.items() if not isinstance(one, Unreadable)}

    async def look_alikes(self, directory: Path) -> tuple[Path, ...]:
        """The folders beside it whose names differ in capitals alone."""
        beside = await self.names(directory.parent)
        name = directory.name
        alike = (one for one in beside if one != name and one.casefold() == name.casefold())
        return tuple(directory.parent / one for one in alike)

    async def names(self, directory: Path) -> tuple[str, ...]:
        """The names in the folder."""
        ran = await self._shell.run(_values(directory) + b'ls -A "$dir" 2>/dev/null || :\n')
        return tuple(ran.out.decode("utf-8", "replace").splitlines())

    async def is_there(self, directory: Path) -> bool:
        """Whether anything is at this path."""
        text = _values(directory) + b'[ -e "$dir" ] || [ -L "$dir" ]\n'
        return (await self._shell.run(text)).code == 0

    async def assess(self, directory: Path, agent: Agent, *, backup: str = "") -> Assessment:
        """What the agent would do at start."""

        def judge(read: FileReader) -> Assessment:
            def reader(path: str) -> bytes | None:
                is_replaced = backup and path == agent.file_names[0]
                return read(backup if is_replaced else path)

            return agent.assess(directory.as_posix(), reader)

        return await self._with_reader(directory, judge)

    async def repair(
        self, directory: Path, agent: Agent, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """How to set right what can be."""

        def plan(read: FileReader) -> RepairPlan:
            return agent.repair(directory.as_posix(), read, new_agent_id, transport)

        return await self._with_reader(directory, plan)

    async def _with_reader(self, directory: Path, use: Callable[[FileReader], T]) -> T:
        """Let ``use`` read; what it asks for is fetched, and it begins anew."""
        known: dict[Path, bytes | None] = {}
        missing: list[Path] = []

        def read(path: str) -> bytes | None:
            full = directory / path
            if full not in known:
                missing.append(full)
            return known.get(full)

        for _ in range(_MOST_ROUNDS):
            result = use(read)
            if not missing:
                return result
            known |= await self.read_many(missing)
            missing.clear()
        raise FilesError(Code.FILES_UNREADABLE, path=directory.as_posix(), reason="too many files")

    async def access_barrier(self, _path: Path, _account: str) -> Path | None:
        """It cannot be told from here."""
        return None

    async def recover(self, _directory: Path) -> bool:
        """A run that was cut off has taken back, or finished, what it did by itself."""
        return False

    async def check_writable(self, paths: Sequence[Path]) -> None:
        """Raise now what writing would raise; asks for sudo's password."""
        for folder in dict.fromkeys(path.parent for path in paths):
            text = script("probe.sh", {"dir": folder.as_posix(), "stamp": secrets.token_hex(4)})
            self._require(await self._shell.run_as_root(text), folder)

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> RemoteUnit:
        """Write all or nothing."""
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        has_folder = await self.is_there(directory)
        text = script("write.sh", {"dir": directory.as_posix(), "stamp": stamp})
        parts = [part for one in writes for part in (_header(one), one.content)]
        ran = await self._shell.run_as_root(text, b"".join(parts))
        self._require(ran, directory)
        changes = [line.split(" ", 1)[0] for line in ran.out.decode().splitlines()]
        if len(changes) != len(writes):
            raise SshError(Code.SSH_LOST, computer=self._shell.computer, words="-")
        unit = RemoteUnit(self._shell, directory, stamp, has_folder)
        for one, change in zip(writes, changes, strict=True):
            unit.add(one, Change(change))
        return unit

    async def undo(self, _directory: Path) -> tuple[FileResult, ...]:
        """Undoing is done there, or from the backups: no run is on record here."""
        raise FilesError(Code.FILES_NOTHING_TO_UNDO, directory=_directory.as_posix())

    def _require(self, ran: Ran, folder: Path) -> None:
        if ran.code:
            words = " ".join(ran.said.split())[-300:]
            raise FilesError(
                Code.FILES_NOT_WRITABLE, path=folder.as_posix(), reason=words or str(ran.code)
            )


@dataclass(slots=True)
class RemoteUnit:
    """`WriteUnit`: files that were written there and are not final yet."""

    _shell: RemoteShell
    _directory: Path
    _stamp: str
    _had_folder: bool
    _written: list[tuple[FileWrite, Change]] = field(default_factory=list)

    def add(self, write: FileWrite, change: Change) -> None:
        """What became of one file."""
        self._written.append((write, change))

    @property
    def results(self) -> tuple[FileResult, ...]:
        """What was done to each file."""

        def backup(write: FileWrite, change: Change) -> Path | None:
            if change is not Change.UPDATED or write.secret:
                return None
            return write.path.with_name(f"{write.path.name}.{self._stamp}.bak")

        return tuple(
            FileResult(write.path, change, backup(write, change), elevated=True)
            for write, change in self._written
        )

    async def commit(self) -> None:
        """Remove the backup of the former key."""
        await self._finish("commit")

    async def roll_back(self) -> None:
        """Put every file back."""
        await self._finish("roll_back")

    async def _finish(self, what: str) -> None:
        values = {
            "dir": self._directory.as_posix(),
            "stamp": self._stamp,
            "what": what,
            "made": "" if self._had_folder else "yes",
        }
        lines = (
            f"{change.value} {_KINDS[write.secret]} {write.path.as_posix()}\n"
            for write, change in self._written
        )
        ran = await self._shell.run_as_root(script("finish.sh", values), "".join(lines).encode())
        if ran.code:
            words = " ".join(ran.said.split())[-300:]
            raise FilesError(
                Code.FILES_NOT_WRITABLE, path=self._directory.as_posix(), reason=words or "-"
            )


def _values(directory: Path) -> bytes:
    return script("", {"dir": directory.as_posix()})


def _header(write: FileWrite) -> bytes:
    group = write.reader_group or "-"
    kind = _KINDS[write.secret]
    return f"{kind} {len(write.content)} {group} {write.path.as_posix()}\n".encode()
