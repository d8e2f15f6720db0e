"""The telemetry that has come in, over whatever protocol."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

_KEPT_MESSAGES: Final = 1000


@dataclass(frozen=True, slots=True)
class Message:
    """Telemetry that a device or a module has sent."""

    device_id: str
    module_id: str | None
    topic: str
    payload: bytes = field(repr=False)


class Telemetry:
    """Keeps the last thousand messages."""

    def __init__(self) -> None:
        self.messages: deque[Message] = deque(maxlen=_KEPT_MESSAGES)

    def record(self, device_id: str, module_id: str | None, topic: str, payload: bytes) -> None:
        """Keep a message."""
        self.messages.append(Message(device_id, module_id, topic, payload))
