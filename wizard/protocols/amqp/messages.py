"""A message and its sections (part 3 of the standard)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wizard.protocols.amqp.decoder import decode
from wizard.protocols.amqp.frames import field_at
from wizard.protocols.amqp.values import AmqpProtocolError, Described, Symbol, ULong, encode

_ANNOTATIONS: Final = 0x72
_PROPERTIES: Final = 0x73
_APPLICATION: Final = 0x74
_DATA: Final = 0x75
_VALUE: Final = 0x77
_SECTIONS: Final = range(0x70, 0x79)

MESSAGE_ID: Final = 0
REPLY_TO: Final = 4
CORRELATION_ID: Final = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A message. ``data`` are its bytes, ``value`` is its one value: a message has one of the two.

    ``properties`` are a list with fixed places, `MESSAGE_ID` for one.
    """

    properties: list[Any] = field(default_factory=list)
    application: Mapping[Any, Any] = field(default_factory=dict)
    annotations: Mapping[Any, Any] = field(default_factory=dict)
    data: bytes | None = field(default=None, repr=False)
    value: Any = field(default=None, repr=False)

    def property_at(self, place: int) -> Any:
        """One of the properties; None where it was left out."""
        return field_at(self.properties, place)

    def encode(self) -> bytes:
        """The message as bytes."""
        sections: list[tuple[int, object]] = []
        if self.annotations:
            names = {Symbol(name): value for name, value in self.annotations.items()}
            sections.append((_ANNOTATIONS, names))
        if self.properties:
            sections.append((_PROPERTIES, self.properties))
        if self.application:
            sections.append((_APPLICATION, dict(self.application)))
        sections.append((_VALUE, self.value) if self.data is None else (_DATA, self.data))
        return b"".join(encode(Described(ULong(kind), content)) for kind, content in sections)


_BY_NAME: Final = {
    "amqp:header:list": 0x70,
    "amqp:delivery-annotations:map": 0x71,
    "amqp:message-annotations:map": _ANNOTATIONS,
    "amqp:properties:list": _PROPERTIES,
    "amqp:application-properties:map": _APPLICATION,
    "amqp:data:binary": _DATA,
    "amqp:amqp-sequence:list": 0x76,
    "amqp:amqp-value:*": _VALUE,
    "amqp:footer:map": 0x78,
}
_KINDS: Final = {_ANNOTATIONS: dict, _PROPERTIES: list, _APPLICATION: dict, _DATA: bytes}


def decode_message(data: bytes) -> Message:
    """The message in ``data``. Raises AmqpProtocolError."""
    found: dict[int, Any] = {}
    at = 0
    while at < len(data):
        section, at = decode(data, at)
        kind = _kind(section)
        if not isinstance(section.value, _KINDS.get(kind, object)):
            raise AmqpProtocolError("a section of a message with another content")
        if kind == _DATA and kind in found:  # a body may come in several sections
            found[kind] += section.value
        else:
            found[kind] = section.value
    return Message(
        found.get(_PROPERTIES, []),
        found.get(_APPLICATION, {}),
        found.get(_ANNOTATIONS, {}),
        found.get(_DATA),
        found.get(_VALUE),
    )


def _kind(section: object) -> int:
    if isinstance(section, Described):
        name = section.descriptor
        kind = _BY_NAME.get(str(name)) if isinstance(name, Symbol) else int(name)
        if kind in _SECTIONS and kind is not None:
            return kind
    raise AmqpProtocolError("what is no section of a message")
