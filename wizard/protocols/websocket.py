"""WebSocket (RFC 6455), a client's side, as bytes in and bytes out: the handshake and the frames.

Messages are binary. What is inside them is a stream: where one ends says nothing.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from typing import Final

PATH: Final = "/$iothub/websocket"
"""Where an IoT Hub takes both protocols."""

_MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_MOST_HEAD: Final = 16 * 1024
_MOST_BYTES: Final = 1 << 20
_BEGINNING: Final = b"HTTP/1."
_STATUS: Final = re.compile(r"[1-9]\d\d", re.ASCII)
_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0, 1, 2, 8, 9, 10
_KNOWN: Final = (_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG)


class WebSocketError(Exception):
    """What came is no WebSocket."""


class NotAgreedError(WebSocketError):
    """An HTTP answer that does not agree. Header names are in lower case.

    ``body`` is what has come of it; ``missing`` says how many bytes of it are to come still, as far
    as anybody wants them.
    """

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.body = body
        length = headers.get("content-length", "")
        announced = int(length) if length.isascii() and length.isdigit() else 0
        self.missing = max(min(announced, _MOST_HEAD) - len(body), 0)


class WebSocketClient:
    """One connection: send `request`, feed what comes; ``is_open`` once the server has agreed."""

    def __init__(self, host: str, subprotocol: str) -> None:
        self._host: Final = host
        self._subprotocol: Final = subprotocol
        self._key: Final = base64.b64encode(os.urandom(16))
        self._data = b""
        self.is_open = False
        self.is_closed = False

    def request(self) -> bytes:
        """The request for the upgrade."""
        lines = (
            f"GET {PATH} HTTP/1.1",
            f"Host: {self._host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {self._key.decode('ascii')}",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Protocol: {self._subprotocol}",
            "",
            "",
        )
        return "\r\n".join(lines).encode("latin-1")

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Take in what has come: pairs of what was said and what has to be answered to it.

        Raises WebSocketError.
        """
        self._data += data
        if not self.is_open and not self._read_answer():
            return
        while (found := self._next()) is not None:
            yield found

    def message(self, data: bytes) -> bytes:
        """A binary message."""
        return _frame(_BINARY, data)

    def farewell(self) -> bytes:
        """The end of the connection: 1000, all is well."""
        return _frame(_CLOSE, b"\x03\xe8")

    def _read_answer(self) -> bool:
        head, end, rest = self._data.partition(b"\r\n\r\n")
        if not end:
            if len(head) > _MOST_HEAD or not head.startswith(_BEGINNING[: len(head)]):
                raise WebSocketError
            return False
        first, *lines = head.decode("latin-1").split("\r\n")
        parts = first.split(" ", 2)
        if not first.startswith("HTTP/1.") or len(parts) < 2 or not _STATUS.fullmatch(parts[1]):
            raise WebSocketError
        status = int(parts[1])
        named = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in named}
        digest = hashlib.sha1(self._key + _MAGIC, usedforsecurity=False).digest()
        agreed = (
            status == 101
            and headers.get("sec-websocket-accept") == base64.b64encode(digest).decode("ascii")
            and headers.get("sec-websocket-protocol", "").lower() == self._subprotocol.lower()
        )
        if not agreed:
            raise NotAgreedError(status, headers, rest)
        self._data, self.is_open = rest, True
        return True

    def _next(self) -> tuple[bytes, bytes] | None:
        data = self._data
        if self.is_closed or len(data) < 2:
            return None
        opcode, size, at = data[0] & 0x0F, data[1], 2
        if data[0] & 0x70 or size & 0x80 or opcode not in _KNOWN:
            raise WebSocketError  # extensions that nobody asked for; a server does not mask
        if size > 125:
            at = 4 if size == 126 else 10
            if len(data) < at:
                return None
            size = int.from_bytes(data[2:at], "big")
        if size > _MOST_BYTES or (opcode >= _CLOSE and size > 125):
            raise WebSocketError
        if len(data) < at + size:
            return None
        self._data = data[at + size :]
        return self._on_frame(opcode, data[at : at + size])

    def _on_frame(self, opcode: int, payload: bytes) -> tuple[bytes, bytes]:
        if opcode == _PING:
            return b"", _frame(_PONG, payload)
        if opcode == _CLOSE:
            self.is_closed = True
            return b"", _frame(_CLOSE, payload[:2])
        return (b"" if opcode == _PONG else payload), b""


def _frame(opcode: int, data: bytes) -> bytes:
    """A whole message; a client masks what it says, whatever carries it."""
    size = len(data)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    elif size < 65536:
        head = bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 0x80 | 127)) + size.to_bytes(8, "big")
    mask = os.urandom(4)
    repeated = (mask * (size // 4 + 1))[:size]
    masked = int.from_bytes(data, "big") ^ int.from_bytes(repeated, "big")
    return head + mask + masked.to_bytes(size, "big")
