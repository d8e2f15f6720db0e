"""What a run changes in the hub. Writes are never repeated blindly, and are kept book of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from wizard.core.certificate_rules import is_registered
from wizard.core.credentials import NewCertificate, ThumbprintSlot
from wizard.core.errors import Code, HubError
from wizard.core.hub_reading import obey_module
from wizard.core.model import MODULE_ID, DeviceIdentity, ModuleIdentity, SetupState
from wizard.core.module_creation import ModuleCreation
from wizard.core.plan import IncompleteStateError, former_thumbprint
from wizard.core.ports import Registry
from wizard.core.report import HubChange, HubChangeKind, Problem, StepId
from wizard.core.retry import Patience, read_with_retries, to_end
from wizard.core.rules import needs_conversion
from wizard.core.steps import StepRunner

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

    async def register(self, state: SetupState, then: Callable[[], Awaitable[None]]) -> None:
        """Register the new certificate's thumbprint, by the ETag that was read at the start.

        ``then`` makes the files final: without the registration they are worth nothing.
        """

        async def work() -> None:
            await self._register(state)
            await then()

        await self._runner.run(StepId.DEVICE_REGISTER, work)

    async def _create(self, state: SetupState) -> None:
        waiting = self._runner.waiting(StepId.MODULE_CREATE)
        creation = ModuleCreation(self._registry, state.device_id, waiting)
        try:
            self._state = replace(state, module=await creation.run())
        finally:
            if creation.changed_hub:
                self._note(HubChange(HubChangeKind.MODULE_CREATED, state.device_id))
            if creation.is_uncertain:
                about = (("module", MODULE_ID), ("device", state.device_id))
                self._warnings.append(Problem(Code.HUB_TIMEOUT, "module_unknown", about))
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

        await self._write(
            StepId.DEVICE_REGISTER,
            change,
            lambda: self._registry.register_thumbprint(device, source.register, certificate.sha256),
            look,
        )

    async def _write(
        self,
        step: StepId,
        change: HubChange,
        write: Callable[[], Awaitable[T]],
        look: Callable[[], Awaitable[T | None]],
    ) -> T:
        """Write once; where the answer was lost, look whether it was done before trying again."""
        waiting = self._runner.waiting(step)
        patience = Patience(waiting)
        while True:
            try:
                return await to_end(write(), lambda _done: self._note(change))
            except HubError as error:
                may_be_done = error.retryable or error.code is Code.HUB_CHANGED_MEANWHILE
                if may_be_done and (found := await read_with_retries(look, waiting)) is not None:
                    self._note(change)
                    return found
                await patience.pause(error)

    def _note(self, change: HubChange) -> None:
        if change not in self.changes:
            self.changes.append(change)


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
