"""One connection's links, from the hub's side: what comes over them, what goes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from wizard.protocols.amqp.frames import (
    ACCEPTED,
    REJECTED,
    SOURCE,
    TARGET,
    Frame,
    Kind,
    described,
    error,
    field_at,
    frame,
)
from wizard.protocols.amqp.messages import Message
from wizard.protocols.amqp.transfers import Incoming, transfers
from wizard.protocols.amqp.values import AmqpProtocolError, Described, UByte, UInt, ULong, UShort

_WINDOW: Final = UInt(5000)
_CREDIT: Final = UInt(100)

Send = Callable[[bytes], None]


@dataclass(slots=True)
class HubLink:
    """A link that the client has asked for. ``from_client``: it sends on it."""

    purpose: str
    name: str
    handle: int
    channel: int
    from_client: bool
    credit: int = 0
    waiting: list[Message] = field(default_factory=list)
    incoming: Incoming = field(default_factory=Incoming)


class HubLinks:
    """All links of one connection. Handles are the client's own, which the hub takes over."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._links: dict[int, HubLink] = {}
        self._deliveries = 0
        self.most_bytes = 512

    def begin(self, channel: int) -> None:
        """Answer to a session."""
        self._write(Kind.BEGIN, [UShort(channel), UInt(0), _WINDOW, _WINDOW], channel)

    def attach(self, asked: Frame, purpose: str) -> None:
        """Answer to a link that is allowed, and let the client send on it."""
        link = self._answer(asked, purpose, refused=False)
        self._links[link.handle] = link
        if link.from_client:
            flow = [UInt(0), _WINDOW, UInt(0), _WINDOW, UInt(link.handle), UInt(0), _CREDIT]
            self._write(Kind.FLOW, flow, link.channel)

    def turn_away(self, asked: Frame, condition: str, words: str) -> None:
        """Answer to a link as a hub refuses it: an attach without its far end, then the reason."""
        link = self._answer(asked, "", refused=True)
        self._detach(link, condition, words)

    def detach_all(self, purposes: tuple[str, ...], condition: str, words: str) -> None:
        """Take these links away."""
        for link in [one for one in self._links.values() if one.purpose in purposes]:
            del self._links[link.handle]
            self._detach(link, condition, words)

    def detached(self, asked: Frame) -> None:
        """The client has given a link back."""
        link = self._links.pop(_handle(asked.at(0)), None)
        if link is not None:
            self._write(Kind.DETACH, [UInt(link.handle), True], link.channel)

    def flow(self, asked: Frame) -> None:
        """The client lets the hub send on a link."""
        link = self._links.get(_handle(asked.at(4))) if asked.at(4) is not None else None
        if link is not None and not link.from_client and isinstance(asked.at(6), int):
            link.credit = int(asked.at(6))
            self._send_waiting(link)

    def purpose_of(self, transfer: Frame) -> str:
        """What the link is for that this transfer comes on; "" where there is none."""
        link = self._links.get(_handle(transfer.at(0)))
        return link.purpose if link is not None else ""

    def take(self, transfer: Frame) -> tuple[HubLink, Message, int | None] | None:
        """What a transfer completes: its link, the message, its delivery where that is open."""
        link = self._links.get(_handle(transfer.at(0)))
        if link is None or not link.from_client:
            raise AmqpProtocolError("a message on no link")
        complete = link.incoming.take(transfer)
        if complete is None:
            return None
        message, delivery, settled = complete
        return link, message, None if settled else delivery

    def settle(self, link: HubLink, delivery: int | None, rejected: str = "") -> None:
        """Say what became of a message."""
        if delivery is None:
            return
        state = Described(ULong(ACCEPTED), [])
        if rejected:
            state = Described(ULong(REJECTED), [error(rejected, "The message was not taken.")])
        fields = [True, UInt(delivery), UInt(delivery), True, state]
        self._write(Kind.DISPOSITION, fields, link.channel)

    def answer(self, purpose: str, message: Message) -> None:
        """Send to the client on its receiver of that purpose, when it gives credit."""
        for link in self._links.values():
            if link.purpose == purpose and not link.from_client:
                link.waiting.append(message)
                self._send_waiting(link)
                return

    def _send_waiting(self, link: HubLink) -> None:
        while link.credit > 0 and link.waiting:
            message = link.waiting.pop(0)
            link.credit -= 1
            number, self._deliveries = self._deliveries, self._deliveries + 1
            most, channel = self.most_bytes, link.channel
            for part in transfers(
                link.handle, number, message, most=most, settled=True, channel=channel
            ):
                self._send(part)

    def _answer(self, asked: Frame, purpose: str, *, refused: bool) -> HubLink:
        name, handle = asked.at(0), _handle(asked.at(1))
        if not isinstance(name, str):
            raise AmqpProtocolError("a link without a name")
        from_client = asked.at(2) is not True
        source, target = asked.at(5), asked.at(6)
        if refused:
            source, target = (source, None) if from_client else (None, target)
        count = None if from_client else UInt(0)
        fields = [name, UInt(handle), from_client, UByte(2), UByte(0), source, target, None, None]
        link = HubLink(purpose, name, handle, asked.channel, from_client)
        self._write(Kind.ATTACH, [*fields, count], asked.channel)
        return link

    def _detach(self, link: HubLink, condition: str, words: str) -> None:
        self._write(Kind.DETACH, [UInt(link.handle), True, error(condition, words)], link.channel)

    def _write(self, kind: Kind, fields: list[Any], channel: int) -> None:
        self._send(frame(kind, fields, channel=channel))


def address_of(asked: Frame) -> object:
    """The address that a link is asked for: of its far end."""
    from_client = asked.at(2) is not True
    kind, fields = described(asked.at(6 if from_client else 5))
    return field_at(fields, 0) if kind in (SOURCE, TARGET) else None


def _handle(value: object) -> int:
    if not isinstance(value, int):
        raise AmqpProtocolError("no handle")
    return int(value)
