"""Local servers that behave as badly as the network does, and certificates for them."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handler = Callable[[socket.socket], None]
"""Serves one connection, which is closed afterwards."""

DAY: Final = timedelta(days=1)


class Authority:
    """A certificate authority that issues whatever it is asked for."""

    def __init__(self, name: str, parent: Authority | None = None) -> None:
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.parent = parent
        issuer = parent or self
        self.certificate = (
            _unsigned(self.name, issuer.name, self.key, -DAY, DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(issuer.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def server_context(
        self,
        folder: Path,
        *,
        address: str = "127.0.0.1",
        begins: timedelta = -DAY,
        ends: timedelta = DAY,
    ) -> ssl.SSLContext:
        """A server's context with a new certificate for that address or name; sends the chain."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        names = x509.SubjectAlternativeName([_general(address)])
        certificate = (
            _unsigned(name, self.name, key, begins, ends)
            .add_extension(names, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return _context(
            folder, key, [certificate, self.certificate] if self.parent else [certificate]
        )


def self_signed_context(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate that nobody but itself has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        _unsigned(name, name, key, -DAY, DAY)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    return _context(folder, key, [certificate])


@contextlib.contextmanager
def serve(handler: Handler) -> Iterator[int]:
    """A TCP server on 127.0.0.1; the port. All its connections and threads end with the context."""
    handles: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def hang_up(handle: socket.socket) -> None:
        with contextlib.suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)
        handle.close()

    def work(connection: socket.socket, handle: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            handler(connection)
        hang_up(handle)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                handle = connection.dup()  # TLS takes the other one's descriptor
                handles.append(handle)
                thread = threading.Thread(target=work, args=(connection, handle), daemon=True)
                threads.append(thread)
                thread.start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            hang_up(listener)
            accepting.join()
            for handle in handles:
                hang_up(handle)
            for thread in threads:
                thread.join()


def over_tls(context: ssl.SSLContext, handler: Handler) -> Handler:
    """The handler behind a TLS handshake."""

    def secured(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as stream:
            handler(stream)

    return secured


def swallow(connection: socket.socket) -> None:
    """Read whatever comes, say nothing, until the other side has enough."""
    while connection.recv(4096):
        pass


def answer(text: str) -> Handler:
    """Answer every HTTP request on the connection with this text."""

    def handler(connection: socket.socket) -> None:
        received = b""
        while chunk := connection.recv(4096):
            received += chunk
            while b"\r\n\r\n" in received:
                received = received.partition(b"\r\n\r\n")[2]
                connection.sendall(text.encode("latin-1"))

    return handler


@contextlib.contextmanager
def full_house() -> Iterator[int]:
    """A port whose queue is full: what is sent there is dropped without a word (Linux)."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as listener,
        contextlib.ExitStack() as stack,
    ):
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def closed_port() -> int:
    """A port that refuses connections."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _general(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)


def _unsigned(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    begins: timedelta,
    ends: timedelta,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
    )


def _context(
    folder: Path, key: ec.EllipticCurvePrivateKey, chain: list[x509.Certificate]
) -> ssl.SSLContext:
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
