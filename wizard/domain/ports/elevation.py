"""The port to administrator rights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol


class Elevation(Protocol):
    """Asking for administrator rights, once, for the one small process that writes with them."""

    @property
    def is_granted(self) -> bool:
        """Whether the rights were given, and the process that has them runs."""
        ...

    async def is_needed(self, paths: Sequence[Path]) -> bool:
        """Whether these files can be written with administrator rights only. Never raises."""
        ...
