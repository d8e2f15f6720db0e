"""Accepting TLS connections on a free loopback port, with the faults that come before a request."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import socket
import struct
import weakref
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from wizard.demo.faults.faults import (
    CertificateKind,
    ConnectionFault,
    SilentBeforeTls,
    WrongCertificate,
)
from wizard.demo.tls import Context, accept_tls

HOST: Final = "127.0.0.1"

Contexts = Mapping[CertificateKind | None, Context]
Accept = Callable[[Callable[[], asyncio.Protocol]], Awaitable[asyncio.Transport]]
Serve = Callable[[Accept], Awaitable[None]]

_ACCEPT_PAUSE_SECONDS: Final = 0.05
# struct linger is two ints on POSIX and two shorts on Windows.
_LINGER_ZERO: Final = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class Listener:
    """One port.

    ``serve`` is given a function that does the server's side of the TLS handshake for a protocol;
    it may return once the connection has an owner. Whatever is still open is cut by ``close``.
    ``listening`` False: the port is reserved, and every connection to it is refused.
    """

    def __init__(
        self,
        contexts: Contexts,
        fault: Callable[[], ConnectionFault | None],
        serve: Serve,
        *,
        listening: bool = True,
    ) -> None:
        self._contexts = contexts
        self._fault = fault
        self._serve = serve
        self._tasks: set[asyncio.Task[None]] = set()
        self._transports: weakref.WeakSet[asyncio.Transport] = weakref.WeakSet()
        # asyncio sets TCP_NODELAY on sockets that name their protocol, and on no others.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setblocking(False)
        self._socket.bind((HOST, 0))
        self._listening = listening
        if listening:
            self._socket.listen(128)
        self._accepting: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port, free when the listener was made."""
        port: int = self._socket.getsockname()[1]
        return port

    @property
    def busy(self) -> int:
        """Connections that this listener still has a task for."""
        return len(self._tasks)

    def open(self) -> None:
        """Start accepting, in the running loop."""
        if not self._listening:
            return
        self._accepting = asyncio.get_running_loop().create_task(self._accept())

    async def close(self) -> None:
        """Stop accepting, end every task, cut every connection."""
        tasks = [*self._tasks, *([self._accepting] if self._accepting else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._socket.close()
        for transport in self._transports:
            transport.abort()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(self._socket)
            except OSError:
                # The client is gone already, or the process is out of file descriptors for now.
                await asyncio.sleep(_ACCEPT_PAUSE_SECONDS)
                continue
            task = loop.create_task(self._take(connection))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _take(self, connection: socket.socket) -> None:
        fault = self._fault()
        # Clients that reset, refuse the certificate or speak no TLS are none of the hub's trouble.
        with contextlib.suppress(OSError, EOFError):
            if isinstance(fault, SilentBeforeTls):
                await _swallow(connection)
                return
            kind = fault.kind if isinstance(fault, WrongCertificate) else None
            await self._serve(functools.partial(self._handshake, connection, self._contexts[kind]))

    async def _handshake(
        self,
        connection: socket.socket,
        context: Context,
        protocol: Callable[[], asyncio.Protocol],
    ) -> asyncio.Transport:
        transport = await accept_tls(connection, context, protocol)
        self._transports.add(transport)
        return transport


def reset(transport: asyncio.BaseTransport | None) -> None:
    """End the connection with a TCP reset, as a broken route does."""
    if not isinstance(transport, asyncio.Transport):
        return
    raw = transport.get_extra_info("socket")
    if raw is not None and raw.fileno() != -1:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
    transport.abort()


async def _swallow(connection: socket.socket) -> None:
    """Read and never answer, until the client gives up."""
    loop = asyncio.get_running_loop()
    with connection:
        while await loop.sock_recv(connection, 4096):
            pass
