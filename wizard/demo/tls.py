"""TLS as the demo hub's servers speak it: every client is asked for a certificate, each one passes.

An IoT Hub takes every certificate whose private key the client has, and looks it up only then, by
its thumbprint. So a self-signed one that nobody has heard of, or one that has expired, must come
through the handshake. `ssl` cannot replace OpenSSL's verdict about a chain; pyOpenSSL can, by
`Context.set_verify`. That the client has the private key, OpenSSL itself sees to, whatever the
verdict (RFC 5246 7.4.8, RFC 8446 4.4.3).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

from wizard.demo.tls_transport import TlsTransport, send_pending

Context = SSL.Context

_HANDSHAKE_SECONDS: Final = 10.0


def server_context(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Context:
    """What a server needs to show ``certificate`` and to ask every client for one."""
    context = Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_options(SSL.OP_NO_RENEGOTIATION)
    context.use_certificate(certificate)
    context.use_privatekey(key)
    # OpenSSL refuses a client that resumes a session of a server that asks for certificates, unless
    # the server's sessions have a name.
    context.set_session_id(b"demo hub")
    context.set_verify(SSL.VERIFY_PEER, lambda *_verdict: True)
    return context


async def accept_tls(
    connection: socket.socket, context: Context, protocol: Callable[[], asyncio.Protocol]
) -> TlsTransport:
    """Do the server's side of the handshake, then have the protocol served.

    The connection belongs to the transport from here on. Raises OSError where the client hangs up,
    breaks the handshake off, speaks no TLS or says nothing for ten seconds.
    """
    handshake = _Handshake(context, protocol())
    tcp, _ = await asyncio.get_running_loop().connect_accepted_socket(lambda: handshake, connection)
    try:
        async with asyncio.timeout(_HANDSHAKE_SECONDS):
            return await handshake.done
    except BaseException:
        tcp.abort()
        raise


def client_certificate(transport: asyncio.BaseTransport | None) -> bytes | None:
    """The certificate (DER) that the client has shown and has the key of; None without one."""
    return transport.client_certificate() if isinstance(transport, TlsTransport) else None


class _Handshake(asyncio.Protocol):
    """What a TCP connection is served by until it is secured. ``done`` is the transport then."""

    def __init__(self, context: Context, protocol: asyncio.Protocol) -> None:
        self._tls = SSL.Connection(context, None)
        self._tls.set_accept_state()
        self._protocol = protocol
        self.done: asyncio.Future[TlsTransport] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The TCP connection stands; the client speaks first."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - the loop makes no other here
        self._tcp = transport

    def data_received(self, data: bytes) -> None:
        """Go on with the handshake as far as the client has."""
        if self.done.done():
            return
        self._tls.bio_write(data)
        try:
            self._tls.do_handshake()
        except SSL.WantReadError:
            send_pending(self._tls, self._tcp)
        except SSL.Error as error:
            # The client is told why: OpenSSL has written an alert.
            send_pending(self._tls, self._tcp)
            self.done.set_exception(ConnectionAbortedError(f"TLS handshake failed: {error}"))
        else:
            transport = TlsTransport(self._tls, self._tcp, self._protocol)
            self.done.set_result(transport)
            transport.start()

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone before the handshake was over."""
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("no TLS handshake"))
