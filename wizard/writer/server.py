"""From one request to one answer. A request that is refused changes nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from wizard.domain.errors import Code, FilesError, SetupError
from wizard.domain.files import FileResult, FileWrite
from wizard.domain.ports.files import AgentFiles, WriteUnit
from wizard.domain.ports.service import AgentService
from wizard.protocols.elevated.values import as_json, error_as_json
from wizard.writer.confined_files import confined_reader, read_confined
from wizard.writer.judge import Judge
from wizard.writer.requests import Request, refuse_plan


class Server:
    """Answers the requests of one program; at most one unit of writes is open at a time."""

    def __init__(self, judge: Judge, files: AgentFiles, service: AgentService) -> None:
        self._judge: Final = judge
        self._files: Final = files
        self._service: Final = service
        self._unit: WriteUnit | None = None

    async def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request: ``result`` or ``error``. Never raises for what is asked."""
        try:
            return {"result": as_json(await self._do(Request(message)))}
        except SetupError as error:
            return {"error": error_as_json(error)}
        except Exception as error:  # a fault of ours, of which the text may hold a secret
            fault = FilesError(Code.INTERNAL, type=type(error).__name__)
            return {"error": error_as_json(fault)}

    async def close(self) -> None:
        """Take back what was not made final: the program has ended."""
        unit, self._unit = self._unit, None
        if unit is not None:
            with contextlib.suppress(SetupError):  # the next run in the folder does it
                await unit.roll_back()

    async def _do(self, request: Request) -> Any:
        match request.call:
            case "read" | "read_many" | "names" | "assess" | "repair" | "access_barrier":
                return await self._look(request)
            case "recover" | "check_writable" | "write" | "commit" | "roll_back" | "undo":
                return await self._write(request)
            case "status" | "restart" | "log":
                return await self._serve(request)
            case _:
                return refuse_plan("request")

    async def _look(self, request: Request) -> Any:
        match request.call:
            case "read":
                request.require_keys("path")
                return self._read(request.path("path"))
            case "read_many":
                request.require_keys("paths")
                return [(path, self._read(path)) for path in request.paths("paths")]
            case "names":
                request.require_keys("directory")
                return await self._files.names(self._folder(request))
            case "assess":
                request.require_keys("directory", "agent", "backup")
                return self._assess(request)
            case "repair":
                request.require_keys("directory", "agent", "new_agent_id", "transport")
                folder, agent = self._folder(request), self._judge.agent(request.text("agent"))
                reader, agent_id = confined_reader(folder), request.text("new_agent_id")
                transport = request.text("transport")
                if transport and transport not in agent.flavour.transport_types:
                    refuse_plan("request")
                return agent.repair(str(folder), reader, agent_id, transport)
            case _:
                request.require_keys("path", "account")
                path = request.path("path")
                self._judge.require_readable(path)
                return await self._files.access_barrier(path, request.text("account"))

    async def _write(self, request: Request) -> Any:
        match request.call:
            case "recover":
                request.require_keys("directory")
                return await self._files.recover(self._folder(request))
            case "check_writable":
                request.require_keys("paths")
                paths = request.paths("paths")
                self._judge.require_targets(paths)
                return await self._files.check_writable(paths)
            case "write":
                request.require_keys("directory", "writes")
                folder, writes = request.path("directory"), request.writes("writes")
                self._judge.require_plan(folder, writes)
                return await self._begin_unit(folder, writes)
            case "undo":
                request.require_keys("directory")
                return await self._files.undo(self._folder(request))
            case _:
                request.require_keys()
                return await self._end_unit(commit=request.call == "commit")

    async def _begin_unit(
        self, folder: Path, writes: tuple[FileWrite, ...]
    ) -> tuple[FileResult, ...]:
        unit = await self._files.write(folder, writes)
        if self._unit is not None:  # in another folder: one at a time
            await unit.roll_back()
            refuse_plan("request")
        self._unit = unit
        return unit.results

    async def _end_unit(self, *, commit: bool) -> None:
        unit, self._unit = self._unit, None
        if unit is None:
            refuse_plan("request")
        await (unit.commit() if commit else unit.roll_back())

    async def _serve(self, request: Request) -> Any:
        flavour = self._judge.agent(request.text("agent")).flavour
        match request.call:
            case "status":
                request.require_keys("agent")
                return await self._service.status(flavour)
            case "restart":
                request.require_keys("agent")
                return await self._service.restart(flavour)
            case _:
                request.require_keys("agent", "since")
                return await self._service.log(flavour, request.time("since"))

    def _folder(self, request: Request) -> Path:
        folder = request.path("directory")
        self._judge.require_folder(folder)
        return folder

    def _read(self, path: Path) -> bytes | None:
        self._judge.require_readable(path)
        return read_confined(path.parent, path.name)

    def _assess(self, request: Request) -> Any:
        folder, agent = self._folder(request), self._judge.agent(request.text("agent"))
        reader, backup = confined_reader(folder), request.text("backup")
        if backup:
            self._judge.require_readable(folder / backup)

        def read(path: str) -> bytes | None:
            is_replaced = backup and Path(path).name == agent.file_names[0]
            return reader(backup if is_replaced else path)

        return agent.assess(str(folder), read)
