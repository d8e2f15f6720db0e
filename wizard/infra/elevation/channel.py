"""Calls to the writer, one after the other, over a socket that nobody else can open."""

from __future__ import annotations

import contextlib
import select
import socket
import subprocess
import threading
from collections.abc import Mapping
from typing import Any, Final

from wizard.domain.errors import Code, FilesError
from wizard.protocols.elevated.frames import FrameError, frame, read_frame
from wizard.protocols.elevated.values import error_from_json, from_json


class WriterChannel:
    """The writer as a process that answers. ``folders`` are those that were confirmed for it."""

    def __init__(
        self,
        connection: socket.socket,
        process: subprocess.Popen[bytes] | None = None,
        folders: frozenset[str] = frozenset(),
    ) -> None:
        self._connection: Final = connection
        self._process: Final = process
        self._lock: Final = threading.Lock()
        self.folders: Final = folders

    @property
    def is_alive(self) -> bool:
        """Whether the writer is there still: it ends by itself when it has nothing to do."""
        try:
            readable = select.select([self._connection], [], [], 0)[0]
            return not readable or bool(self._connection.recv(1, socket.MSG_PEEK))
        except (OSError, ValueError):
            return False

    def call(self, message: Mapping[str, object]) -> Any:
        """The result of one request.

        Raises what the writer answers, and FilesError ``files.not_writable`` (``writer_ended``).
        """
        with self._lock:
            try:
                self._connection.sendall(frame(message))
                answer = read_frame(self._connection.recv)
                if answer is not None and "result" in answer:
                    return from_json(answer["result"])
                if answer is not None and "error" in answer:
                    raise error_from_json(answer["error"])
            except (OSError, FrameError):
                self.close()
        raise FilesError(Code.FILES_NOT_WRITABLE, "writer_ended", path="")

    def close(self) -> None:
        """Let the writer end. Never raises."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()
        if self._process is not None and self._process.stderr is not None:
            self._process.stderr.close()
            threading.Thread(target=self._process.wait, daemon=True).start()
