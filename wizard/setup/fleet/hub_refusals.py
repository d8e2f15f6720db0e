"""Hubs that have refused one device of a fleet in a manner that is the same for all of them."""

from __future__ import annotations

from typing import Final

from wizard.domain.errors import Code, Exit, Problem
from wizard.domain.report import Report, StepId
from wizard.domain.state import SetupState

_OF_THE_HUB: Final = frozenset(
    {
        *(Code.HUB_NAME_NOT_RESOLVED, Code.HUB_UNREACHABLE, Code.HUB_PROXY, Code.HUB_UNAUTHORIZED),
        *(Code.HUB_TLS_UNTRUSTED, Code.HUB_TLS_EXPIRED, Code.HUB_TLS_WRONG_NAME),
        *(Code.HUB_CLOCK_SKEW, Code.HUB_NOT_A_HUB),
    }
)
"""What a hub that was connected to before may still say of a device that is read, about all."""

_PASSES: Final = frozenset({Code.HUB_THROTTLED, Code.HUB_SERVER_ERROR})
"""What the next device need not meet."""


class HubRefusals:
    """What each hub has refused, by its credentials and the network to it."""

    def __init__(self) -> None:
        self._found: Final[list[tuple[SetupState, Problem]]] = []

    def note(self, state: SetupState, report: Report) -> None:
        """Remember how this device's run has ended, if it was the hub's doing."""
        problem = report.error
        if state.credentials is None or problem is None or problem.code.exit is not Exit.HUB:
            return
        at_connecting = report.failed_step is StepId.HUB_CONNECT and problem.code not in _PASSES
        at_reading = report.failed_step is StepId.DEVICE_READ and problem.code in _OF_THE_HUB
        if at_connecting or at_reading:
            self._found.append((state, problem))

    def refusal(self, state: SetupState) -> Problem | None:
        """What the device's hub has refused already, for the same login over the same network."""
        same = (problem for other, problem in self._found if _asks_alike(state, other))
        return next(same, None)


def _asks_alike(one: SetupState, other: SetupState) -> bool:
    return (one.credentials, one.network) == (other.credentials, other.network)
