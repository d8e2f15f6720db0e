"""The registry and the provisioning service behind HTTPS, on aiohttp, with faults on the wire."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from types import MappingProxyType
from typing import Final, Protocol

from aiohttp import web

from wizard.demo.faults.channel import FaultChannel
from wizard.demo.faults.faults import (
    BadJson,
    Delay,
    Drop,
    Faults,
    Half,
    Html,
    LoseAnswer,
    RequestFault,
    RestFault,
    Silent,
    Slow,
    Status,
)
from wizard.demo.listener import Accept, Serve, reset
from wizard.demo.rest.answers import Handled, HttpAnswer, Request
from wizard.demo.rest.websocket import serve_websocket, wants_websocket
from wizard.demo.tls import client_certificate

_PORTAL_PATH: Final = "/portal"
_PORTAL: Final = b"""<!DOCTYPE html><html><head><title>Guest network</title></head>
<body><h1>Sign in to the guest network</h1></body></html>"""


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request that reached the hub. ``status`` 0: it was not answered."""

    method: str
    path: str
    who: str
    status: int


class Api(Protocol):
    """What a server serves: requests in, answers out, no I/O."""

    def handle(self, request: Request) -> Handled:
        """Carry the request out."""
        ...

    def refusal(self, status: int, headers: Mapping[str, str]) -> HttpAnswer:
        """What is answered with ``status`` when a test wants that."""
        ...


class RestServer:
    """Serves one `Api` with the faults of ``channel``. Made and used in the hub's loop.

    ``websockets`` are the protocols that are spoken inside a WebSocket, by their names.
    """

    def __init__(
        self,
        api: Api,
        channel: FaultChannel[RestFault],
        faults: Faults,
        seen: Callable[[SeenRequest], None],
        websockets: Mapping[str, Serve] = MappingProxyType({}),
    ) -> None:
        self._api = api
        self._channel = channel
        self._faults = faults
        self._seen = seen
        self._websockets = websockets
        self._server = web.Server(self._handle, handler_cancellation=True, access_log=None)

    @property
    def connections(self) -> int:
        """Open connections, idle ones included."""
        return len(self._server.connections)

    async def serve(self, accept: Accept) -> None:
        """Take a connection over; it lives on its own from here."""
        await accept(self._server)

    async def close(self) -> None:
        """Wait for what the cut connections leave behind."""
        await self._server.shutdown(timeout=1.0)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        read = Request(
            request.method,
            request.raw_path,
            headers,
            await request.read(),
            client_certificate(request.transport),
        )
        fault = self._channel.take(RequestFault, method=read.method, path=read.path)
        if isinstance(fault, (Drop, Silent)):
            self._seen(SeenRequest(read.method, read.target, "", 0))
            if isinstance(fault, Silent):
                await asyncio.get_running_loop().create_future()
            return _cut(request)
        if fault is None and self._websockets and wants_websocket(request):
            self._seen(SeenRequest(read.method, read.target, "", 101))
            return await serve_websocket(request, self._websockets)
        reply = self._reply(read, fault)
        lost = isinstance(fault, LoseAnswer)
        status = 0 if lost else reply.answer.status
        self._seen(SeenRequest(read.method, read.target, reply.who, status))
        if lost:
            return _cut(request)
        return await self._send(request, reply.answer, fault)

    def _reply(self, request: Request, fault: RequestFault | None) -> Handled:
        match fault:
            case Status(code, retry_after):
                extra = {} if retry_after is None else {"Retry-After": str(retry_after)}
                return Handled(self._api.refusal(code, extra), "")
            case Html(redirect):
                return Handled(_portal(redirect and request.path != _PORTAL_PATH), "")
            case BadJson():
                return Handled(HttpAnswer(200, b'{"deviceId": "cam'), "")
            case _:
                return self._api.handle(request)

    async def _send(
        self, request: web.BaseRequest, answer: HttpAnswer, fault: RequestFault | None
    ) -> web.StreamResponse:
        headers = {
            "Date": formatdate(self._faults.now(), usegmt=True),
            "Server": "Microsoft-HTTPAPI/2.0",
            **answer.headers,
        }
        if answer.body:
            headers["Content-Type"] = answer.content_type
        if isinstance(fault, Delay):
            await asyncio.sleep(fault.seconds)
        if not isinstance(fault, (Slow, Half)):
            return web.Response(status=answer.status, body=answer.body, headers=headers)
        response = web.StreamResponse(status=answer.status, headers=headers)
        response.content_length = len(answer.body)
        # The client may hang up while the answer trickles.
        with contextlib.suppress(ConnectionError):
            await response.prepare(request)
            if isinstance(fault, Slow):
                await _trickle(response, answer.body, fault.bytes_per_second)
            else:
                await response.write(answer.body[: len(answer.body) // 2])
                if request.transport is not None:
                    request.transport.close()
        return response


async def _trickle(response: web.StreamResponse, body: bytes, bytes_per_second: int) -> None:
    step = max(1, bytes_per_second // 10)
    for start in range(0, len(body), step):
        piece = body[start : start + step]
        await response.write(piece)
        await asyncio.sleep(len(piece) / bytes_per_second)


def _portal(redirect: bool) -> HttpAnswer:
    headers = {"Location": _PORTAL_PATH} if redirect else {}
    return HttpAnswer(302 if redirect else 200, _PORTAL, headers, "text/html; charset=utf-8")


def _cut(request: web.BaseRequest) -> web.StreamResponse:
    """Reset the connection; aiohttp wants an answer all the same and finds nobody to send it to."""
    reset(request.transport)
    return web.Response()
