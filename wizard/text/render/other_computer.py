"""The facts about the agent's own computer, in short phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.language import N_, _

COMPUTER_DETAILS: Final[Mapping[str, str]] = {
    "system": N_("it runs {}"),
    "machine": N_("on {}"),
    "account": N_("signed in as {}"),
    "folder": N_("the agent's folder: {}"),
    "service": N_("the agent's service: {}"),
    "port_state": N_("the hub's port from there: {}"),
    "clock_ahead_seconds": N_("its clock is {} s ahead of this one's"),
}
"""By the names that the step ``target.look`` notes."""

_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("folder", "there"): N_("there"),
    ("folder", "missing"): N_("not there yet"),
    ("service", "running"): N_("running"),
    ("service", "stopped"): N_("stopped"),
    ("service", "restarting"): N_("restarting again and again"),
    ("service", "failed"): N_("has failed"),
    ("service", "not_installed"): N_("not installed"),
    ("service", "unknown"): N_("not known"),
    ("port_state", "open"): N_("open"),
    ("port_state", "closed"): N_("closed"),
    ("port_state", "noname"): N_("its name is not known there"),
    ("port_state", "unknown"): N_("not known"),
}


def computer_fact(name: str, value: object) -> str | None:
    """A fact about the agent's computer as a phrase; None: it is none of these."""
    template = COMPUTER_DETAILS.get(name)
    if template is None:
        return None
    word = _WORDS.get((name, str(value)))
    return _(template).format(_(word) if word else value)
