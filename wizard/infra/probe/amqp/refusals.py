"""What a hub's refusals over AMQP mean (amqp.md, "Map for the user")."""

from __future__ import annotations

from typing import Final

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import CheckError, Code, HubError, SetupError
from wizard.infra.net.faults import connection_lost
from wizard.protocols.amqp.events import (
    ConnectionRefusedByPeerError,
    LoginRefusedError,
    MessageRefused,
    Stage,
    TokenRefusedError,
)
from wizard.protocols.amqp.values import AmqpProtocolError

_STOLEN: Final = "amqp:link:stolen"
_NOT_FOUND: Final = "amqp:not-found"
_BUSY: Final = (
    "amqp:resource-limit-exceeded",
    "amqp:internal-error",
    "com.microsoft:server-busy",
    "com.microsoft:timeout",
    "com.microsoft:device-container-throttled",
    "com.microsoft:iot-hub-throttled",
)
_LONGEST: Final = 80
"""Characters of a condition that are told: a stranger wrote it."""

Refusal = AmqpProtocolError | ConnectionRefusedByPeerError | LoginRefusedError | TokenRefusedError
REFUSALS: Final = (
    AmqpProtocolError,
    ConnectionRefusedByPeerError,
    LoginRefusedError,
    TokenRefusedError,
)


def refused(error: Exception, host: str, device_id: str) -> SetupError:
    """One of `REFUSALS` as what the live check reports."""
    if isinstance(error, TokenRefusedError):
        return _token(error, host, device_id)
    if isinstance(error, ConnectionRefusedByPeerError):
        return _closed(error, host, device_id)
    if isinstance(error, LoginRefusedError):
        variant = "amqp_layer" if error.what == "layer" else "amqp_sasl"
        return CheckError(
            Code.CHECK_REFUSED, variant, agent_error=AgentError.REMOTE_TIMEOUT, host=host
        )
    return HubError(Code.HUB_NOT_A_HUB, "amqp", host=host).logged_as(AgentError.REMOTE_TIMEOUT)


def not_taken(refusal: MessageRefused) -> CheckError:
    """The test message was not taken."""
    condition = _shown(refusal.condition)
    return CheckError(Code.CHECK_TELEMETRY_FAILED, "rejected", condition=condition)


def _token(error: TokenRefusedError, host: str, device_id: str) -> CheckError:
    status = error.status
    if status == 401:
        return CheckError(
            Code.CHECK_UNAUTHORIZED,
            "module",
            agent_error=AgentError.AUTH_UNAUTHORIZED,
            device=device_id,
        )
    if status == 404:
        return _missing(host, device_id)
    if status == 429 or status >= 500:
        return CheckError(
            Code.CHECK_UNAVAILABLE,
            "token",
            agent_error=AgentError.REMOTE_TIMEOUT,
            host=host,
            status=status,
        )
    return CheckError(
        Code.CHECK_REFUSED, "token", agent_error=AgentError.REMOTE_TIMEOUT, host=host, status=status
    )


def _closed(error: ConnectionRefusedByPeerError, host: str, device_id: str) -> SetupError:
    condition = _shown(error.condition)
    if error.condition == _STOLEN:
        return CheckError(
            Code.CHECK_IDENTITY_IN_USE, agent_error=AgentError.REMOTE_TIMEOUT, device=device_id
        )
    if error.condition in _BUSY:
        return CheckError(
            Code.CHECK_UNAVAILABLE,
            "amqp",
            agent_error=AgentError.REMOTE_TIMEOUT,
            host=host,
            condition=condition,
        )
    if error.condition == _NOT_FOUND:
        if error.stage in (Stage.OPEN, Stage.SASL):
            about = {"host": host, "condition": condition}
            return CheckError(
                Code.CHECK_NOT_FOUND, "hub", agent_error=AgentError.AUTH_NOT_FOUND, **about
            )
        return _missing(host, device_id)
    if error.how == "detach" or error.condition.startswith("amqp:unauthorized"):
        return CheckError(
            Code.CHECK_LINK_REFUSED,
            "" if error.condition.startswith("amqp:unauthorized") else "condition",
            # The C agent tries again until its time is up, and says no more than this.
            agent_error=AgentError.AUTH_OTHER,
            device=device_id,
            condition=condition or "-",
        )
    if not error.condition:
        return connection_lost("amqp", host=host)
    return CheckError(
        Code.CHECK_REFUSED,
        "closed",
        agent_error=AgentError.REMOTE_TIMEOUT,
        host=host,
        condition=condition,
    )


def _missing(host: str, device_id: str) -> CheckError:
    return CheckError(
        Code.CHECK_NOT_FOUND,
        "identity",
        agent_error=AgentError.AUTH_NOT_FOUND,
        host=host,
        device=device_id,
    )


def _shown(condition: str) -> str:
    return "".join(letter for letter in condition if letter.isprintable())[:_LONGEST]
