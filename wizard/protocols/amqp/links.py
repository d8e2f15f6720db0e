"""The links of a module: `$cbs`, telemetry and the twin, with their addresses and properties."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from wizard.domain.secret import Secret
from wizard.protocols.amqp.frames import SOURCE, TARGET
from wizard.protocols.amqp.transfers import Incoming
from wizard.protocols.amqp.values import Described, Symbol, UByte, UInt, ULong

API_VERSION: Final = "2018-06-30"
CBS: Final = "$cbs"


@dataclass(frozen=True, slots=True)
class ModuleLogin:
    """Who connects, to whom: ``host`` is the hub's name without a port.

    ``audience`` is what the token was signed for, and what `$cbs` is told. Ids are as they are.
    """

    host: str
    device_id: str
    module_id: str
    audience: str
    token: Secret

    @property
    def container(self) -> str:
        """The name of this end of the connection."""
        return f"{self.device_id}/{self.module_id}"

    def address(self, what: str) -> str:
        """The address of one of the module's links."""
        device, module = quote(self.device_id, safe=""), quote(self.module_id, safe="")
        return f"amqps://{self.host}/devices/{device}/modules/{module}/{what}"


@dataclass(slots=True)
class Link:
    """A link, from our side. ``purpose`` is "cbs", "events" or "twin"; ``credit`` is the peer's."""

    purpose: str
    name: str
    handle: int
    address: str
    is_receiver: bool
    properties: dict[Any, Any] | None = None
    peer_handle: int | None = None
    is_refused: bool = False
    credit: int = 0
    sent: int | None = None
    deliveries: int = 0
    incoming: Incoming = field(default_factory=Incoming)

    @property
    def is_open(self) -> bool:
        """Whether the peer has attached it too and lets us send on it."""
        is_attached = self.peer_handle is not None and not self.is_refused
        return is_attached and not self.is_receiver and self.credit > 0

    def attach(self) -> list[Any]:
        """The fields of the attach that asks for it."""
        source = Described(ULong(SOURCE), [self.address if self.is_receiver else self.name])
        target = Described(ULong(TARGET), [self.name if self.is_receiver else self.address])
        fields = [self.name, UInt(self.handle), self.is_receiver, UByte(2), UByte(0)]
        count = None if self.is_receiver else UInt(0)
        return [*fields, source, target, None, None, count, None, None, None, self.properties]

    def credit_flow(self, window: UInt) -> list[Any]:
        """The fields of a flow that lets the peer send ten messages on this link."""
        return [UInt(0), window, UInt(0), window, UInt(self.handle), UInt(0), UInt(10)]

    def take_credit(self, count: object, credit: object) -> None:
        """The peer lets us send so many messages, counted from its ``count``."""
        if isinstance(credit, int):
            known = count if isinstance(count, int) else 0
            self.credit = known + credit - self.deliveries

    def spend_credit(self, delivery: int) -> None:
        """A message is sent, with this delivery number."""
        self.sent = delivery
        self.deliveries += 1
        self.credit -= 1


def cbs_links() -> tuple[Link, ...]:
    """Both links on which a token is handed over."""
    return Link("cbs", "cbs-out", 0, CBS, False), Link("cbs", "cbs-in", 1, CBS, True)


def events_link(login: ModuleLogin, handle: int) -> Link:
    """The link for telemetry."""
    address = login.address("messages/events")
    return Link("events", "events", handle, address, False, _properties())


def twin_links(login: ModuleLogin, handle: int) -> tuple[Link, ...]:
    """Both links of the twin, which a correlation id holds together."""
    address = login.address("twin")
    properties = _properties()
    properties[Symbol("com.microsoft:channel-correlation-id")] = f"twin:{uuid.uuid4()}"
    return (
        Link("twin", "twin-out", handle, address, False, properties),
        Link("twin", "twin-in", handle + 1, address, True, properties),
    )


def _properties() -> dict[Any, Any]:
    return {
        Symbol("com.microsoft:client-version"): "iot-agent-setup",
        Symbol("com.microsoft:api-version"): API_VERSION,
    }
