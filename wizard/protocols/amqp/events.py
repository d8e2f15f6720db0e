"""What a hub's bytes mean to the module that is connecting: progress, and refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """What a connection is waiting for."""

    SASL = "sasl"
    OPEN = "open"
    TOKEN = "token"  # noqa: S105 - the name of a stage
    LINK = "link"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class TwinAnswered:
    """The answer to the request for the twin."""

    status: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MessageTaken:
    """The hub has the message."""


@dataclass(frozen=True, slots=True)
class MessageRefused:
    """The hub has not taken the message."""

    condition: str
    text: str = field(repr=False)


Progress = Stage | TwinAnswered | MessageTaken | MessageRefused


class LoginRefusedError(Exception):
    """No agreement on how to begin: "layer" (SASL or none), "mechanism" or "outcome"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class TokenRefusedError(Exception):
    """The answer to put-token: a status as of HTTP, and the hub's words."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(status)
        self.status = status
        self.text = text


class ConnectionRefusedByPeerError(Exception):
    """The hub has taken a link ("detach"), the session ("end") or the connection ("close") away.

    ``condition`` is a word such as ``amqp:unauthorized-access``; "" where the hub gives no reason.
    """

    def __init__(self, stage: Stage, how: str, condition: str, text: str) -> None:
        super().__init__(condition)
        self.stage = stage
        self.how = how
        self.condition = condition
        self.text = text
