"""One AMQP connection, from its first header to its end."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from wizard.demo.amqp.hub_links import HubLinks
from wizard.demo.amqp.identity_links import IdentityLinks
from wizard.demo.faults.amqp_faults import (
    AmqpStage,
    CutAt,
    RefuseOpen,
    SilentAt,
    StageFault,
)
from wizard.demo.faults.faults import Delay, Drop, Faults, LoginFault, Silent
from wizard.demo.listener import reset
from wizard.protocols.amqp.client import MECHANISM
from wizard.protocols.amqp.frames import (
    MOST_BYTES,
    Frame,
    FrameReader,
    Header,
    Kind,
    Layer,
    error,
    frame,
    header,
)
from wizard.protocols.amqp.values import AmqpProtocolError, Symbol, UByte, UInt, UShort

_FIRST_SECONDS: Final = 30.0
_IDLE_SECONDS: Final = 240.0
_STAGES: Final = {
    Kind.SASL_INIT: AmqpStage.SASL,
    Kind.OPEN: AmqpStage.OPEN,
}


class ConnectionEndedError(Exception):
    """The connection ends here, with all said that was to be said."""


class AmqpConnection:
    """A connection. ``identity`` has what it proves and what it may do."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        faults: Faults,
        links: HubLinks,
        identity: IdentityLinks,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._faults = faults
        self._links = links
        self._identity = identity
        self._is_silent = False
        self._is_started = False
        self._is_open = False

    async def run(self) -> None:
        """Serve the client until it leaves, is cut, says nothing for long or its token ends."""
        frames = FrameReader()
        while True:
            async with asyncio.timeout(self._patience()):
                data = await self._reader.read(MOST_BYTES)
            if not data:
                return
            for found in frames.feed(data) if not self._is_silent else ():
                await self._on(found)
                if self._is_silent:
                    break
            await self._writer.drain()

    def cut(self) -> None:
        """End the connection at once and without a word."""
        self._writer.transport.abort()

    def give_way(self) -> None:
        """The identity has connected anew: its links are taken away, then the connection."""
        words = "The identity has connected again."
        self._links.detach_all(("events", "twin"), "amqp:link:stolen", words)
        self._write(Kind.CLOSE, [error("amqp:link:stolen", words)])
        self._writer.close()

    async def close(self) -> None:
        """Give the connection back: what was written goes out first."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    def _patience(self) -> float:
        client = self._identity.client
        if client is None:
            return _FIRST_SECONDS
        return min(client.expires - self._faults.now(), _IDLE_SECONDS)

    async def _on(self, found: Header | Frame) -> None:
        if isinstance(found, Header):
            await self._on_header(found)
        elif found.kind is not None and not self._is_obstructed(self._stage_of(found)):
            await self._on_frame(found)

    def _stage_of(self, found: Frame) -> AmqpStage | None:
        if found.kind in (Kind.ATTACH, Kind.TRANSFER):
            return self._identity.stage_of(found)
        return _STAGES.get(found.kind) if found.kind is not None else None

    async def _on_header(self, found: Header) -> None:
        if not self._is_started:
            self._is_started = True
            await self._obstruct_start()
        if self._is_silent:
            return
        self._writer.write(header(found.layer))
        if found.layer is Layer.SASL:
            self._write(Kind.SASL_MECHANISMS, [(Symbol(MECHANISM), Symbol("PLAIN"))])

    async def _on_frame(self, found: Frame) -> None:
        match found.kind:
            case Kind.SASL_INIT:
                good = found.at(0) == MECHANISM
                self._write(Kind.SASL_OUTCOME, [UByte(0 if good else 1)])
                if not good:
                    raise ConnectionEndedError
            case Kind.OPEN:
                self._on_open(found)
            case Kind.CLOSE:
                self._write(Kind.CLOSE, [])
                raise ConnectionEndedError
            case _ if not self._is_open:
                raise AmqpProtocolError("open comes first")
            case Kind.BEGIN:
                self._links.begin(found.channel)
            case Kind.ATTACH:
                self._identity.on_attach(found)
            case Kind.FLOW:
                self._links.flow(found)
            case Kind.TRANSFER:
                self._identity.on_transfer(found)
            case Kind.DETACH:
                self._links.detached(found)
            case Kind.END:
                self._writer.write(frame(Kind.END, [], channel=found.channel))
            case _:
                return

    def _on_open(self, found: Frame) -> None:
        most = found.at(2)
        self._links.most_bytes = max(
            512, min(int(most) if isinstance(most, int) else 512, MOST_BYTES)
        )
        self._write(Kind.OPEN, ["demo-hub", None, UInt(MOST_BYTES), UShort(4095), UInt(240_000)])
        self._is_open = True
        if (refusal := self._faults.amqp.take(RefuseOpen)) is not None:
            self._write(Kind.CLOSE, [error(refusal.condition, "The demo hub was told to refuse.")])
            raise ConnectionEndedError

    async def _obstruct_start(self) -> None:
        """The faults behind the TLS handshake."""
        match self._faults.amqp.take(LoginFault):
            case Delay(seconds):
                await asyncio.sleep(seconds)
            case Drop():
                reset(self._writer.transport)
                raise ConnectionEndedError
            case Silent():
                self._is_silent = True

    def _is_obstructed(self, stage: AmqpStage | None) -> bool:
        """Whether a fault of this stage acts: then nothing is answered to what was asked."""
        if stage is None:
            return False
        fault = self._faults.amqp.take(StageFault, suits=lambda one: one.stage is stage)
        if isinstance(fault, CutAt):
            self.cut()
            raise ConnectionEndedError
        self._is_silent = self._is_silent or isinstance(fault, SilentAt)
        return self._is_silent

    def _write(self, kind: Kind, fields: list[object]) -> None:
        self._writer.write(frame(kind, fields))
