"""Which page can put right what a run failed with."""

from __future__ import annotations

from typing import Final

from wizard.domain.errors import Code, Problem
from wizard.domain.state import SetupState
from wizard.setup.flow import PageId, route

_TO_FIX: Final = {
    "connection_string": PageId.HUB,
    "hub": PageId.HUB,
    "keyring": PageId.HUB,
    "device": PageId.DEVICE,
    "module": PageId.DEVICE,
    "authentication": PageId.AUTHENTICATION,
    "certificate": PageId.AUTHENTICATION,
    "dps": PageId.AUTHENTICATION,
    Code.CHECK_DPS_NOT_ASSIGNED.value: PageId.AUTHENTICATION,
    "files": PageId.AUTHENTICATION,
    # Name, route, port and CA file are the hub's page; whose key it is, the device's.
    Code.CHECK_UNREACHABLE.value: PageId.HUB,
    Code.CHECK_TIMEOUT.value: PageId.HUB,
    Code.CHECK_CONNECTION_LOST.value: PageId.HUB,
    Code.CHECK_REFUSED.value: PageId.DEVICE,
    Code.CHECK_UNAUTHORIZED.value: PageId.DEVICE,
    Code.CHECK_NOT_FOUND.value: PageId.DEVICE,
}


def page_to_fix(error: Problem | None, state: SetupState) -> PageId:
    """Where the cause of a failure can be put right."""
    if error is None:
        return PageId.REVIEW
    code = error.code.value
    family = code.partition(".")[0]
    page = _TO_FIX.get(code, _TO_FIX.get(family, PageId.REVIEW))  # PageId.HUB is 0: no `or` here
    if page in route(state):
        return page
    # Whose key it is was said with the connection string, or is the registration's business.
    return PageId.HUB if state.own is not None else PageId.AUTHENTICATION
