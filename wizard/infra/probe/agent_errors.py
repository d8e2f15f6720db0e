"""What an agent would log of a failure that this program meets in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import CheckError, Code, HubError, SetupError

_CHECK_CODES: Final = {
    Code.HUB_UNREACHABLE: Code.CHECK_UNREACHABLE,
    Code.HUB_TIMEOUT: Code.CHECK_TIMEOUT,
    Code.HUB_CONNECTION_LOST: Code.CHECK_CONNECTION_LOST,
    Code.HUB_UNAUTHORIZED: Code.CHECK_UNAUTHORIZED,
}
"""Failures of a connection that have a name of their own where the agent would meet them."""


@contextmanager
def connecting_as_agent(agent_error: AgentError | None) -> Iterator[None]:
    """Raise the HubErrors of the connection as what the live check reports."""
    try:
        yield
    except HubError as error:
        raise check_error(error, agent_error) from None


def check_error(error: HubError, agent_error: AgentError | None) -> SetupError:
    """A connection's failure as the live check reports it, with what the agent would log."""
    # Of the hub's rules the REST interface tells, too: there is one code for it.
    is_told = error.variant in ("forbidden", "quota")
    code = None if is_told else _CHECK_CODES.get(error.code)
    if code is None:
        return error.logged_as(agent_error)
    return CheckError.of(replace(error.problem, code=code, agent_error=agent_error))
