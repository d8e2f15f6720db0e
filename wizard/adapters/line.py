"""A TCP connection that another thread can cut, so that cancelling leaves nothing behind."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from wizard.adapters.network_faults import Kind, NetworkFault, connect_fault, name_fault

S = TypeVar("S", bound=socket.socket)


class Line:
    """The socket that a blocking call is using at the moment.

    The call runs in a thread; who waits for it and gives up calls `cut`: the thread's next or
    present use of the socket fails at once, instead of at its timeout.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._handed_over = False
        self._is_cut = False

    @property
    def is_cut(self) -> bool:
        """Whether the call was given up."""
        return self._is_cut

    def hold(self, sock: socket.socket) -> None:
        """The call uses this socket from now on. Raises NetworkFault where the line is cut."""
        with self._lock:
            if self._is_cut:
                raise NetworkFault(Kind.LOST)
            self._socket = sock

    def swap(self, secure: Callable[[], S]) -> S:
        """The call's socket becomes the one that ``secure``, which must not wait, makes of it.

        Not to be cut meanwhile: Python loses a socket that is shut down while TLS takes it over.
        """
        with self._lock:
            if self._is_cut:
                raise NetworkFault(Kind.LOST)
            sock = secure()
            self._socket = sock
            return sock

    def hand_over(self, sock: S) -> S:
        """The call's last act where the socket itself is its result: cutting then closes it."""
        with self._lock:
            if self._is_cut:
                sock.close()
                raise NetworkFault(Kind.LOST)
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


def connect(host: str, port: int, deadline: float, line: Line) -> socket.socket:
    """A connection to the first address of ``host`` that answers; every one is tried.

    ``deadline`` is a time of `time.monotonic`; an address that swallows packets gets only its share
    of what is left, so that a broken IPv6 route does not hide a working IPv4 one. The socket's
    timeout is set to the time that is left. Raises NetworkFault.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise name_fault(error, host) from None
    failures: list[OSError] = []
    for tried, (family, kind, protocol, _, address) in enumerate(found):
        share = (deadline - time.monotonic()) / (len(found) - tried)
        sock = socket.socket(family, kind, protocol)
        try:
            line.hold(sock)
            sock.settimeout(max(share, 0.001))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            set_deadline(sock, deadline)
        except OSError as error:
            sock.close()
            failures.append(error)
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise connect_fault(_most_telling(failures), host, port)


def set_deadline(sock: socket.socket, deadline: float) -> None:
    """Let the next use of the socket end at ``deadline`` at the latest."""
    sock.settimeout(max(deadline - time.monotonic(), 0.001))


def _most_telling(failures: list[OSError]) -> OSError:
    """Somebody who refuses is there; silence says more than a missing route."""
    for kind in (ConnectionRefusedError, TimeoutError):
        for failure in failures:
            if isinstance(failure, kind):
                return failure
    return failures[-1]
