"""The ports to files and services: as the user first, through the writer where that does not do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import FilesError, ServiceError
from wizard.domain.files import FileResult, FileWrite
from wizard.domain.ports.files import AgentFiles, WriteUnit
from wizard.domain.ports.service import AgentService, ServiceStatus
from wizard.infra.elevation.elevated import ElevatedFiles, ElevatedService
from wizard.infra.elevation.system_elevation import SystemElevation
from wizard.infra.files.errors import lacks_rights

if TYPE_CHECKING:
    from wizard.domain.agent.assessment import Assessment, RepairPlan
    from wizard.domain.ports.agent import Agent

T = TypeVar("T")


class ElevatingFiles:
    """`AgentFiles`: what changes something asks for rights where they are lacking.

    What only looks does not ask. Where the rights were given for a folder, the writer does all of
    it: it can read what the user cannot.
    """

    def __init__(self, own: AgentFiles, elevation: SystemElevation) -> None:
        self._own: Final = own
        self._elevation: Final = elevation

    def _looking(self, folder: Path) -> AgentFiles:
        channel = self._elevation.channel_for(folder)
        return ElevatedFiles(channel) if channel else self._own

    async def _changing(self, folder: Path, do: Callable[[AgentFiles], Awaitable[T]]) -> T:
        if channel := self._elevation.channel_for(folder):
            return await do(ElevatedFiles(channel))
        try:
            return await do(self._own)
        except FilesError as error:
            if not self._elevation.allowed or not lacks_rights(error):
                raise
        return await do(ElevatedFiles(await self._elevation.ask(folder)))

    async def read(self, path: Path) -> bytes | None:
        """The file's bytes; None where there is none."""
        return await self._looking(path.parent).read(path)

    async def read_many(self, paths: Sequence[Path]) -> Mapping[Path, bytes | None]:
        """The bytes of each file."""
        files = self._looking(paths[0].parent) if paths else self._own
        return await files.read_many(paths)

    async def look_alikes(self, directory: Path) -> tuple[Path, ...]:
        """The folders beside it whose names differ in capitals alone."""
        return await self._own.look_alikes(directory)

    async def is_there(self, directory: Path) -> bool:
        """Whether anything is at this path."""
        return await self._own.is_there(directory)

    async def names(self, directory: Path) -> tuple[str, ...]:
        """The names of the files in the folder."""
        return await self._looking(directory).names(directory)

    async def assess(self, directory: Path, agent: Agent, *, backup: str = "") -> Assessment:
        """What the agent would do at start."""
        return await self._looking(directory).assess(directory, agent, backup=backup)

    async def repair(
        self, directory: Path, agent: Agent, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """How to set right what can be."""
        return await self._looking(directory).repair(directory, agent, new_agent_id, transport)

    async def access_barrier(self, path: Path, account: str) -> Path | None:
        """What keeps ``account`` from reading ``path``."""
        return await self._looking(path.parent).access_barrier(path, account)

    async def recover(self, directory: Path) -> bool:
        """Finish or take back what a killed run left."""
        return await self._changing(directory, lambda files: files.recover(directory))

    async def check_writable(self, paths: Sequence[Path]) -> None:
        """Raise now what writing these files would raise."""
        if paths:
            await self._changing(paths[0].parent, lambda files: files.check_writable(paths))

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> WriteUnit:
        """Write all or nothing."""

        async def write(files: AgentFiles) -> WriteUnit:
            return await files.write(directory, writes)

        return await self._changing(directory, write)

    async def undo(self, directory: Path) -> tuple[FileResult, ...]:
        """Put back what the last run in the folder changed."""
        return await self._changing(directory, lambda files: files.undo(directory))


class ElevatingService:
    """`AgentService`: a restart asks for rights where they are lacking."""

    def __init__(self, own: AgentService, elevation: SystemElevation) -> None:
        self._own: Final = own
        self._elevation: Final = elevation

    async def status(self, flavour: AgentFlavour) -> ServiceStatus:
        """How the agent's service is: everybody may ask."""
        return await self._own.status(flavour)

    async def restart(self, flavour: AgentFlavour) -> None:
        """Restart it."""
        if channel := self._elevation.channel_for(None):
            await ElevatedService(channel).restart(flavour)
            return
        try:
            await self._own.restart(flavour)
        except ServiceError as error:
            if not self._elevation.allowed or error.variant != "no_rights":
                raise
            try:
                channel = await self._elevation.ask(None)
            except FilesError:  # which speaks of files
                raise error from None
            await ElevatedService(channel).restart(flavour)

    async def log(self, flavour: AgentFlavour, since: datetime) -> tuple[str, ...]:
        """Its messages since then."""
        if channel := self._elevation.channel_for(None):
            return await ElevatedService(channel).log(flavour, since)
        return await self._own.log(flavour, since)
