"""Creating the security module: a write, so never repeated without looking first."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from wizard.core.errors import Code, HubError
from wizard.core.model import MODULE_ID, ModuleIdentity
from wizard.core.ports import Registry
from wizard.core.retry import OnWait, Patience, read_with_retries, to_end, undisturbed

GRACE: Final = 2.0
"""Seconds that a cancelled creation still has to be answered, and as many to be looked for."""

_MAY_BE_MADE: Final = (
    Code.HUB_CONNECTION_LOST,
    Code.HUB_TIMEOUT,
    Code.HUB_SERVER_ERROR,
    Code.HUB_BAD_ANSWER,
    Code.HUB_NOT_A_HUB,
)
"""Failures after which the module may be there all the same: only the answer was lost."""


class ModuleCreation:
    """Creates the module of one device; knows afterwards whether the hub was changed.

    ``is_uncertain``: the answer was lost, and the hub could not be asked afterwards.
    """

    def __init__(self, registry: Registry, device_id: str, on_wait: OnWait) -> None:
        self._registry = registry
        self._device_id = device_id
        self._on_wait = on_wait
        self.changed_hub = False
        self.is_uncertain = False
        self._is_answered = False

    async def run(self) -> ModuleIdentity:
        """The module, readable. Raises HubError; ``hub.timeout`` where it never became readable."""
        patience = Patience(self._on_wait)
        while True:
            try:
                is_new = await self._create()
            except HubError as error:
                # The answer may be lost while the module was made: look, then decide.
                if error.code in _MAY_BE_MADE and (found := await self._look()) is not None:
                    return found
                await patience.pause(error)
                continue
            # If it is not new it is read like a new one, and judged by the rules.
            return await self._when_readable(is_new)

    async def _create(self) -> bool:
        """Whether it was made now, or is there already. One cancelled finds out what was done."""
        creating = self._registry.create_module(self._device_id, MODULE_ID)
        try:
            return await to_end(creating, self._note, grace=GRACE) is not None
        except asyncio.CancelledError:
            if not self._is_answered:
                await undisturbed(self._look_in_passing())
            raise

    def _note(self, made: ModuleIdentity | None) -> None:
        self._is_answered = True
        self.changed_hub = made is not None

    async def _look(self, budget: float | None = None) -> ModuleIdentity | None:
        """Whether a creation without an answer was done."""
        self.is_uncertain = True
        found = await read_with_retries(
            lambda: self._registry.module(self._device_id, MODULE_ID), self._on_wait, budget
        )
        self.is_uncertain = False
        self.changed_hub = found is not None
        return found

    async def _look_in_passing(self) -> None:
        with contextlib.suppress(HubError):
            await self._look(GRACE)

    async def _when_readable(self, is_new: bool) -> ModuleIdentity:
        """A new identity can take seconds to become readable (hub.md, "Identities")."""

        async def read() -> ModuleIdentity:
            found = await self._registry.module(self._device_id, MODULE_ID)
            if found is None:
                variant = "new_module" if is_new else "existing_module"
                raise HubError(Code.HUB_TIMEOUT, variant, retryable=True, module=MODULE_ID)
            return found

        return await read_with_retries(read, self._on_wait)
