"""What an id loses on its way into an address that encodes nothing: both agents build such ones."""

from __future__ import annotations

import re
from typing import Final

from wizard.domain.agent.model import IdLimit

ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")
"""What arrives at the hub as another character."""


def path_limit(device_id: str) -> IdLimit | None:
    """What in the id spoils the path of the REST call that the agent makes as the device."""
    if device_id in (".", ".."):
        return IdLimit("device_mode_dots", device_id)
    for character in "?#":
        if character in device_id:
            return IdLimit("device_mode_url", character)
    escape = ESCAPE.search(device_id)
    return IdLimit("device_mode_escape", escape[0]) if escape else None
