"""What the agent would log of a failure, or that it would log nothing."""

from __future__ import annotations

from typing import Final

from wizard.domain.agent.agent_error import NOTHING

_LOGS: Final = "The agent would log: {error}"
_IS_SILENT: Final = "The agent would log nothing: it ends without giving a reason."


def logged_text(agent_error: str | None) -> str:
    """The sentence; "" where the agent would not meet the failure."""
    if agent_error is None:
        return ""
    return _IS_SILENT if agent_error == NOTHING else _LOGS.format(error=agent_error)
