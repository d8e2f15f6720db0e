"""What a line of the log carries besides its message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def fields(**values: object) -> Mapping[str, Any]:
    """What stands in the JSON object beside the message: ``log.info("…", extra=fields(ms=3))``."""
    return {"fields": values}
