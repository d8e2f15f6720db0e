"""A stream of bytes inside a WebSocket, with the methods of a socket that its users need."""

from __future__ import annotations

import contextlib
import select
import ssl
from typing import Final

from wizard.domain.errors import Code, HubError
from wizard.infra.net.faults import connection_lost
from wizard.infra.net.https_client import Answer
from wizard.protocols.websocket import NotAgreedError, WebSocketClient, WebSocketError

_PIECE: Final = 16 * 1024
_FLUSH_SECONDS: Final = 10.0


class RefusedUpgradeError(Exception):
    """The server has answered, and does not agree to a WebSocket."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class WebSocketStream:
    """Over a connection that is secured. Blocks, or does not, as that is set."""

    def __init__(self, secured: ssl.SSLSocket, host: str, subprotocol: str) -> None:
        """Ask for the upgrade and wait for it. The socket stays open.

        Raises HubError, and RefusedUpgradeError where the server does not agree.
        """
        self.secured: Final = secured
        self._client: Final = WebSocketClient(host, subprotocol)
        self._received = b""
        secured.sendall(self._client.request())
        while not self._client.is_open:
            data = secured.recv(_PIECE)
            if not data:
                raise connection_lost("websocket", host=host)
            try:
                self._feed(data)
            except NotAgreedError as error:
                raise RefusedUpgradeError(_whole(error, secured)) from None
            except WebSocketError:
                raise HubError(Code.HUB_NOT_A_HUB, "no_websocket", host=host) from None

    def recv(self, most: int) -> bytes:
        """What has come, at most so many bytes; empty at the end. Raises OSError."""
        while not self._received and not self._client.is_closed:
            data = self.secured.recv(_PIECE)
            if not data:
                return b""
            try:
                self._feed(data)
            except WebSocketError:
                raise ConnectionAbortedError("no WebSocket any more") from None
        found, self._received = self._received[:most], self._received[most:]
        return found

    def send(self, data: bytes) -> int:
        """Send all of it as one message. Raises OSError."""
        self._write(self._client.message(bytes(data)))
        return len(data)

    def sendall(self, data: bytes) -> None:
        """Send all of it as one message. Raises OSError."""
        self.send(data)

    def pending(self) -> int:
        """How many bytes can be had without waiting for the network."""
        return len(self._received) + self.secured.pending()

    def fileno(self) -> int:
        """For `select`."""
        return self.secured.fileno()

    def setblocking(self, flag: bool) -> None:
        """As of a socket."""
        self.secured.setblocking(flag)

    def settimeout(self, seconds: float | None) -> None:
        """As of a socket."""
        self.secured.settimeout(seconds)

    def close(self) -> None:
        """As of a socket. Whoever has said good-bye inside has said enough."""
        self.secured.close()

    def _feed(self, data: bytes) -> None:
        for said, answer in self._client.feed(data):
            self._received += said
            if answer:
                self._write(answer)

    def _write(self, data: bytes) -> None:
        """Send all of it, also on a socket that does not block: a frame is not left half sent."""
        while data:
            try:
                data = data[self.secured.send(data) :]
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
                if not any(select.select([], [self.secured], [], _FLUSH_SECONDS)):
                    raise TimeoutError from None


def _whole(refused: NotAgreedError, secured: ssl.SSLSocket) -> Answer:
    """The answer with the rest of its body, as far as that comes."""
    body = refused.body
    with contextlib.suppress(OSError):
        while len(body) < len(refused.body) + refused.missing and (data := secured.recv(_PIECE)):
            body += data
    return Answer(refused.status, refused.headers, body)
