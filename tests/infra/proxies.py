"""HTTP proxies on loopback: real ones that tunnel, and such that stand in the way."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from tests.infra.servers import Handler, serve

USER: Final = "CONTOSO\\anna"
PASSWORD: Final = "correct-horse-battery"  # of nothing outside of these tests

ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"

Judge = Callable[[str | None], bytes | None]
"""Takes Proxy-Authorization, gives the token of a 407, or None: let it through."""


@dataclass
class ProxyServer:
    """A proxy that tunnels once it is satisfied. ``asked`` are the heads that it was sent.

    ``scheme`` names the login that it wants; ``judge`` makes the judge of one connection.
    ``closes``: it ends the connection after every 407; ``closes_first``: after its first one only.
    """

    offers: tuple[str, ...] = ()
    judge: Callable[[], Judge] | None = None
    closes: bool = False
    closes_first: bool = False
    asked: list[str] = field(default_factory=list)
    connections: int = 0

    def serve(self, connection: socket.socket) -> None:
        self.connections += 1
        judge = self.judge() if self.judge else None
        while head := _head(connection):
            self.asked.append(head)
            refusal = None if judge is None else judge(_authorization(head))
            if refusal is None:
                _tunnel(connection, head)
                return
            connection.sendall(self._wants_login(refusal))
            if self.closes or (self.closes_first and len(self.asked) == 1):
                return

    def _wants_login(self, token: bytes) -> bytes:
        lines = [
            f"Proxy-Authenticate: {one}{(' ' + token.decode()) if token else ''}"
            for one in self.offers
        ]
        body = "<html>sign in</html>"
        head = ["HTTP/1.1 407 Proxy Authentication Required", *lines]
        head.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def basic(user: str = USER, password: str = PASSWORD) -> Judge:
    """Wants this login in clear."""
    wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    return lambda shown: None if shown == wanted else b""


def spnego_judge(scheme: str) -> Judge:
    """NTLM's or Negotiate's other side, by pyspnego with the accounts of NTLM_USER_FILE."""
    import spnego

    server = spnego.server(protocol=scheme.lower())

    def judge(shown: str | None) -> bytes | None:
        name, _, token = (shown or "").partition(" ")
        if name.lower() != scheme.lower():
            return b""
        try:
            answer = server.step(base64.b64decode(token))
        except Exception:  # whatever makes no sense to it is refused
            return b""
        return None if server.complete else base64.b64encode(answer or b"")

    return judge


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The accounts that `spnego_judge` knows."""
    domain, _, user = USER.partition("\\")
    file = tmp_path / "accounts"
    file.write_text(f"{domain}:{user}:{PASSWORD}\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(file))


@pytest.fixture
def no_proxy_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable and no desktop says anything about a proxy."""
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)


@contextlib.contextmanager
def running(server: ProxyServer) -> Iterator[str]:
    """The proxy's ``host:port`` while it runs."""
    with serve(server.serve) as port:
        yield f"127.0.0.1:{port}"


def refusal(status: str, *headers: str) -> Handler:
    """A proxy that answers everything with this status and closes."""
    head = "\r\n".join([f"HTTP/1.1 {status}", "Content-Length: 0", *headers])

    def handler(connection: socket.socket) -> None:
        if _head(connection):
            connection.sendall(f"{head}\r\n\r\n".encode())

    return handler


def inspecting(secured: Handler) -> Handler:
    """A proxy that says there is a tunnel, and is itself the other end."""

    def handler(connection: socket.socket) -> None:
        if _head(connection):
            connection.sendall(ESTABLISHED)
            secured(connection)

    return handler


def _head(connection: socket.socket) -> str:
    """One request's head; "" at the end of the connection."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(1)
        if not chunk:
            return ""
        received += chunk
    return received.decode("latin-1")


def _authorization(head: str) -> str | None:
    for line in head.splitlines():
        name, _, value = line.partition(":")
        if name.lower() == "proxy-authorization":
            return value.strip()
    return None


def _tunnel(connection: socket.socket, head: str) -> None:
    host, _, port = head.split()[1].rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port))) as onward:
        connection.sendall(ESTABLISHED)
        back = threading.Thread(target=_pump, args=(onward, connection))
        back.start()
        _pump(connection, onward)
        back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(4096):
            target.sendall(chunk)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
