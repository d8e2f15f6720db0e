"""The map of this set-up: its pages, what was decided on them, and where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.domain.agent.model import Identity
from wizard.domain.state import SetupState
from wizard.gui.frame.page_names import page_name
from wizard.gui.side_panel import MapStep
from wizard.gui.words import auth_word, flavour_word, identity_word
from wizard.setup.flow import route
from wizard.setup.page_id import PageId
from wizard.text.language import _

if TYPE_CHECKING:
    from wizard.gui.pages.check.page import CheckPage


def map_steps(state: SetupState, current: PageId, check: CheckPage | None) -> tuple[MapStep, ...]:
    """A step for each page; ``check`` is the last one while it is shown."""
    proven = check is not None and check.is_proven
    ended = check is not None and check.report is not None and not check.is_undone
    return tuple(
        MapStep(
            page_name(page),
            chosen=_chosen(page, state) if page < current else "",
            done=page < current or (page is PageId.CHECK and proven),
            current=page is current,
            failed=page is PageId.CHECK and ended and not proven,
        )
        for page in route(state)
    )


def place_words(steps: tuple[MapStep, ...]) -> str:
    """Where one is, as it is spoken and stands in the window's title."""
    number, step = next(found for found in enumerate(steps, start=1) if found[1].current)
    words = _("Step {number} of {count}: {name}")
    return words.format(number=number, count=len(steps), name=step.name)


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
