"""Changing the hub: never repeated blindly, always recorded, and undone on demand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from wizard.domain.errors import Code, Problem
from wizard.domain.ports.registry import Registry
from wizard.domain.proof import ThumbprintSlot
from wizard.domain.report import HubChange, HubChangeKind, StepId
from wizard.runs.retry import to_end
from wizard.setup.hub.reading import read_device, read_module
from wizard.setup.hub.verified_write import VerifiedWrite
from wizard.setup.jobs.job import Run

T = TypeVar("T")


async def change_hub(
    run: Run,
    step: StepId,
    change: HubChange,
    write: Callable[[], Awaitable[T | None]],
    look: Callable[[], Awaitable[T | None]],
) -> T | None:
    """Write once, and record it whatever comes: a failure, or a cancellation.

    ``write`` and ``look`` as in `VerifiedWrite`, whose result this is. Raises HubError.
    """
    verified = VerifiedWrite(write, look, run.runner.waiting(step), run.state.patience)
    try:
        return await verified.run()
    finally:
        if verified.is_done:
            run.hub_changes.append(change)
        if verified.is_uncertain:
            about = (("module", change.module_id), ("device", change.device_id))
            variant = f"{change.kind.value}_unknown"
            run.warnings.append(Problem(Code.HUB_TIMEOUT, variant, about))


async def take_back(registry: Registry, change: HubChange) -> None:
    """Undo one change in the hub, when the user asks for it. Raises HubError.

    A converted module is left: its former certificate is not ours to put back. So is a registered
    device: its registration is the provisioning service's.
    """
    match change.kind:
        case HubChangeKind.MODULE_CREATED:
            module = await read_module(registry, change.device_id, change.module_id)
            if module is not None:
                await to_end(registry.delete_module(module))
        case HubChangeKind.THUMBPRINT_REGISTERED:
            device = await read_device(registry, change.device_id)
            slot = change.slot or ThumbprintSlot.SECONDARY
            await to_end(registry.register_thumbprint(device, slot, change.former))
        case HubChangeKind.MODULE_CONVERTED | HubChangeKind.DEVICE_REGISTERED:
            return
