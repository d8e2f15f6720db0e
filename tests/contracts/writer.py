"""The writer in a thread, taking any plan: the suite of the port writes what is no agent's file."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from wizard.agents import AGENTS
from wizard.domain.files import FileWrite
from wizard.domain.ports.files import AgentFiles
from wizard.infra.elevation.channel import WriterChannel
from wizard.infra.elevation.elevated import ElevatedFiles
from wizard.infra.files.agent_files import DiskFiles
from wizard.infra.service.no_service import NoService
from wizard.protocols.elevated.frames import read_frame
from wizard.writer.__main__ import serve
from wizard.writer.folders import Folders
from wizard.writer.judge import Judge
from wizard.writer.server import Server


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
    if sys.platform == "win32":
        pytest.skip("there the writer speaks over a named pipe")
    ours, theirs = socket.socketpair()
    server = Server(TakesAll(), DiskFiles(), NoService())
    thread = threading.Thread(target=serve, args=(theirs, server))
    thread.start()
    try:
        assert read_frame(ours.recv)
        yield ElevatedFiles(WriterChannel(ours))
    finally:
        ours.close()
        thread.join()
        theirs.close()
