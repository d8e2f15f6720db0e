"""The answer to the request for a twin, whatever protocol brought it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import CheckError, Code


def read_twin(status: int, payload: bytes) -> Mapping[str, object]:
    """The twin. Raises CheckError ``check.twin_failed`` and ``check.unavailable``."""
    if status == 429:
        raise CheckError(
            Code.CHECK_UNAVAILABLE,
            "throttled",
            agent_error=AgentError.REMOTE_TIMEOUT,
            status=status,
        )
    if status != 200:
        raise CheckError(
            Code.CHECK_TWIN_FAILED, "status", agent_error=AgentError.REMOTE_TIMEOUT, status=status
        )
    try:
        twin = json.loads(payload)
    except (ValueError, RecursionError):
        twin = None
    if not isinstance(twin, dict):
        raise CheckError(
            Code.CHECK_TWIN_FAILED, "garbled", agent_error=AgentError.REMOTE_CANT_PARSE
        )
    return twin
