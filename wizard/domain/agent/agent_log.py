"""What an agent says in the system's log after its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wizard.domain.agent.agent_error import AgentError


class LogEvent(StrEnum):
    """What a message of an agent tells about its start."""

    STARTING = "starting"
    CONNECTED = "connected"
    """It has read its configuration, connected, and read the module's twin."""
    ERROR = "error"
    """It ends: its service starts it again."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One message. ``agent_error`` is "code / sub-code" of an error, in the agent's own words."""

    text: str
    event: LogEvent = LogEvent.OTHER
    agent_error: str | None = None


ERROR_VARIANTS: Final[Mapping[str, str]] = {
    AgentError.LOCAL_MISSING: "local_missing",
    AgentError.LOCAL_CANT_PARSE: "local_cant_parse",
    AgentError.LOCAL_FILE_FORMAT: "local_file_format",
    AgentError.LOCAL_OTHER: "local_other",
    AgentError.REMOTE_TIMEOUT: "remote_timeout",
    AgentError.REMOTE_CANT_PARSE: "remote_cant_parse",
    AgentError.AUTH_FILE_NOT_EXIST: "file_not_exist",
    AgentError.AUTH_FILE_PERMISSIONS: "file_permissions",
    AgentError.AUTH_FILE_FORMAT: "file_format",
    AgentError.AUTH_UNAUTHORIZED: "unauthorized",
    AgentError.AUTH_NOT_FOUND: "not_found",
    AgentError.AUTH_MISSING: "auth_missing",
    AgentError.AUTH_CANT_PARSE: "auth_cant_parse",
    AgentError.AUTH_OTHER: "auth_other",
}
"""What the agents log (agents.md), and the variant of ``agent.keeps_restarting`` for it."""


def variant_of(agent_error: str | None) -> str:
    """The variant of ``agent.keeps_restarting`` for an error that an agent has logged."""
    if agent_error is None:
        return "no_reason"
    return ERROR_VARIANTS.get(agent_error, "unknown_error")
