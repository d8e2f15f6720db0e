"""All links of one module: attached, given credit, sent on and received from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from wizard.protocols.amqp.frames import ACCEPTED, Frame, Kind, frame
from wizard.protocols.amqp.links import Link
from wizard.protocols.amqp.messages import Message
from wizard.protocols.amqp.transfers import transfers
from wizard.protocols.amqp.values import AmqpProtocolError, Described, UInt, ULong

WINDOW: Final = UInt(2048)
"""Transfers that the other side may send before it waits: more than any check will see."""

SMALLEST_FRAME: Final = 512
"""What every peer takes (2.4.1 of the standard)."""


class ModuleLinks:
    """What is written goes to ``out``. A message waits for its link's credit, as it must."""

    def __init__(self, out: bytearray) -> None:
        self._out: Final = out
        self._links: Final[list[Link]] = []
        self._waiting: Final[dict[str, Message]] = {}
        self._deliveries = 0
        self.most_bytes = SMALLEST_FRAME

    @property
    def count(self) -> int:
        """How many there are; the next one's handle."""
        return len(self._links)

    def attach(self, links: Iterable[Link], message: Message | None = None) -> None:
        """Ask for links of one purpose; ``message`` is sent on them when that can be done."""
        for link in links:
            if message is not None:
                self._waiting[link.purpose] = message
            self._links.append(link)
            self.write(Kind.ATTACH, link.attach())
            if link.is_receiver:
                # At once: an answer that has no credit when it is ready is never sent.
                self.write(Kind.FLOW, link.credit_flow(WINDOW))

    def send(self, purpose: str, message: Message) -> None:
        """Send a message on a link of that purpose, as soon as it has credit."""
        self._waiting[purpose] = message
        self._send_waiting()

    def may_send(self, purpose: str) -> bool:
        """Whether the peer has attached that link and lets us send on it."""
        return any(one.purpose == purpose and one.is_open for one in self._links)

    def sent(self, purpose: str) -> int | None:
        """The delivery number of what was sent last on that link."""
        found = (one.sent for one in self._links if one.purpose == purpose)
        return next((number for number in found if number is not None), None)

    def on_attach(self, found: Frame) -> None:
        """The peer has answered to an attach."""
        link = next((one for one in self._links if one.name == found.at(0)), None)
        handle = found.at(1)
        if link is None or not isinstance(handle, int):
            raise AmqpProtocolError("a link that nobody asked for")
        link.peer_handle = int(handle)
        # A refused link is attached without its far end, and detached with the reason after that.
        link.is_refused = found.at(5 if link.is_receiver else 6) is None
        self._send_waiting()

    def on_flow(self, found: Frame) -> None:
        """The peer has given credit, to a link or to the session."""
        handle = found.at(4)
        link = self._of_peer(handle) if handle is not None else None
        if link is not None and not link.is_receiver:
            link.take_credit(found.at(5), found.at(6))
            self._send_waiting()

    def on_transfer(self, found: Frame) -> tuple[str, Message] | None:
        """The message that is complete with this transfer, and its link's purpose."""
        link = self._of_peer(found.at(0))
        if link is None or not link.is_receiver:
            raise AmqpProtocolError("a message on no link of ours")
        complete = link.incoming.take(found)
        if complete is None:
            return None
        message, delivery, settled = complete
        if not settled and delivery is not None:
            accepted = Described(ULong(ACCEPTED), [])
            self.write(Kind.DISPOSITION, [True, UInt(delivery), UInt(delivery), True, accepted])
        return link.purpose, message

    def write(self, kind: Kind, fields: list[Any]) -> None:
        """Send a performative."""
        self._out.extend(frame(kind, fields))

    def _send_waiting(self) -> None:
        for link in self._links:
            message = self._waiting.pop(link.purpose, None) if link.is_open else None
            if message is None:
                continue
            number, self._deliveries = self._deliveries, self._deliveries + 1
            link.spend_credit(number)
            settled = link.purpose != "events"  # only telemetry is answered by a disposition
            most = self.most_bytes
            for part in transfers(link.handle, number, message, most=most, settled=settled):
                self._out.extend(part)

    def _of_peer(self, handle: object) -> Link | None:
        return next((one for one in self._links if one.peer_handle == handle), None)
