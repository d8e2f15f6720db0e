"""The map of this set-up: its pages, what was decided on them, and where one is."""

from __future__ import annotations

from wizard.domain.agent.model import Identity
from wizard.domain.state import SetupState
from wizard.gui.side_panel import MapStep, page_name
from wizard.gui.words import auth_word, flavour_word, identity_word
from wizard.setup.flow import PageId, route


def map_steps(state: SetupState, current: PageId, *, proven: bool) -> tuple[MapStep, ...]:
    """A step for each page; ``proven``: the last one is done too."""
    return tuple(
        MapStep(
            page_name(page),
            chosen=_chosen(page, state) if page < current else "",
            done=page < current or (page is PageId.CHECK and proven),
            current=page is current,
        )
        for page in route(state)
    )


def _chosen(page: PageId, state: SetupState) -> str:
    """What was decided on a page, in a few words."""
    if page is PageId.HUB:
        return _hub_chosen(state)
    if page is PageId.DEVICE and state.device is not None:
        return f"{state.device.id} · {auth_word(state.device.auth)}"
    if page is PageId.AUTHENTICATION and state.agent is not None:
        return f"{identity_word(state.auth.identity)} · {flavour_word(state.agent.flavour)}"
    return ""


def _hub_chosen(state: SetupState) -> str:
    address = state.address()
    if address is None:
        return identity_word(state.auth.identity) if state.auth.identity is Identity.DPS else ""
    if state.own is not None:
        return state.own.device_id
    first = address.name.partition(".")[0]
    return address.host_name if first.isdigit() else first
