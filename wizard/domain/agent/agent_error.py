"""What the agents log when they cannot start."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

NOTHING: Final = "nothing"
"""In place of an `AgentError`: the agent ends, and says nothing of the reason (agents.md)."""


class AgentError(StrEnum):
    """Code and sub-code, in the words that both agents share: the one list of them (agents.md)."""

    LOCAL_MISSING = "Local Configuration / Missing Configuration"
    LOCAL_CANT_PARSE = "Local Configuration / Cant Parse Configuration"
    LOCAL_FILE_FORMAT = "Local Configuration / File Format"
    LOCAL_OTHER = "Local Configuration / Other"
    REMOTE_TIMEOUT = "Remote Configuration / Timeout"
    """An agent that is not refused and gets no twin tries again until its time is up."""
    REMOTE_CANT_PARSE = "Remote Configuration / Cant Parse Configuration"
    AUTH_MISSING = "Authentication / Missing Configuration"
    AUTH_CANT_PARSE = "Authentication / Cant Parse Configuration"
    AUTH_FILE_NOT_EXIST = "Authentication / File Not Exist"
    AUTH_FILE_PERMISSIONS = "Authentication / File Permissions"
    AUTH_FILE_FORMAT = "Authentication / File Format"
    AUTH_UNAUTHORIZED = "Authentication / Unauthorized"
    AUTH_NOT_FOUND = "Authentication / Not Found"
    AUTH_OTHER = "Authentication / Other"
