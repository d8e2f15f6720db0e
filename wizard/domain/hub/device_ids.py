"""Which device ids a hub can have."""

from __future__ import annotations

from typing import Final

from wizard.domain.lazy_pattern import LazyPattern

LEGAL_ID: Final = LazyPattern(r"[A-Za-z0-9\-:.+%_#*?!(),=@;$']{1,128}")
"""What the hub allows as the id of a device or module (hub.md, "Identities")."""


def is_legal(device_id: str) -> bool:
    """Whether the hub could have a device of this id."""
    return LEGAL_ID.fullmatch(device_id) is not None
