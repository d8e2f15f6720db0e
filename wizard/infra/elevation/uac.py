"""Starting the writer on Windows: User Account Control asks, and the writer comes to our pipe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

WRITER: Final = "iot-agent-setup-writer"
_STARTING: Final = 120.0
"""Seconds for the writer to come: a virus scanner may look at it first."""

if sys.platform == "win32":
    import _winapi
    import contextlib
    import os
    from collections.abc import Iterator

    from wizard.domain.errors import Code, FilesError
    from wizard.infra.elevation.channel import WriterChannel, greets
    from wizard.infra.elevation.named_pipe import PipeConnection, PipeServer, new_pipe_id
    from wizard.infra.elevation.windows_processes import (
        parent_of,
        process_id,
        start_as_administrator,
    )
    from wizard.infra.windows_folders import system_folder

    _CANCELLED: Final = 1223

    def start_by_uac(folder: Path | None) -> WriterChannel:
        """Ask for rights and start the writer; waits for as long as the question is open.

        Raises FilesError ``files.not_writable``: ``rights_refused``, ``rights_windows``,
        ``rights_no_answer``.
        """
        path, pipe_id = str(folder or ""), new_pipe_id()
        try:
            server = PipeServer(pipe_id)
            with contextlib.closing(server):
                program, parameters = writer_command(pipe_id, folder)
                process = start_as_administrator(program, parameters, str(system_folder()))
                with _closing(process):
                    connection = server.accept(
                        process, _STARTING, lambda client: _is_of(process, client)
                    )
        except OSError as error:
            refused = error.winerror == _CANCELLED
            variant = "rights_refused" if refused else "rights_windows"
            words = error.strerror or f"Windows error {error.winerror}"
            raise FilesError(Code.FILES_NOT_WRITABLE, variant, path=path, words=words) from error
        return _channel(connection, path)

    def writer_command(pipe_id: str, folder: Path | None) -> tuple[str, str]:
        """The writer of this installation, and its arguments; Windows shows both under *Details*.

        No secret is among them: who learns the pipe's name is not the process that is expected.
        """
        confirmed = ("--folder", str(folder)) if folder else ()
        words = ("--pipe", pipe_id, "--program", str(os.getpid()), *confirmed)
        interpreter = Path(sys.executable)
        if not interpreter.stem.lower().startswith("python"):
            launcher = interpreter.with_name(f"{WRITER}.exe")
            return str(launcher), subprocess.list2cmdline(words)
        windowed = interpreter.with_name("pythonw.exe")
        program = windowed if windowed.is_file() else interpreter
        return str(program), subprocess.list2cmdline(("-I", "-m", "wizard.writer", *words))

    def _is_of(process: int, client: int) -> bool:
        """Whether the client is the process that was started. In a virtual environment that one is
        a launcher, and Python its child; nobody without its rights can give it another."""
        started = process_id(process)
        if not started or not client:
            return False
        return client == started or (sys.prefix != sys.base_prefix and parent_of(client) == started)

    def _channel(connection: PipeConnection | None, path: str) -> WriterChannel:
        if connection is not None:
            if greets(connection.recv):
                return WriterChannel(connection, folders=frozenset((path,) if path else ()))
            connection.close()
        raise FilesError(Code.FILES_NOT_WRITABLE, "rights_no_answer", path=path)

    @contextlib.contextmanager
    def _closing(handle: int) -> Iterator[None]:
        try:
            yield
        finally:
            _winapi.CloseHandle(handle)
