"""The writer in a thread, taking any plan: the suite of the port writes what is no agent's file."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from wizard.agents import AGENTS
from wizard.domain.files import FileWrite
from wizard.domain.ports.files import AgentFiles
from wizard.infra.elevation.channel import Connection, SocketConnection, WriterChannel, greets
from wizard.infra.elevation.elevated import ElevatedFiles
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.service.no_service import NoService
from wizard.writer.__main__ import IDLE_SECONDS, Channel, SocketChannel, serve
from wizard.writer.folders import Folders
from wizard.writer.judge import Judge
from wizard.writer.server import Server

if sys.platform == "win32":
    import _winapi
    import os

    from tests.patience import HANG_LIMIT
    from wizard.infra.elevation.named_pipe import PipeServer, connect, new_pipe_id


class TakesAll(Judge):
    """Finds nothing wrong."""

    def __init__(self) -> None:
        super().__init__(AGENTS, Folders(AGENTS, ()))

    def require_folder(self, folder: Path) -> None:
        pass

    def require_readable(self, path: Path) -> None:
        pass

    def require_targets(self, paths: Iterable[Path]) -> None:
        pass

    def require_plan(self, folder: Path, writes: Sequence[FileWrite]) -> None:
        pass


@contextlib.contextmanager
def writer_files() -> Iterator[AgentFiles]:
    """The port as the program has it once the rights are given."""
    channel, thread = served(Server(TakesAll(), DiskFiles(), NoService()))
    try:
        yield ElevatedFiles(channel)
    finally:
        channel.close()
        thread.join()


def served(server: Server, idle: float = IDLE_SECONDS) -> tuple[WriterChannel, threading.Thread]:
    """The writer in a thread, and the program's end of what the two speak through."""
    ours, theirs, close = ends()

    def run() -> None:
        with close:
            serve(theirs, server, idle)

    thread = threading.Thread(target=run)
    thread.start()
    assert greets(ours.recv)
    return WriterChannel(ours), thread


if sys.platform == "win32":

    def ends() -> tuple[Connection, Channel, contextlib.AbstractContextManager[object]]:
        """Both ends of a pipe, and what closes the writer's."""
        pipe_id = new_pipe_id()
        with contextlib.closing(PipeServer(pipe_id)) as server:
            theirs = connect(pipe_id)
            own = _winapi.GetCurrentProcess()
            ours = server.accept(own, HANG_LIMIT, lambda pid: pid == os.getpid())
        assert ours is not None
        return ours, theirs, contextlib.closing(theirs)

else:

    def ends() -> tuple[Connection, Channel, contextlib.AbstractContextManager[object]]:
        """Both ends of a pair of sockets, and what closes the writer's."""
        ours, theirs = socket.socketpair()
        return SocketConnection(ours), SocketChannel(theirs), theirs
