"""Getting a TCP connection: names, addresses, refusals, silence, and being cut off."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from tests.infra.servers import closed_port, full_house, serve, swallow
from tests.patience import HANG_LIMIT, NEVER, far_off, longer_and_longer
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.connection_events import (
    AddressFailed,
    Connected,
    ConnectionEvent,
    Phase,
    PhaseStarted,
    Resolved,
    Secured,
)
from wizard.infra.net.cancellable_socket import CancellableSocket, connect

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="a full queue refuses elsewhere")


def fault(host: str, port: int, seconds: float = HANG_LIMIT) -> HubError:
    with pytest.raises(HubError) as caught:
        connect(host, port, time.monotonic() + seconds, CancellableSocket())
    return caught.value


def addresses(patch: pytest.MonkeyPatch, *found: tuple[str, int]) -> None:
    """Let every name have these addresses."""
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", one) for one in found]
    patch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)


def test_a_name_that_does_not_exist() -> None:
    found = fault("no-such-hub.invalid", 443)
    assert (found.code, found.params["host"]) == (Code.HUB_NAME_NOT_RESOLVED, "no-such-hub.invalid")


def test_a_name_that_cannot_be_one() -> None:
    assert fault("x" * 64 + ".azure-devices.net", 443).code is Code.HUB_NAME_NOT_RESOLVED


def test_no_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def unanswered(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", unanswered)
    found = fault("hub.example", 443)
    assert (found.code, found.variant) == (Code.HUB_NAME_NOT_RESOLVED, "no_name_server")


def test_a_refused_connection() -> None:
    port = closed_port()
    found = fault("127.0.0.1", port)
    assert (found.code, found.variant) == (Code.HUB_UNREACHABLE, "refused")
    assert found.params == {"host": "127.0.0.1", "port": port}


def test_no_route() -> None:
    found = fault("255.255.255.255", 443)
    assert (found.code, found.variant) == (Code.HUB_UNREACHABLE, "")


@on_linux
def test_packets_that_are_swallowed() -> None:
    with full_house() as port:
        found = fault("127.0.0.1", port, 0.2)
    assert (found.code, found.variant) == (Code.HUB_TIMEOUT, "connect")


def test_every_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(swallow) as port:
        addresses(monkeypatch, ("127.0.0.1", closed_port()), ("127.0.0.1", port))
        with connect("hub.example", 443, far_off(), CancellableSocket()) as sock:
            assert sock.getpeername()[1] == port


@on_linux
def test_a_dead_address_leaves_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with full_house() as dead, serve(swallow) as port:
        addresses(monkeypatch, ("127.0.0.1", dead), ("127.0.0.1", port))
        for seconds in longer_and_longer():
            found = told("hub.example", 443, seconds)
            if found[-1] == Connected("127.0.0.1", 443):
                break
    assert found[-1] == Connected("127.0.0.1", 443)


@on_linux
def test_of_several_failures_a_refusal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with full_house() as dead:
        addresses(monkeypatch, ("127.0.0.1", closed_port()), ("127.0.0.1", dead))
        found = fault("hub.example", 443, 0.4)
    assert (found.code, found.variant) == (Code.HUB_UNREACHABLE, "refused")


@on_linux
def test_cutting_ends_a_connect_that_waits() -> None:
    connection, ended = CancellableSocket(), threading.Event()

    def call(port: int) -> None:
        with contextlib.suppress(HubError):
            connect("127.0.0.1", port, far_off(), connection)
        ended.set()

    with full_house() as port:
        thread = threading.Thread(target=call, args=(port,))
        thread.start()
        while not ended.is_set():  # until the connect is under way there is nothing to cut
            connection.cut()
            ended.wait(0.01)
        thread.join()


def test_cutting_ends_a_read_that_waits() -> None:
    connection = CancellableSocket()
    with serve(swallow) as port:
        sock = connect("127.0.0.1", port, far_off(), connection)
        threading.Timer(0.02, connection.cut).start()
        with sock:
            assert sock.recv(1) == b""


def test_a_line_that_was_cut_takes_no_socket() -> None:
    connection = CancellableSocket()
    connection.cut()
    with serve(swallow) as port, pytest.raises(HubError):
        connect("127.0.0.1", port, far_off(), connection)


def test_cutting_closes_what_was_handed_over() -> None:
    connection = CancellableSocket()
    with serve(swallow) as port:
        sock = connection.hand_over(connect("127.0.0.1", port, far_off(), connection))
        connection.cut()
        assert sock.fileno() == -1
        connection.cut()


def told(host: str, port: int, seconds: float = HANG_LIMIT) -> list[ConnectionEvent]:
    """What a connection tells that is made, or fails."""
    signs = list[ConnectionEvent]()
    with contextlib.suppress(HubError):
        connect(host, port, time.monotonic() + seconds, CancellableSocket(signs.append)).close()
    return [replace(sign, at=0.0) if isinstance(sign, PhaseStarted) else sign for sign in signs]


def test_tells_the_name_and_the_route() -> None:
    with serve(swallow) as port:
        assert told("127.0.0.1", port) == [
            PhaseStarted(Phase.RESOLVE, 0.0),
            Resolved(("127.0.0.1",)),
            PhaseStarted(Phase.TCP, 0.0),
            Connected("127.0.0.1", port),
        ]


def test_tells_where_it_stopped() -> None:
    assert told("no-such-hub.invalid", 443) == [PhaseStarted(Phase.RESOLVE, 0.0)]
    assert told("127.0.0.1", closed_port())[-1] == AddressFailed("127.0.0.1", "refused")


@pytest.mark.skipif(not socket.has_ipv6, reason="a Python without IPv6")
def test_ipv6_that_does_not_work_beside_ipv4_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(swallow) as port:
        rows = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
        found = told("hub.example", port)
    assert Resolved(("::1", "127.0.0.1")) in found
    assert [type(sign) for sign in found[-2:]] == [AddressFailed, Connected]
    assert isinstance(found[-2], AddressFailed)
    assert found[-2].address == "::1"
    assert found[-1] == Connected("127.0.0.1", port)


@on_linux
def test_a_silent_address_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.infra.net.cancellable_socket._FIRST_SHARE", 0.05)
    with full_house() as dead, serve(swallow) as port:
        addresses(monkeypatch, ("127.0.0.1", dead), ("127.0.0.1", port))
        found = told("hub.example", port, NEVER)
    assert found[-2:] == [AddressFailed("127.0.0.1", "timeout"), Connected("127.0.0.1", port)]


def test_who_gives_up_knows_how_far_it_has_come() -> None:
    connection = CancellableSocket()

    def given_up() -> tuple[Code, str]:
        error = connection.out_of_time("h")
        return error.code, error.variant

    connection.begin(Phase.RESOLVE)
    assert given_up() == (Code.HUB_NAME_NOT_RESOLVED, "no_name_server")
    connection.begin(Phase.TCP)
    assert given_up() == (Code.HUB_TIMEOUT, "")
    connection.begin(Phase.TLS)
    assert given_up() == (Code.HUB_TIMEOUT, "tls")
    connection.tell(Secured("TLSv1.3", "", None, 0.0))
    assert given_up() == (Code.HUB_TIMEOUT, "")
    connection.awaited = "connack"
    assert given_up() == (Code.HUB_TIMEOUT, "connack")
