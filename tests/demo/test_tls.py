"""The demo hub's TLS under any asyncio protocol, with clients of every manner."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.pairs import make_pair
from wizard.demo.ca import make_certificates
from wizard.demo.tls import accept_tls, client_certificate
from wizard.demo.tls_transport import TlsTransport

BIG = bytes(range(256)) * 16 * 1024
CERTIFICATES = make_certificates()


class Recorder(asyncio.Protocol):
    """What a transport tells a protocol, in order."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.lost: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        self.news = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.heard.append("made")
        self.news.set()

    def data_received(self, data: bytes) -> None:
        self.heard.append(data)
        self.news.set()

    def eof_received(self) -> None:
        self.heard.append("eof")
        self.news.set()

    def pause_writing(self) -> None:
        self.heard.append("pause")

    def resume_writing(self) -> None:
        self.heard.append("resume")
        self.news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(exc)
        self.news.set()

    async def until(self, what: object) -> None:
        """Wait until ``what`` was told."""
        while what not in self.heard:
            self.news.clear()
            await self.news.wait()


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cadata=CERTIFICATES.ca_pem.decode("ascii"))


def sockets() -> tuple[socket.socket, socket.socket]:
    """The two ends of a TCP connection: the server's, the client's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        server, _ = listening.accept()
    client.setblocking(False)
    server.setblocking(False)
    return server, client


@asynccontextmanager
async def connected(
    context: ssl.SSLContext | None = None,
) -> AsyncIterator[tuple[TlsTransport, Recorder, asyncio.StreamReader, asyncio.StreamWriter]]:
    """The server's transport and protocol, and the client's two streams."""
    server, client = sockets()
    recorder = Recorder()
    accepting = asyncio.create_task(
        accept_tls(server, CERTIFICATES.contexts[None], lambda: recorder)
    )
    reader, writer = await asyncio.open_connection(
        sock=client, ssl=context or trusting(), server_hostname="localhost"
    )
    transport = await accepting
    try:
        yield transport, recorder, reader, writer
    finally:
        with suppress(AttributeError):  # Python 3.11's abort() fails where the connection is lost
            writer.transport.abort()
        transport.abort()
        await recorder.lost


async def test_bytes_of_any_number_go_both_ways() -> None:
    async with connected() as (transport, recorder, reader, writer):
        writer.write(BIG)
        transport.write(BIG)
        transport.writelines([b"and ", memoryview(b"the "), bytearray(b"rest"), b""])
        assert await reader.readexactly(len(BIG) + 12) == BIG + b"and the rest"
        while sum(len(piece) for piece in recorder.heard if isinstance(piece, bytes)) < len(BIG):
            recorder.news.clear()
            await recorder.news.wait()
        assert recorder.heard[0] == "made"
        assert b"".join(piece for piece in recorder.heard if isinstance(piece, bytes)) == BIG


async def test_a_slow_client_holds_the_protocol_back() -> None:
    async with connected() as (transport, recorder, reader, _writer):
        transport.set_write_buffer_limits(high=64 * 1024)
        while "pause" not in recorder.heard:
            transport.write(BIG)
        assert transport.get_write_buffer_size() > transport.get_write_buffer_limits()[1]
        reading = asyncio.create_task(reader.read(-1))
        await recorder.until("resume")
        transport.close()
        assert len(await reading) % len(BIG) == 0


async def test_a_protocol_that_pauses_is_told_nothing_and_loses_nothing() -> None:
    async with connected() as (transport, recorder, reader, writer):
        transport.pause_reading()
        assert not transport.is_reading()
        writer.write(b"said before the farewell")
        writer.close()
        for _ in range(10):  # the loop gets every chance to hand it over
            await asyncio.sleep(0)
        assert recorder.heard == ["made"]
        transport.resume_reading()
        await recorder.until("eof")
        assert recorder.heard == ["made", b"said before the farewell", "eof"]
        assert await recorder.lost is None
        assert await reader.read() == b""


async def test_what_was_written_before_close_arrives_and_nothing_after_it() -> None:
    async with connected() as (transport, recorder, reader, writer):
        transport.write(BIG)
        transport.close()
        transport.close()
        transport.write(b"too late")
        assert transport.is_closing()
        assert await reader.read(-1) == BIG
        writer.close()
        assert await recorder.lost is None


async def test_a_client_that_says_no_farewell_is_not_waited_for() -> None:
    server, client = sockets()
    recorder = Recorder()
    accepting = asyncio.create_task(
        accept_tls(server, CERTIFICATES.contexts[None], lambda: recorder)
    )
    outgoing, incoming = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = trusting().wrap_bio(incoming, outgoing, server_hostname="localhost")
    loop = asyncio.get_running_loop()
    with client:
        while not accepting.done():
            with suppress(ssl.SSLWantReadError):
                tls.do_handshake()
                await loop.sock_sendall(client, outgoing.read())
                break
            await loop.sock_sendall(client, outgoing.read())
            incoming.write(await loop.sock_recv(client, 64 * 1024))
        transport = await accepting
        transport.close()
        assert await recorder.lost is None  # the client has kept its end open and silent


async def test_damaged_tls_ends_the_connection_with_an_error() -> None:
    async with connected() as (_transport, recorder, _reader, writer):
        with writer.get_extra_info("socket").dup() as below_tls:
            below_tls.send(b"no TLS record at all")
        assert isinstance(await recorder.lost, ConnectionAbortedError)
        assert recorder.heard == ["made"]


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 100, b""])
async def test_what_speaks_no_tls_is_an_error_and_the_socket_is_closed(said: bytes) -> None:
    server, client = sockets()
    loop = asyncio.get_running_loop()
    with client:
        await loop.sock_sendall(client, said)
        client.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionError):
            await accept_tls(server, CERTIFICATES.contexts[None], Recorder)
        with suppress(ConnectionError):
            while await loop.sock_recv(client, 1024):
                pass
    assert server.fileno() == -1


async def test_a_client_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.demo.tls._HANDSHAKE_SECONDS", 0.01)
    server, client = sockets()
    with client:
        with pytest.raises(TimeoutError):
            await accept_tls(server, CERTIFICATES.contexts[None], Recorder)
        assert await asyncio.get_running_loop().sock_recv(client, 1) == b""


async def test_a_client_of_old_tls_is_told_so() -> None:
    context = trusting()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    server, client = sockets()
    accepting = asyncio.create_task(accept_tls(server, CERTIFICATES.contexts[None], Recorder))
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        await asyncio.open_connection(sock=client, ssl=context, server_hostname="localhost")
    with pytest.raises(ConnectionError):
        await accepting


async def test_the_certificate_is_known_from_the_first_moment(tmp_path: Path) -> None:
    pair = make_pair()
    (tmp_path / "pair.pem").write_bytes(pair.pem + pair.key_pem)
    context = trusting()
    context.load_cert_chain(tmp_path / "pair.pem")
    async with connected(context) as (transport, _recorder, _reader, _writer):
        assert client_certificate(transport) == pair.der
    async with connected() as (transport, _recorder, _reader, _writer):
        assert client_certificate(transport) is None
    assert client_certificate(None) is None


async def test_a_stream_server_and_a_change_of_protocol() -> None:
    """What asyncio's streams, and servers that switch protocols, ask of a transport."""
    async with connected() as (transport, _recorder, reader, writer):
        heard = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(heard)
        former = transport.get_protocol()
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        own = asyncio.StreamWriter(transport, protocol, heard, asyncio.get_running_loop())
        writer.write(b"a question\n")
        assert await heard.readline() == b"a question\n"
        own.write(b"an answer")
        own.close()
        await own.wait_closed()
        assert await reader.read() == b"an answer"
        assert own.get_extra_info("sslcontext") is not None
        assert own.get_extra_info("peername")[0] == "127.0.0.1"
        assert not own.can_write_eof()
        former.connection_lost(None)
        with pytest.raises(TypeError):
            transport.set_protocol(asyncio.BufferedProtocol())
