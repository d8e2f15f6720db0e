"""Creating the security module: a write, so never repeated without looking first."""

from __future__ import annotations

from wizard.core.errors import Code, HubError
from wizard.core.model import MODULE_ID, ModuleIdentity
from wizard.core.ports import Registry
from wizard.core.retry import OnWait, Patience, read_with_retries, to_end


class ModuleCreation:
    """Creates the module of one device; knows afterwards whether the hub was changed."""

    def __init__(self, registry: Registry, device_id: str, on_wait: OnWait) -> None:
        self._registry = registry
        self._device_id = device_id
        self._on_wait = on_wait
        self.changed_hub = False

    async def run(self) -> ModuleIdentity:
        """The module, readable. Raises HubError; ``hub.timeout`` where it never became readable."""
        patience = Patience(self._on_wait)
        while True:
            try:
                made = await to_end(
                    self._registry.create_module(self._device_id, MODULE_ID), self._note
                )
            except HubError as error:
                # The answer may be lost while the module was made: look, then decide.
                if error.retryable and (found := await self._read()) is not None:
                    self.changed_hub = True
                    return found
                await patience.pause(error)
                continue
            # None: one of that name exists already; it is read like a new one and judged by rules.
            return await self._when_readable(made is not None)

    def _note(self, made: ModuleIdentity | None) -> None:
        self.changed_hub = self.changed_hub or made is not None

    async def _read(self) -> ModuleIdentity | None:
        return await read_with_retries(
            lambda: self._registry.module(self._device_id, MODULE_ID), self._on_wait
        )

    async def _when_readable(self, is_new: bool) -> ModuleIdentity:
        """A new identity can take seconds to become readable (hub.md, "Identities")."""

        async def read() -> ModuleIdentity:
            found = await self._registry.module(self._device_id, MODULE_ID)
            if found is None:
                variant = "new_module" if is_new else "existing_module"
                raise HubError(Code.HUB_TIMEOUT, variant, retryable=True, module=MODULE_ID)
            return found

        return await read_with_retries(read, self._on_wait)
