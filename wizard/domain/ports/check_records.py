"""The port to what earlier runs have proven of an agent's installation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wizard.domain.state import FollowUp


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """What was done with the agent's files after they were written.

    ``content`` is a digest of the files, by which it is seen whether they are still the same;
    ``done`` is what has passed with them.
    """

    content: str
    done: frozenset[FollowUp] = frozenset()


class CheckRecords(Protocol):
    """One record for each installation of an agent, which its ``name`` stands for: a GUID."""

    async def load(self, name: str) -> CheckRecord | None:
        """What is on record; None where nothing is, or it cannot be trusted. Never raises."""
        ...

    async def save(self, name: str, record: CheckRecord) -> None:
        """Keep it. Never raises: without a record the next run checks once more."""
        ...

    async def forget(self, name: str) -> None:
        """Nothing is proven from now on. Raises FilesError where an old record stays."""
        ...
