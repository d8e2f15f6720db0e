"""The pipe between the program and its writer on Windows: one server, one client, both known.

`_winapi` is Python's own wrapper of these calls, which asyncio and multiprocessing stand on: with
overlapped reads each wait can have an end.
"""

from __future__ import annotations

import re
import secrets
import sys
from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

SEND_SECONDS: Final = 300.0
"""How long the other end may take nothing of what is sent: as long as the writer waits for it."""
_PREFIX: Final = r"\\.\pipe\iot-agent-setup-"
_ID: Final = LazyPattern(r"[0-9a-f]{32}", re.ASCII)


def new_pipe_id() -> str:
    """What nobody can guess."""
    return secrets.token_hex(16)


def pipe_path(pipe_id: str) -> str:
    """The pipe's name on this computer. Raises ValueError for what `new_pipe_id` never gives."""
    if not _ID.fullmatch(pipe_id):
        raise ValueError("pipe")
    return _PREFIX + pipe_id


if sys.platform == "win32":
    import _winapi
    import contextlib
    import ctypes
    import time
    from collections.abc import Callable
    from ctypes import wintypes

    from wizard.infra.files.permissions.windows import Descriptor, SecurityAttributes, user_sid

    # winbase.h
    _FIRST_INSTANCE: Final = 0x00080000
    _REJECT_REMOTE: Final = 0x00000008
    _ONE: Final = 1
    # SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION: who serves the pipe learns who we are, and
    # cannot act as us.
    _ONLY_IDENTIFY: Final = 0x00100000 | 0x00010000
    _BUFFER: Final = 1 << 16
    # winerror.h
    _BROKEN_PIPE, _PIPE_BUSY, _NO_DATA, _NOT_CONNECTED = 109, 231, 232, 233
    _ENDED: Final = (_BROKEN_PIPE, _NO_DATA, _NOT_CONNECTED)
    _MILLISECONDS: Final = 1000
    _BUSY_MILLISECONDS: Final = 10_000

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    for _function in (_kernel.GetNamedPipeClientProcessId, _kernel.GetNamedPipeServerProcessId):
        _function.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
    _kernel.DisconnectNamedPipe.argtypes = (wintypes.HANDLE,)

    class PipeConnection:
        """One end of the pipe, as a stream of bytes. ``peer`` is the process at the other end."""

        def __init__(self, handle: int, peer: int) -> None:
            self._handle: Final = handle
            self._reading: _winapi.Overlapped | None = None
            self._read = b""
            self._closed = False
            self.peer: Final = peer

        def wait(self, seconds: float) -> bool:
            """Whether something comes within this time, or the other end is closed."""
            if self._read:
                return True
            try:
                reading = self._begin()
            except OSError:
                return True
            milliseconds = int(seconds * _MILLISECONDS)
            waited = _winapi.WaitForMultipleObjects([reading.event], False, milliseconds)
            return waited == _winapi.WAIT_OBJECT_0

        def recv(self, count: int) -> bytes:
            """At most so many bytes; none when the other end is closed. Raises OSError."""
            if not self._read:
                try:
                    reading = self._begin()
                    reading.GetOverlappedResult(True)
                except OSError as error:
                    if error.winerror in _ENDED:
                        return b""
                    raise
                finally:
                    self._reading = None
                self._read = bytes(reading.getbuffer() or b"")
            found, self._read = self._read[:count], self._read[count:]
            return found

        def sendall(self, data: bytes) -> None:
            """Send all of it. Raises OSError, TimeoutError where the other end takes nothing for
            `SEND_SECONDS`: what it has taken by then is no whole message."""
            left = data
            while left:
                writing, _ = _winapi.WriteFile(self._handle, left, overlapped=True)
                milliseconds = int(SEND_SECONDS * _MILLISECONDS)
                waited = _winapi.WaitForMultipleObjects([writing.event], False, milliseconds)
                if waited != _winapi.WAIT_OBJECT_0:
                    writing.cancel()
                    with contextlib.suppress(OSError):
                        writing.GetOverlappedResult(True)
                    raise TimeoutError
                sent, _ = writing.GetOverlappedResult(True)
                left = left[sent:]

        @property
        def is_open(self) -> bool:
            """Whether the other end is there still."""
            if self._closed:
                return False
            try:
                _winapi.PeekNamedPipe(self._handle, 0)
            except OSError:
                return False
            return True

        def close(self) -> None:
            """Close this end; once. Never raises."""
            if self._closed:
                return
            self._closed = True
            reading, self._reading = self._reading, None
            with contextlib.suppress(OSError):
                if reading is not None:
                    reading.cancel()
                    reading.GetOverlappedResult(True)
            with contextlib.suppress(OSError):
                _winapi.CloseHandle(self._handle)

        def _begin(self) -> _winapi.Overlapped:
            if self._reading is None:
                self._reading, _ = _winapi.ReadFile(self._handle, _BUFFER, overlapped=True)
            return self._reading

    class PipeServer:
        """The one instance of a pipe, which waits for its client."""

        def __init__(self, pipe_id: str) -> None:
            """Raises OSError, also where there is a pipe of this name already."""
            # The writer may run as another account, whose password was typed: an administrator.
            rights = f"D:P(A;;GRGW;;;SY)(A;;GRGW;;;BA)(A;;GRGW;;;{user_sid()})"
            with Descriptor(rights) as descriptor:
                attributes = SecurityAttributes.of(descriptor)
                self._handle = _winapi.CreateNamedPipe(
                    pipe_path(pipe_id),
                    _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_OVERLAPPED | _FIRST_INSTANCE,
                    _winapi.PIPE_WAIT | _REJECT_REMOTE,
                    _ONE,
                    _BUFFER,
                    _BUFFER,
                    0,
                    ctypes.addressof(attributes),
                )

        def accept(
            self, process: int, seconds: float, expects: Callable[[int], bool]
        ) -> PipeConnection | None:
            """The connection of a client whose process is expected; others are thrown out.

            None where ``process``, a handle, ends before, or the time is over. Raises OSError.
            """
            end = time.monotonic() + seconds
            while self._connect(process, end - time.monotonic()):
                client = _other_end(_kernel.GetNamedPipeClientProcessId, self._handle)
                if expects(client):
                    handle, self._handle = self._handle, 0
                    return PipeConnection(handle, client)
                _kernel.DisconnectNamedPipe(self._handle)
            return None

        def close(self) -> None:
            """Give the name up, unless a connection has the pipe. Never raises."""
            handle, self._handle = self._handle, 0
            if handle:
                with contextlib.suppress(OSError):
                    _winapi.CloseHandle(handle)

        def _connect(self, process: int, seconds: float) -> bool:
            try:
                connecting = _winapi.ConnectNamedPipe(self._handle, overlapped=True)
            except OSError as error:
                if error.winerror != _NO_DATA:  # somebody has come and gone already
                    raise
                return True
            milliseconds = max(0, int(seconds * _MILLISECONDS))
            events = [connecting.event, process]
            if _winapi.WaitForMultipleObjects(events, False, milliseconds) == 0:
                return True
            connecting.cancel()
            with contextlib.suppress(OSError):
                connecting.GetOverlappedResult(True)
            return False

    def connect(pipe_id: str) -> PipeConnection:
        """The pipe of this id on this computer. Raises OSError."""
        path = pipe_path(pipe_id)
        flags = _winapi.FILE_FLAG_OVERLAPPED | _ONLY_IDENTIFY
        access = _winapi.GENERIC_READ | _winapi.GENERIC_WRITE
        while True:
            try:
                handle = _winapi.CreateFile(path, access, 0, 0, _winapi.OPEN_EXISTING, flags, 0)
            except OSError as error:
                if error.winerror != _PIPE_BUSY:
                    raise
                _winapi.WaitNamedPipe(path, _BUSY_MILLISECONDS)  # until the server threw one out
                continue
            return PipeConnection(handle, _other_end(_kernel.GetNamedPipeServerProcessId, handle))

    def _other_end(ask: Callable[..., int], handle: int) -> int:
        """The id of the process at the other end; 0 where it is gone."""
        process = wintypes.DWORD()
        return process.value if ask(handle, ctypes.byref(process)) else 0
