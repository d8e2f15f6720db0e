"""What a screen reader does on the accessibility bus: it reads, it listens, it presses.

AT-SPI over D-Bus, without libatspi: https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from tests.patience import HANG_LIMIT, far_off

_REGISTRY: Final = "org.a11y.atspi.Registry"
_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_ROOT: Final = "/org/a11y/atspi/accessible/root"
_WANTED: Final = ("object:announcement", "object:state-changed:focused")
_LABELLED_BY: Final = 2
_POLITE: Final = 1
_PRESS_AND_RELEASE: Final = 3
"""KEY_SYM: the key is named by its symbol."""
_NEXT_LOOK: Final = 0.05
"""Seconds in which what is awaited may be said, before the program is read once more."""

Reference = tuple[str, str]
"""Who on the bus, and which of its objects."""


class State(IntEnum):
    """The numbers of AT-SPI's states that matter here."""

    ACTIVE = 1
    CHECKED = 4
    FOCUSABLE = 11
    FOCUSED = 12
    SHOWING = 25


@dataclass(frozen=True)
class Node:
    """One object of the program, as it was when it was read."""

    reference: Reference
    role: str
    name: str
    description: str
    states: int
    labels: tuple[str, ...] = ()
    """The names of what it is labelled by."""
    children: tuple[Node, ...] = ()

    def has(self, state: State) -> bool:
        """Whether it is in this state."""
        return bool(self.states >> state & 1)

    def walk(self) -> Iterator[Node]:
        """Itself and all that is in it, in the order of reading."""
        yield self
        for child in self.children:
            yield from child.walk()

    def having(self, name: str, role: str = "") -> list[Node]:
        """Those that have this name, and this role where one is given."""
        return [one for one in self.walk() if one.name == name and role in ("", one.role)]

    def told(self, depth: int = 0) -> str:
        """The tree as text."""
        lines = [f"{'  ' * depth}{self.role} {self.name!r}"]
        return "\n".join([*lines, *(child.told(depth + 1) for child in self.children)])


@dataclass(frozen=True)
class Heard:
    """Something that is said by itself."""

    kind: str
    """``announcement`` or ``focus``."""
    text: str
    politely: bool = False


@dataclass
class ScreenReader:
    """Reads one program. One connection asks, another only listens: nothing is missed."""

    address: str
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._asks: DBusConnection = open_dbus_connection(self.address)
        self._listens: DBusConnection = open_dbus_connection(self.address)
        signals = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object")
        self._call(message_bus.AddMatch(signals), self._listens)
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        for event in _WANTED:
            self._call(new_method_call(registry, "RegisterEvent", "sass", (event, [], "")))

    def close(self) -> None:
        """Leave the bus."""
        self._asks.close()
        self._listens.close()

    def program(self) -> Node:
        """What is shown of the one program on the bus, without what is hidden."""
        return self._seen(lambda _node: True)

    def find(self, name: str, role: str = "") -> Node:
        """What has this name, and this role where one is given, once it is shown."""
        return self._seen(lambda node: bool(node.having(name, role))).having(name, role)[0]

    def press(self, name: str, role: str = "") -> None:
        """Do what a press on it does."""
        target = self.find(name, role)
        self._ask(target.reference, "org.a11y.atspi.Action", "DoAction", "i", (0,))

    def type_into(self, name: str, text: str) -> None:
        """Replace the text of a field."""
        target = self.find(name, "text")
        editable = "org.a11y.atspi.EditableText"
        self._ask(target.reference, editable, "SetTextContents", "s", (text,))

    def key(self, symbol: int) -> None:
        """Press a key, by its X keysym, where the keyboard focus is."""
        path = "/org/a11y/atspi/registry/deviceeventcontroller"
        controller = "org.a11y.atspi.DeviceEventController"
        key = (symbol, "", _PRESS_AND_RELEASE)
        self._ask((_REGISTRY, path), controller, "GenerateKeyboardEvent", "isu", key)

    def until(self, is_it: Callable[[Heard], bool]) -> Heard:
        """Listen until this is said."""
        end = far_off()
        while time.monotonic() < end:
            for heard in self.listen(1.0):
                if is_it(heard):
                    return heard
        raise AssertionError(f"it was not said; heard were {self.heard}")

    def listen(self, seconds: float) -> Sequence[Heard]:
        """What is said next, if anything is within that time."""
        try:
            message = self._listens.receive(timeout=seconds)
        except TimeoutError:
            return ()
        if message.header.message_type is not MessageType.signal:
            return ()
        fields = message.header.fields
        kind, detail, value = message.body[0], message.body[1], message.body[3]
        if fields[HeaderFields.member] == "Announcement":
            heard = Heard("announcement", value[1], politely=detail == _POLITE)
        elif kind == "focused" and detail:
            heard = Heard(
                "focus", self._name((fields[HeaderFields.sender], fields[HeaderFields.path]))
            )
        else:
            return ()
        self.heard.append(heard)
        return (heard,)

    def _seen(self, is_it: Callable[[Node], bool]) -> Node:
        """The program once it is as is waited for; what goes while it is read is read again."""
        end, told = far_off(), "nothing: no program came to the accessibility bus"
        while time.monotonic() < end:
            with suppress(DBusErrorResponse):
                for one in self._children((_REGISTRY, _ROOT)):
                    node = self._read(one, is_window=True)
                    if is_it(node):
                        return node
                    told = node.told()
            self.listen(_NEXT_LOOK)
        raise AssertionError(f"it was not shown; there was {told}")

    def _read(self, reference: Reference, *, is_window: bool = False) -> Node:
        states = self._states(reference)
        children = [
            self._read(child)
            for child in self._children(reference)
            if is_window or self._states(child) >> State.SHOWING & 1
        ]
        return Node(
            reference,
            role=self._ask(reference, _ACCESSIBLE, "GetRoleName")[0],
            name=self._property(reference, "Name"),
            description=self._property(reference, "Description"),
            states=states,
            labels=self._labels(reference),
            children=tuple(children),
        )

    def _children(self, reference: Reference) -> list[Reference]:
        return [tuple(one) for one in self._ask(reference, _ACCESSIBLE, "GetChildren")[0]]

    def _states(self, reference: Reference) -> int:
        low, high = self._ask(reference, _ACCESSIBLE, "GetState")[0]
        return int(low) | int(high) << 32

    def _labels(self, reference: Reference) -> tuple[str, ...]:
        relations = self._ask(reference, _ACCESSIBLE, "GetRelationSet")[0]
        return tuple(
            self._name(tuple(target))
            for kind, targets in relations
            if kind == _LABELLED_BY
            for target in targets
        )

    def _name(self, reference: Reference) -> str:
        try:
            return self._property(reference, "Name")
        except DBusErrorResponse:
            return ""  # it is gone already

    def _property(self, reference: Reference, name: str) -> str:
        properties = "org.freedesktop.DBus.Properties"
        return str(self._ask(reference, properties, "Get", "ss", (_ACCESSIBLE, name))[0][1])

    def _ask(
        self,
        reference: Reference,
        interface: str,
        method: str,
        signature: str | None = None,
        body: tuple[Any, ...] = (),
    ) -> tuple[Any, ...]:
        address = DBusAddress(reference[1], reference[0], interface)
        return self._call(new_method_call(address, method, signature, body))

    def _call(self, message: Any, connection: DBusConnection | None = None) -> tuple[Any, ...]:
        answer = (connection or self._asks).send_and_get_reply(message, timeout=HANG_LIMIT)
        body: tuple[Any, ...] = unwrap_msg(answer)
        return body
