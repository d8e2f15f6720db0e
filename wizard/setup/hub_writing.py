"""What a run changes in the hub. Writes are never repeated blindly, and are kept book of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from wizard.domain.certificate_rules import is_registered
from wizard.domain.errors import Code, HubError, Problem
from wizard.domain.hub.model import MODULE_ID, DeviceIdentity, ModuleIdentity
from wizard.domain.ports.registry import Registry
from wizard.domain.proof import NewCertificate, ThumbprintSlot
from wizard.domain.report import HubChange, HubChangeKind, StepId
from wizard.domain.state import SetupState
from wizard.runs.retry import read_with_retries, to_end
from wizard.runs.step_runner import StepRunner
from wizard.setup.auth_rules import needs_conversion
from wizard.setup.hub_reading import obey_module
from wizard.setup.plan import IncompleteStateError, former_thumbprint
from wizard.setup.verified_write import VerifiedWrite

T = TypeVar("T")


class HubWriting:
    """Makes the changes of one run; ``changes`` are those that were made."""

    def __init__(self, registry: Registry, runner: StepRunner, warnings: list[Problem]) -> None:
        self._registry = registry
        self._runner = runner
        self._warnings = warnings
        self.changes: list[HubChange] = []

    async def prepare_module(self, state: SetupState) -> SetupState:
        """Create the module, or give it a symmetric key, where that is asked for and needed."""
        if state.module is None and state.create_module:
            await self._runner.run(StepId.MODULE_CREATE, lambda: self._create(state))
        elif state.convert_module and state.module and needs_conversion(state.module):
            module = state.module
            await self._runner.run(StepId.MODULE_CHANGE, lambda: self._convert(state, module))
        else:
            return state
        return self._state

    async def register(self, state: SetupState, then: Callable[[], Awaitable[None]]) -> SetupState:
        """Register the new certificate's thumbprint, by the ETag that was read at the start.

        ``then`` makes the files final: without the registration they are worth nothing. The state
        that comes back has the device as it is now.
        """

        async def work() -> None:
            await self._register(state)
            await then()

        await self._runner.run(StepId.DEVICE_REGISTER, work)
        return self._state

    async def _create(self, state: SetupState) -> None:
        async def look() -> ModuleIdentity | None:
            return await self._registry.module(state.device_id, MODULE_ID)

        made = await self._write(
            StepId.MODULE_CREATE,
            HubChange(HubChangeKind.MODULE_CREATED, state.device_id),
            lambda: self._registry.create_module(state.device_id, MODULE_ID),
            look,
        )

        async def read() -> ModuleIdentity:
            """A new identity can take seconds to become readable (hub.md, "Identities")."""
            if (found := await look()) is None:
                variant = "existing_module" if made is None else "new_module"
                raise HubError(Code.HUB_TIMEOUT, variant, retryable=True, module=MODULE_ID)
            return found

        # If it is not new it is read like a new one, and judged by the rules.
        module = await read_with_retries(read, self._runner.waiting(StepId.MODULE_CREATE))
        self._state = replace(state, module=module)
        obey_module(self._state, may_be_missing=False)

    async def _convert(self, state: SetupState, module: ModuleIdentity) -> None:
        change = HubChange(HubChangeKind.MODULE_CONVERTED, state.device_id)

        async def look() -> ModuleIdentity | None:
            found = await self._registry.module(module.device_id, MODULE_ID)
            return found if found and not needs_conversion(found) else None

        converted = await self._write(
            StepId.MODULE_CHANGE, change, lambda: self._registry.give_symmetric_key(module), look
        )
        self._state = replace(state, module=converted)
        obey_module(self._state, may_be_missing=False)

    async def _register(self, state: SetupState) -> None:
        source, certificate, device = state.certificate, state.certificate_read, state.device
        if not isinstance(source, NewCertificate) or certificate is None or device is None:
            raise IncompleteStateError
        change = HubChange(
            HubChangeKind.THUMBPRINT_REGISTERED,
            device.id,
            source.register,
            certificate.sha256,
            former_thumbprint(state),
        )

        async def look() -> DeviceIdentity | None:
            found = await self._registry.device(device.id)
            return found if is_registered(certificate, found) else None

        registered = await self._write(
            StepId.DEVICE_REGISTER,
            change,
            lambda: self._registry.register_thumbprint(device, source.register, certificate.sha256),
            look,
        )
        self._state = replace(state, device=registered or device)

    async def _write(
        self,
        step: StepId,
        change: HubChange,
        write: Callable[[], Awaitable[T | None]],
        look: Callable[[], Awaitable[T | None]],
    ) -> T | None:
        """Write once, and keep book of it whatever comes: a failure, or a cancellation."""
        careful = VerifiedWrite(write, look, self._runner.waiting(step))
        try:
            return await careful.run()
        finally:
            if careful.is_done:
                self.changes.append(change)
            if careful.is_uncertain:
                about = (("module", MODULE_ID), ("device", change.device_id))
                variant = f"{change.kind.value}_unknown"
                self._warnings.append(Problem(Code.HUB_TIMEOUT, variant, about))


async def take_back(registry: Registry, change: HubChange) -> None:
    """Undo one change in the hub, when the user asks for it. Raises HubError.

    A converted module is left: its former certificate is not ours to put back.
    """
    match change.kind:
        case HubChangeKind.MODULE_CREATED:
            module = await read_with_retries(lambda: registry.module(change.device_id, MODULE_ID))
            if module is not None:
                await to_end(registry.delete_module(module))
        case HubChangeKind.THUMBPRINT_REGISTERED:
            device = await read_with_retries(lambda: registry.device(change.device_id))
            slot = change.slot or ThumbprintSlot.SECONDARY
            await to_end(registry.register_thumbprint(device, slot, change.former))
        case HubChangeKind.MODULE_CONVERTED:
            return
