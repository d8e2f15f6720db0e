"""A TCP connection that another thread can cut, so that cancelling leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.connection_events import (
    AddressFailed,
    Connected,
    ConnectionEvent,
    Phase,
    PhaseStarted,
    Resolved,
    Secured,
    Watch,
    ignore,
)
from wizard.infra.net.faults import connect_fault, connection_lost, name_fault, timed_out

_FIRST_SHARE: Final = 3.0
"""Seconds at most for an address that is not the last one: enough to repeat a lost packet once."""

S = TypeVar("S", bound=socket.socket)
_Found = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]


class CancellableSocket:
    """The socket that a blocking call is using at the moment.

    The call runs in a thread; who waits for it and gives up calls `cut`: the thread's next or
    present use of the socket fails at once, instead of at its timeout.

    ``watch`` is told, in the thread, how far the connection has come.
    """

    def __init__(self, watch: Watch = ignore) -> None:
        self._watch = watch
        self._phase: Phase | None = None
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._handed_over = False
        self._is_cut = False
        self.awaited = ""
        """What is awaited once the connection stands: the variant of ``hub.timeout``."""
        self.awaited_proxy: HubError | None = None
        """What it means that a proxy is silent, while it is asked for a tunnel."""

    @property
    def is_cut(self) -> bool:
        """Whether the call was given up."""
        return self._is_cut

    def tell(self, sign: ConnectionEvent) -> None:
        """The connection has come this far."""
        if isinstance(sign, (PhaseStarted, Secured)):
            self._phase = sign.phase if isinstance(sign, PhaseStarted) else None
        self._watch(sign)

    def begin(self, phase: Phase) -> None:
        """A phase begins now."""
        self.tell(PhaseStarted(phase, time.perf_counter()))

    def out_of_time(self, host: str) -> HubError:
        """What it means that who waits for the call has given it up."""
        if self.awaited_proxy is not None:
            return self.awaited_proxy
        match self._phase:
            case Phase.RESOLVE:
                return HubError(Code.HUB_NAME_NOT_RESOLVED, "no_name_server", host=host)
            case Phase.TLS:
                return timed_out("tls")
        return timed_out(self.awaited)

    def hold(self, sock: socket.socket) -> None:
        """The call uses this socket from now on. Raises HubError after `cut`."""
        with self._lock:
            if self._is_cut:
                raise connection_lost()
            self._socket = sock

    def swap(self, secure: Callable[[], S]) -> S:
        """The call's socket becomes the one that ``secure``, which must not wait, makes of it.

        Not to be cut meanwhile: Python loses a socket that is shut down while TLS takes it over.
        """
        with self._lock:
            if self._is_cut:
                raise connection_lost()
            sock = secure()
            self._socket = sock
            return sock

    def hand_over(self, sock: S) -> S:
        """The call's last act where the socket itself is its result: cutting then closes it."""
        with self._lock:
            if self._is_cut:
                sock.close()
                raise connection_lost()
            self._socket, self._handed_over = sock, True
            return sock

    def cut(self) -> None:
        """End the call, or close what it handed over. Never raises."""
        with self._lock:
            self._is_cut = True
            sock, self._socket = self._socket, None
        if sock is None:
            return
        with contextlib.suppress(OSError):
            # Not SSLSocket.shutdown: it drops the TLS state under the feet of the other thread.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        if self._handed_over:
            sock.close()


def on_loop(watch: Watch) -> Watch:
    """The same for other threads; a loop that has ended wants no news."""
    if watch is ignore:
        return ignore
    loop = asyncio.get_running_loop()

    def tell(sign: ConnectionEvent) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(watch, sign)

    return tell


def connect(
    host: str,
    port: int,
    deadline: float,
    cancellable: CancellableSocket,
    *,
    is_proxy: bool = False,
    rule: str = "",
) -> socket.socket:
    """A connection to the first address of ``host`` that answers; every one is tried.

    ``deadline`` is a time of `time.monotonic`; an address that swallows packets gets only its share
    of what is left, so that a broken IPv6 route does not hide a working IPv4 one. The socket's
    timeout is set to the time that is left. ``rule`` is what decided about a proxy, to be told.
    Raises HubError.
    """
    found = _look_up(host, port, cancellable)
    cancellable.begin(Phase.TCP)
    failures: list[OSError] = []
    for tried, (family, kind, protocol, _, address) in enumerate(found):
        sock = socket.socket(family, kind, protocol)
        try:
            cancellable.hold(sock)
            sock.settimeout(_share(deadline, len(found) - tried))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            set_deadline(sock, deadline)
        except OSError as error:
            sock.close()
            failures.append(error)
            cancellable.tell(AddressFailed(str(address[0]), _reason(error)))
        except BaseException:
            sock.close()
            raise
        else:
            proxy = f"{host}:{port}" if is_proxy else ""
            cancellable.tell(Connected(str(address[0]), port, proxy, rule))
            return sock
    raise connect_fault(_most_telling(failures), host, port)


def set_deadline(sock: socket.socket, deadline: float) -> None:
    """Let the next use of the socket end at ``deadline`` at the latest."""
    sock.settimeout(max(deadline - time.monotonic(), 0.001))


def _look_up(host: str, port: int, cancellable: CancellableSocket) -> Sequence[_Found]:
    cancellable.begin(Phase.RESOLVE)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise name_fault(error, host) from None
    cancellable.tell(Resolved(tuple(dict.fromkeys(str(row[4][0]) for row in found))))
    return found


def _share(deadline: float, addresses: int) -> float:
    """What an address gets of the time that is left for so many."""
    left = max(deadline - time.monotonic(), 0.001)
    return left if addresses == 1 else min(left / addresses, _FIRST_SHARE)


def _reason(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    return "timeout" if isinstance(error, TimeoutError) else "unreachable"


def _most_telling(failures: list[OSError]) -> OSError:
    """Somebody who refuses is there; silence says more than a missing route."""
    for kind in (ConnectionRefusedError, TimeoutError):
        for failure in failures:
            if isinstance(failure, kind):
                return failure
    return failures[-1]
