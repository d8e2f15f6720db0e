"""Which device ids an agent can work with: neither agent encodes them (agents.md)."""

from __future__ import annotations

import re
from typing import Final

from wizard.domain.agent.model import AgentFlavour, Identity

LEGAL_ID: Final = re.compile(r"[A-Za-z0-9\-:.+%_#*?!(),=@;$']{1,128}")
"""What the hub allows as the id of a device or module (hub.md, "Identities")."""

_ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")


def is_legal(device_id: str) -> bool:
    """Whether the hub could have a device of this id."""
    return LEGAL_ID.fullmatch(device_id) is not None


def obstacle(flavour: AgentFlavour, identity: Identity, device_id: str) -> tuple[str, str] | None:
    """What in the id stops this agent in this mode: (variant, the offending characters), or None.

    The C agent builds a connection string (``;`` ends it) and a URL (``#`` cuts it), and signs as
    the module for an id that it has not encoded; the C# agent dies of a ``;``. As the device, also
    behind DPS, both put the id unencoded into the path of a REST call.
    """
    if flavour is AgentFlavour.C:
        for character, variant in ((";", "connection_string"), ("#", "url")):
            if character in device_id:
                return variant, character
    elif ";" in device_id:
        return "crash", ";"
    escape = _ESCAPE.search(device_id)
    if flavour is AgentFlavour.C and identity is Identity.SECURITY_MODULE and escape:
        return "module_mode_escape", escape[0]
    if identity is not Identity.SECURITY_MODULE:
        if device_id in (".", ".."):
            return "device_mode_dots", device_id
        for character in "?#":
            if character in device_id:
                return "device_mode_url", character
        if escape:
            return "device_mode_escape", escape[0]
    return None
