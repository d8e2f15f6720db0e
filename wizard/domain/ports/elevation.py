"""The port to administrator rights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from wizard.domain.errors import FilesError


class Elevation(Protocol):
    """Asking for administrator rights, once, for the one small process that writes with them."""

    @property
    def is_granted(self) -> bool:
        """Whether the rights were given, and the process that has them runs."""
        ...

    async def is_needed(self, paths: Sequence[Path]) -> bool:
        """Whether these files can be written with administrator rights only. Never raises."""
        ...

    async def obstacle(self, paths: Sequence[Path]) -> FilesError | None:
        """What would keep these files from being written, whatever rights are given.

        None where nothing does. A lack of rights counts where nobody may be asked for them.
        """
        ...
