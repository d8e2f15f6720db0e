"""The ports to files and services, carried out by the writer with administrator rights."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import SetupError
from wizard.domain.files import FileResult, FileWrite
from wizard.domain.ports.service import ServiceState, ServiceStatus
from wizard.infra.elevation.channel import WriterChannel
from wizard.infra.files.found_file import is_there
from wizard.infra.files.look_alikes import look_alikes
from wizard.infra.threads import run_blocking, run_to_end

if TYPE_CHECKING:
    from wizard.domain.agent.assessment import Assessment, RepairPlan
    from wizard.domain.ports.agent import Agent


class _Caller:
    def __init__(self, channel: WriterChannel) -> None:
        self._channel: Final = channel

    async def _call(self, call: str, **arguments: object) -> Any:
        """A call is waited for to its end: an answer that nobody takes would be the next one's."""
        message = {"call": call, **arguments}
        return await run_to_end(lambda: self._channel.call(message))


class ElevatedUnit(_Caller):
    """`WriteUnit` of the writer."""

    def __init__(self, channel: WriterChannel, results: tuple[FileResult, ...]) -> None:
        super().__init__(channel)
        self._results: Final = results

    @property
    def results(self) -> tuple[FileResult, ...]:
        """What was done to each file, in the order asked."""
        return self._results

    async def commit(self) -> None:
        """Make it final."""
        await self._call("commit")

    async def roll_back(self) -> None:
        """Put every file back."""
        await self._call("roll_back")


class ElevatedFiles(_Caller):
    """`AgentFiles` of the writer; raises what it answers."""

    async def read(self, path: Path) -> bytes | None:
        """The file's bytes; None where there is none."""
        found: bytes | None = await self._call("read", path=str(path))
        return found

    async def read_many(self, paths: Sequence[Path]) -> Mapping[Path, bytes | None]:
        """The bytes of each file."""
        return dict(await self._call("read_many", paths=list(map(str, paths))))

    async def look_alikes(self, directory: Path) -> tuple[Path, ...]:
        """The folders beside it whose names differ in capitals alone: seen without any rights."""
        return await run_blocking(lambda: look_alikes(directory))

    async def is_there(self, directory: Path) -> bool:
        """Whether anything is at this path: seen without any rights."""
        return await run_blocking(lambda: is_there(directory))

    async def names(self, directory: Path) -> tuple[str, ...]:
        """The names of the files in the folder."""
        found: tuple[str, ...] = await self._call("names", directory=str(directory))
        return found

    async def assess(self, directory: Path, agent: Agent, *, backup: str = "") -> Assessment:
        """What the agent would do at start."""
        flavour = agent.flavour.id
        found: Assessment = await self._call(
            "assess", directory=str(directory), agent=flavour, backup=backup
        )
        return found

    async def repair(
        self, directory: Path, agent: Agent, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """How to set right what can be."""
        found: RepairPlan = await self._call(
            *("repair",),
            directory=str(directory),
            agent=agent.flavour.id,
            new_agent_id=new_agent_id,
            transport=transport,
        )
        return found

    async def access_barrier(self, path: Path, account: str) -> Path | None:
        """What keeps ``account`` from reading ``path``. Never raises."""
        try:
            found: Path | None = await self._call("access_barrier", path=str(path), account=account)
        except SetupError:
            return None
        return found

    async def recover(self, directory: Path) -> bool:
        """Finish or take back what a killed run left."""
        return bool(await self._call("recover", directory=str(directory)))

    async def check_writable(self, paths: Sequence[Path]) -> None:
        """Raise now what writing these files would raise."""
        await self._call("check_writable", paths=list(map(str, paths)))

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> ElevatedUnit:
        """Write all or nothing."""
        plan = [
            {
                "path": str(write.path),
                "content": base64.b64encode(write.content).decode(),
                "secret": write.secret,
                "reader_group": write.reader_group,
            }
            for write in writes
        ]
        results = await self._call("write", directory=str(directory), writes=plan)
        return ElevatedUnit(self._channel, _elevated(results))

    async def undo(self, directory: Path) -> tuple[FileResult, ...]:
        """Put back what the last run in the folder changed."""
        return _elevated(await self._call("undo", directory=str(directory)))


class ElevatedService(_Caller):
    """`AgentService` of the writer."""

    async def status(self, flavour: AgentFlavour) -> ServiceStatus:
        """How the agent's service is. Never raises."""
        try:
            found: ServiceStatus = await self._call("status", agent=flavour.id)
        except SetupError:
            return ServiceStatus(ServiceState.UNKNOWN)
        return found

    async def restart(self, flavour: AgentFlavour) -> None:
        """Restart it."""
        await self._call("restart", agent=flavour.id)

    async def log(self, flavour: AgentFlavour, since: datetime) -> tuple[str, ...]:
        """Its messages since then."""
        found: tuple[str, ...] = await self._call("log", agent=flavour.id, since=since.timestamp())
        return found


def _elevated(results: Sequence[FileResult]) -> tuple[FileResult, ...]:
    return tuple(replace(result, elevated=True) for result in results)
