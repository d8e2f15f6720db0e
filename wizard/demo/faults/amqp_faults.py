"""Faults of AMQP connections, by the stage at which they act. See `wizard.demo.faults.faults`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AmqpStage(StrEnum):
    """What the client asks for."""

    SASL = "sasl"
    OPEN = "open"
    TOKEN = "token"  # noqa: S105 - the name of a stage
    LINK = "link"
    TWIN = "twin"
    MESSAGE = "message"


class AmqpFault:
    """Acts on an AMQP connection."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StageFault(AmqpFault):
    """Acts when the client asks for this."""

    stage: AmqpStage


@dataclass(frozen=True, slots=True)
class SilentAt(StageFault):
    """From here on nothing is answered."""


@dataclass(frozen=True, slots=True)
class CutAt(StageFault):
    """The connection is cut instead of an answer."""


@dataclass(frozen=True, slots=True)
class RefuseOpen(AmqpFault):
    """``open`` is answered, and then ``close`` with this condition."""

    condition: str = "amqp:not-found"


@dataclass(frozen=True, slots=True)
class TokenStatus(AmqpFault):
    """The token is refused with this status."""

    code: int


@dataclass(frozen=True, slots=True)
class RefuseLink(AmqpFault):
    """The telemetry link is refused with this condition."""

    condition: str = "amqp:unauthorized-access"


@dataclass(frozen=True, slots=True)
class DetachLink(AmqpFault):
    """When the twin is asked for, the telemetry link is taken away with this condition."""

    condition: str = "amqp:link:stolen"


@dataclass(frozen=True, slots=True)
class RejectMessage(AmqpFault):
    """A message is not taken."""

    condition: str = "amqp:resource-limit-exceeded"
