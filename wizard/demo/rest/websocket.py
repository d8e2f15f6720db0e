"""AMQP and MQTT inside a WebSocket, on the port of the REST interface."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from aiohttp import WSMsgType, web

from wizard.demo.listener import Accept, Serve
from wizard.protocols.websocket import PATH

_MOST_BYTES: Final = 1 << 20
_FAREWELL_SECONDS: Final = 1.0


def wants_websocket(request: web.BaseRequest) -> bool:
    """Whether the request asks for the upgrade, at the address where a hub grants it."""
    upgrade = request.headers.get("Upgrade", "").lower()
    return request.raw_path.partition("?")[0] == PATH and upgrade == "websocket"


async def serve_websocket(
    request: web.BaseRequest, protocols: Mapping[str, Serve]
) -> web.StreamResponse:
    """Agree on one of the protocols (by their names) and have it served to its end."""
    response = web.WebSocketResponse(
        protocols=tuple(protocols),
        max_msg_size=_MOST_BYTES,
        timeout=_FAREWELL_SECONDS,
        compress=False,
    )
    await response.prepare(request)
    serve = protocols.get(response.ws_protocol or "")
    if serve is None:
        await response.close()
        return response
    transport = WebSocketTransport(response, request)

    async def accept(factory: Callable[[], asyncio.Protocol]) -> asyncio.Transport:
        transport.start(factory())
        return transport

    taken: Accept = accept
    try:
        await serve(taken)
    finally:
        await transport.finish()
    return response


class WebSocketTransport(asyncio.Transport):
    """The server's end of a stream inside a WebSocket."""

    def __init__(self, socket: web.WebSocketResponse, request: web.BaseRequest) -> None:
        super().__init__()
        self._socket = socket
        self._request = request
        self._protocol: asyncio.Protocol = asyncio.Protocol()
        self._out: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = False
        self._lost = False

    def start(self, protocol: asyncio.Protocol) -> None:
        """Have the protocol served."""
        self._protocol = protocol
        protocol.connection_made(self)
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]

    async def finish(self) -> None:
        """The protocol has ended; what it said last is sent."""
        self.close()
        await asyncio.gather(*self._tasks[1:], return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._lose()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send as a message."""
        if data and not self._closing:
            self._out.put_nowait(bytes(data))

    def close(self) -> None:
        """Send what was written and the farewell."""
        if not self._closing:
            self._closing = True
            self._out.put_nowait(None)

    def abort(self) -> None:
        """End the connection now, without a farewell."""
        self._closing = True
        if self._request.transport is not None:
            self._request.transport.abort()
        self._out.put_nowait(None)
        self._lose()

    def is_closing(self) -> bool:
        """Whether nothing can be said any more."""
        return self._closing

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What the connection beneath knows."""
        beneath = self._request.transport
        return beneath.get_extra_info(name, default) if beneath is not None else default

    async def _read(self) -> None:
        with contextlib.suppress(OSError):
            async for message in self._socket:
                if message.type is WSMsgType.BINARY:
                    self._protocol.data_received(message.data)
        if not self._lost:
            self._protocol.eof_received()

    async def _write(self) -> None:
        with contextlib.suppress(OSError):
            while (data := await self._out.get()) is not None:
                await self._socket.send_bytes(data)
            await self._socket.close()
        self._lose()

    def _lose(self) -> None:
        if not self._lost:
            self._lost = self._closing = True
            self._protocol.connection_lost(None)
