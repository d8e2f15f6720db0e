"""A TCP connection to an HTTPS host: straight, or through the proxy that leads out of here."""

from __future__ import annotations

import socket
import time

from wizard.domain.errors import HubError
from wizard.domain.hub.proxy import SYSTEM_PROXY, ProxyChoice
from wizard.infra.net.cancellable_socket import CancellableSocket, connect, set_deadline
from wizard.infra.net.proxy.found import Proxy
from wizard.infra.net.proxy.routes import find_ways
from wizard.infra.net.proxy.tunnel import Tunnel


def open_route(
    host: str,
    port: int,
    deadline: float,
    cancellable: CancellableSocket,
    proxy: ProxyChoice = SYSTEM_PROXY,
) -> socket.socket:
    """A TCP connection to the host, through a proxy where one is set. Raises HubError.

    Every way that a PAC names is tried in its order; where none does, the first one's failure is
    told. ``deadline`` is a time of `time.monotonic`.
    """
    found = find_ways(host, port, proxy)
    failures: list[HubError] = []
    for tried, way in enumerate(found.ways):
        end = _share(deadline, len(found.ways) - tried)
        try:
            if way is None:
                sock = connect(host, port, end, cancellable, rule=found.rule)
            else:
                sock = _through(way, host, port, end, cancellable)
        except HubError as error:
            failures.append(error)
            if cancellable.is_cut:
                break
        else:
            set_deadline(sock, deadline)
            return sock
    raise failures[0]


def _through(
    proxy: Proxy, host: str, port: int, deadline: float, cancellable: CancellableSocket
) -> socket.socket:
    def dial() -> socket.socket:
        address = proxy.address
        try:
            return connect(
                address.host, address.port, deadline, cancellable, is_proxy=True, rule=proxy.rule
            )
        except HubError:
            raise proxy.fault("unreachable") from None

    cancellable.awaited_proxy = proxy.fault("silent")
    try:
        sock = Tunnel(proxy, host, port, dial, deadline).open()
    finally:
        cancellable.awaited_proxy = None
    return sock


def _share(deadline: float, ways: int) -> float:
    """The end of this way's time: an equal share of what is left for so many."""
    now = time.monotonic()
    return now + max(deadline - now, 0.001) / ways
