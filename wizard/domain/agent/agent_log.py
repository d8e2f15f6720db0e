"""What an agent says in the system's log after its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


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
    "Local Configuration / Missing Configuration": "local_missing",
    "Local Configuration / Cant Parse Configuration": "local_cant_parse",
    "Local Configuration / File Format": "local_file_format",
    "Local Configuration / Other": "local_other",
    "Remote Configuration / Timeout": "remote_timeout",
    "Remote Configuration / Cant Parse Configuration": "remote_cant_parse",
    "Authentication / File Not Exist": "file_not_exist",
    "Authentication / File Permissions": "file_permissions",
    "Authentication / File Format": "file_format",
    "Authentication / Unauthorized": "unauthorized",
    "Authentication / Not Found": "not_found",
    "Authentication / Missing Configuration": "auth_missing",
    "Authentication / Cant Parse Configuration": "auth_cant_parse",
    "Authentication / Other": "auth_other",
}
"""What the agents log (agents.md), and the variant of ``agent.keeps_restarting`` for it."""


def variant_of(agent_error: str | None) -> str:
    """The variant of ``agent.keeps_restarting`` for an error that an agent has logged."""
    if agent_error is None:
        return "no_reason"
    return ERROR_VARIANTS.get(agent_error, "unknown_error")
