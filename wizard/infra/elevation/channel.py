"""Calls to the writer, one after the other, over a socket or pipe that nobody else can open."""

from __future__ import annotations

import contextlib
import select
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from wizard.domain.errors import Code, FilesError
from wizard.protocols.elevated.frames import VERSION, FrameError, frame, read_frame
from wizard.protocols.elevated.values import error_from_json, from_json


class Connection(Protocol):
    """A stream of bytes to the writer. `recv` and `sendall` raise OSError."""

    @property
    def is_open(self) -> bool:
        """Whether the other end is there still."""
        ...

    def recv(self, count: int, /) -> bytes:
        """At most so many bytes; none when the other end is closed."""
        ...

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""
        ...

    def close(self) -> None:
        """Close this end. Never raises."""
        ...


class SocketConnection:
    """One end of a socket pair; ``process`` is the one that has started the writer."""

    def __init__(
        self, connection: socket.socket, process: subprocess.Popen[bytes] | None = None
    ) -> None:
        self._connection: Final = connection
        self._process: Final = process
        self.recv: Final = connection.recv
        self.sendall: Final = connection.sendall

    @property
    def is_open(self) -> bool:
        """Whether the other end is there still."""
        try:
            readable = select.select([self._connection], [], [], 0)[0]
            return not readable or bool(self._connection.recv(1, socket.MSG_PEEK))
        except (OSError, ValueError):
            return False

    def close(self) -> None:
        """Close it, and let the process end. Never raises."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()
        if self._process is not None and self._process.stderr is not None:
            self._process.stderr.close()
            threading.Thread(target=self._process.wait, daemon=True).start()


def greets(read: Callable[[int], bytes]) -> bool:
    """Whether a writer of the same installation answers; the prompt may be open for long."""
    with contextlib.suppress(OSError, FrameError):
        greeting = read_frame(read)
        return greeting is not None and greeting.get("version") == VERSION
    return False


class WriterChannel:
    """The writer as a process that answers. ``folders`` are those that were confirmed for it."""

    def __init__(self, connection: Connection, folders: frozenset[str] = frozenset()) -> None:
        self._connection: Final = connection
        self._lock: Final = threading.Lock()
        self.folders: Final = folders

    @property
    def is_alive(self) -> bool:
        """Whether the writer is there still: it ends by itself when it has nothing to do."""
        return self._connection.is_open

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
        self._connection.close()
