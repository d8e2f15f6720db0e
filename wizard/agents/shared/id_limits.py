"""What an id loses on its way into an address that encodes nothing: both agents build such ones."""

from __future__ import annotations

from typing import Final

from wizard.domain.agent.model import IdLimit
from wizard.domain.hub.device_ids import is_legal
from wizard.domain.hub.other_services import is_placeholder
from wizard.domain.lazy_pattern import LazyPattern

ESCAPE: Final = LazyPattern(r"%[0-9A-Fa-f]{2}")
"""What arrives at the hub as another character."""


def illegal_id(device_id: str) -> str:
    """The rule that an id breaks which no hub can have; "" for one that a hub can have."""
    if is_legal(device_id):
        return ""
    if is_placeholder(device_id):
        return "device_id.placeholder"
    return "device_id.illegal" if illegal_signs(device_id) else "device_id.too_long"


def illegal_signs(device_id: str) -> str:
    """The characters in the id that no hub's name has, each once."""
    signs = dict.fromkeys(sign for sign in device_id if not is_legal(sign))
    return " ".join("a blank" if sign == " " else sign for sign in signs)


def path_limit(device_id: str) -> IdLimit | None:
    """What in the id spoils the path of the REST call that the agent makes as the device."""
    if device_id in (".", ".."):
        return IdLimit("device_mode_dots", device_id)
    for character in "?#":
        if character in device_id:
            return IdLimit("device_mode_url", character)
    escape = ESCAPE.search(device_id)
    return IdLimit("device_mode_escape", escape[0]) if escape else None
