"""Answers that are larger than any of a hub's, or are said to be: read up to a limit only."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pytest

from tests.infra.servers import Authority, serve
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.infra.net.cancellable_socket import CancellableSocket
from wizard.infra.net.https_client import LARGEST_BODY, Answer, HttpsClient
from wizard.text.lookup import text_of


def fetched(head: bytes, part: bytes, times: int, tmp_path: Path) -> Answer:
    """What the client makes of this answer, whose body is ``part`` so many times."""
    authority = Authority("a CA")
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    context = authority.server_context(tmp_path)

    def handler(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(connection, True) as secured:
            secured.recv(65536)
            secured.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
            for _ in range(times):
                secured.sendall(part)

    with serve(handler) as port:
        client = HttpsClient(HubAddress(f"127.0.0.1:{port}"), Network(tmp_path / "ca.pem"))
        try:
            return client.exchange("GET", "/", {}, cancellable=CancellableSocket())
        finally:
            client.close()


MEGABYTE = b"x" * 1_000_000
ENDLESS = 100


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"Content-Length: 99999999999999\r\n", b"x"),
        (b"Content-Length: 9000000\r\n", MEGABYTE),
        (b"Connection: close\r\n", MEGABYTE),
        (b"Transfer-Encoding: chunked\r\n", b"f4240\r\n" + MEGABYTE + b"\r\n"),
        (b"Transfer-Encoding: chunked\r\n", b"fffffffffffffff\r\n" + MEGABYTE),
    ],
    ids=["lie", "large", "endless", "chunked", "one_chunk"],
)
def test_too_large(head: bytes, part: bytes, tmp_path: Path) -> None:
    with pytest.raises(HubError) as caught:
        fetched(head, part, ENDLESS if len(part) > 1 else 1, tmp_path)
    assert (caught.value.code, caught.value.variant) == (Code.HUB_BAD_ANSWER, "too_large")
    assert str(LARGEST_BODY) in text_of(caught.value.problem).cause


@pytest.mark.parametrize("chunked", [False, True])
def test_as_large_as_may_be(chunked: bool, tmp_path: Path) -> None:
    if chunked:
        head, part = b"Transfer-Encoding: chunked\r\n", b"f4240\r\n" + MEGABYTE + b"\r\n"
        answer = fetched(head, part * 8 + b"0\r\n\r\n", 1, tmp_path)
    else:
        answer = fetched(b"Content-Length: 8000000\r\n", MEGABYTE, 8, tmp_path)
    assert answer.body == MEGABYTE * 8


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Length: 10\r\n", b"12345"),
        (b"Transfer-Encoding: chunked\r\n", b"a\r\n12345"),
    ],
)
def test_cut_off(head: bytes, body: bytes, tmp_path: Path) -> None:
    with pytest.raises(HubError) as caught:
        fetched(head, body, 1, tmp_path)
    assert caught.value.code is Code.HUB_CONNECTION_LOST
