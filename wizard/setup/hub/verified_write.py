"""Writing to the hub: never repeated without looking first, for an answer may be lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

from wizard.domain.errors import Code, HubError
from wizard.runs.retry import OnWait, Patience, read_with_retries, to_end, undisturbed

T = TypeVar("T")

GRACE: Final = 2.0
"""Seconds that a cancelled write still has to be answered."""

LOOKING: Final = 2.0
"""Seconds to find out afterwards whether one without an answer was carried out."""

MAY_BE_DONE: Final = (
    Code.HUB_CONNECTION_LOST,
    Code.HUB_TIMEOUT,
    Code.HUB_SERVER_ERROR,
    Code.HUB_BAD_ANSWER,
    Code.HUB_NOT_A_HUB,
    Code.HUB_CHANGED_MEANWHILE,
)
"""Failures after which the change may be there all the same; the last one after a second try."""


class VerifiedWrite(Generic[T]):
    """One change in the hub. Afterwards it is known whether it was made.

    ``write`` makes it, and gives None where that was not needed; ``look`` gives what it has led to,
    or None where it is not there. ``is_uncertain``: the answer was lost, and looking failed too.
    """

    def __init__(
        self,
        write: Callable[[], Awaitable[T | None]],
        look: Callable[[], Awaitable[T | None]],
        on_wait: OnWait,
        patience: float | None = None,
    ) -> None:
        self._write = write
        self._look_once = look
        self._on_wait = on_wait
        self._patience = patience
        self.is_done = False
        self.is_uncertain = False

    async def run(self) -> T | None:
        """What the change has led to. Raises HubError. If it is cancelled, it finds that out."""
        try:
            return await self._do()
        except asyncio.CancelledError:
            if self.is_uncertain:
                await undisturbed(self._look_in_passing())
            raise

    async def _do(self) -> T | None:
        patience = Patience(self._on_wait, self._patience)
        while True:
            self.is_uncertain = True
            try:
                return await to_end(self._write(), self._note, grace=GRACE)
            except HubError as error:
                if error.code not in MAY_BE_DONE:
                    self.is_uncertain = False
                elif (found := await self._look()) is not None:
                    return found
                await patience.pause(error)

    async def _look(self, budget: float | None = None) -> T | None:
        found = await read_with_retries(self._look_once, self._on_wait, budget)
        self._note(found)
        return found

    async def _look_in_passing(self) -> None:
        with contextlib.suppress(HubError):
            await self._look(LOOKING)

    def _note(self, found: T | None) -> None:
        self.is_done = found is not None
        self.is_uncertain = False
