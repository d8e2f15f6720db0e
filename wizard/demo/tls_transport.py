"""A secured connection as an asyncio transport: TLS by pyOpenSSL, which works in memory only."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Final

from OpenSSL import SSL, crypto

# How long a closing connection waits for the client's close_notify.
_SHUTDOWN_SECONDS: Final = 1.0
# The most plain text that one TLS record has, and what is sent at once.
_RECORD_BYTES: Final = 16 * 1024
_SEND_BYTES: Final = 64 * 1024


def send_pending(tls: SSL.Connection, tcp: asyncio.Transport) -> None:
    """Send what OpenSSL has written."""
    with contextlib.suppress(SSL.WantReadError):  # all of it is sent
        while True:
            tcp.write(tls.bio_read(_SEND_BYTES))


class TlsTransport(asyncio.Transport, asyncio.Protocol):
    """The server's end of a connection, from the end of the handshake on.

    For the TCP transport it is the protocol, for the protocol that is served it is the transport.
    """

    def __init__(
        self, tls: SSL.Connection, tcp: asyncio.Transport, protocol: asyncio.Protocol
    ) -> None:
        super().__init__()
        self._tls = tls
        self._tcp = tcp
        self._protocol = protocol
        self._paused = False
        self._closing = False
        self._ended = False  # the client sends no more
        self._error: Exception | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Serve, beginning with what came along with the end of the handshake."""
        self._tcp.set_protocol(self)
        self._protocol.connection_made(self)
        self._deliver()

    def client_certificate(self) -> bytes | None:
        """The client's certificate (DER); None where it has shown none."""
        shown = self._tls.get_peer_certificate()
        return crypto.dump_certificate(crypto.FILETYPE_ASN1, shown) if shown is not None else None

    # --- For the TCP transport ---------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Hand over what the client says."""
        self._tls.bio_write(data)
        self._deliver()

    def eof_received(self) -> bool:
        """The client has hung up; what it said before is handed over first, paused or not."""
        self._ended = True
        self._deliver()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._closing = True
        if self._timer is not None:
            self._timer.cancel()
        self._protocol.connection_lost(exc or self._error)

    def pause_writing(self) -> None:
        """The network is slower than the protocol."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """The network has caught up."""
        self._protocol.resume_writing()

    # --- For the protocol --------------------------------------------------------------------

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """``sslcontext`` tells protocols that the connection is secured; the rest is TCP's."""
        if name == "sslcontext":
            return self._tls.get_context()
        return self._tcp.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Serve another protocol from here on; a buffered one is not served."""
        if not isinstance(protocol, asyncio.Protocol):
            raise TypeError(protocol)
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        """What is served."""
        return self._protocol

    def is_closing(self) -> bool:
        """Whether nothing can be said any more."""
        return self._closing or self._tcp.is_closing()

    def is_reading(self) -> bool:
        """Whether the protocol is handed what the client says."""
        return not self._paused and not self.is_closing()

    def pause_reading(self) -> None:
        """Hand nothing over until `resume_reading`."""
        self._paused = True
        self._tcp.pause_reading()

    def resume_reading(self) -> None:
        """Hand over again, soon; first what is here already."""
        self._paused = False
        self._tcp.resume_reading()
        asyncio.get_running_loop().call_soon(self._deliver)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """How many bytes may wait for the network before the protocol is told to pause."""
        self._tcp.set_write_buffer_limits(high, low)

    def get_write_buffer_limits(self) -> tuple[int, int]:
        """The low and the high limit, in bytes."""
        return self._tcp.get_write_buffer_limits()

    def get_write_buffer_size(self) -> int:
        """The bytes that wait for the network."""
        return self._tcp.get_write_buffer_size()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send."""
        if data and not self.is_closing():
            self._tls.sendall(bytes(data))
            send_pending(self._tls, self._tcp)

    def can_write_eof(self) -> bool:
        """False: the TLS farewell ends both directions here."""
        return False

    def close(self) -> None:
        """Send what was written and the TLS farewell; wait a second at most for the client's."""
        if self.is_closing():
            return
        self._closing = True
        with contextlib.suppress(SSL.Error):  # no farewell on a connection that is broken
            self._tls.shutdown()
        send_pending(self._tls, self._tcp)
        self._timer = asyncio.get_running_loop().call_later(_SHUTDOWN_SECONDS, self._tcp.abort)
        self.resume_reading()

    def abort(self) -> None:
        """End the connection now, without a farewell."""
        self._closing = True
        self._tcp.abort()

    # --- Plain text --------------------------------------------------------------------------

    def _deliver(self) -> None:
        """Hand over what has come, as far as the protocol takes it."""
        while not self._paused and (data := self._read()):
            if not self._closing:
                self._protocol.data_received(data)
        send_pending(self._tls, self._tcp)
        if self._ended and not self._paused:
            self._part()

    def _read(self) -> bytes:
        """The next plain text; empty where no whole record is here."""
        try:
            return self._tls.recv(_RECORD_BYTES)
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self._ended = True
        except SSL.Error as error:
            self._ended = True
            self._error = ConnectionAbortedError(f"the client's TLS is broken: {error}")
        return b""

    def _part(self) -> None:
        """The client sends no more: the protocol may answer, then the connection ends."""
        if self._closing or self._error is not None:
            self._tcp.close()
            return
        self._protocol.eof_received()
        self.close()
