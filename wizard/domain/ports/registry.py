"""The port to a hub's identity registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from wizard.domain.hub.model import (
    DeviceIdentity,
    DevicePage,
    DeviceQuery,
    HubInfo,
    ModuleIdentity,
)
from wizard.domain.proof import (
    ThumbprintSlot,
)

MOST_IN_BULK: Final = 100
"""Identities that a hub takes in one bulk operation; each device may be there once only."""


class Registry(Protocol):
    """A hub's identity registry. One attempt a call: retrying is the engine's (`core.retry`).

    Every method raises HubError: ``.retryable`` where the same call may go through later.
    """

    async def connect(self) -> HubInfo:
        """Prove that the hub is there and the policy may read the registry."""
        ...

    async def device(self, device_id: str) -> DeviceIdentity:
        """The device. Raises HubError ``device.not_found``."""
        ...

    async def module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        """The module; None where the device exists without it.

        It counts as enabled where its identity does not say: see `module_is_enabled`.
        """
        ...

    async def module_is_enabled(self, module: ModuleIdentity) -> bool:
        """Whether the hub lets the module in, where its identity does not say.

        Up to two requests, one of them a query: for whoever looks for the cause of a refusal.
        """
        ...

    @property
    def clock_ahead(self) -> float | None:
        """Seconds by which this computer's clock is ahead of the hub's, where an answer told."""
        ...

    async def module_ids(self, device_id: str) -> tuple[str, ...]:
        """The names of all modules that the device has."""
        ...

    async def create_module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        """Create the module with symmetric keys made by the hub; None: one of that name exists.

        Needs RegistryWrite. A write: never repeated blindly.
        """
        ...

    async def create_modules(self, device_ids: Sequence[str], module_id: str) -> frozenset[str]:
        """Create the module on each of these devices, at most `MOST_IN_BULK`, with one request;
        those that it was created on.

        The others have one of that name, or the hub refuses: whoever asks for one of them is told.
        Needs RegistryWrite. A write: never repeated blindly.
        """
        ...

    async def give_symmetric_key(self, module: ModuleIdentity) -> ModuleIdentity:
        """Change the module's authentication to two new symmetric keys, by its ETag.

        Needs RegistryWrite. Raises HubError ``hub.changed_meanwhile`` where the ETag is old.
        """
        ...

    async def register_thumbprint(
        self, device: DeviceIdentity, slot: ThumbprintSlot, thumbprint: str
    ) -> DeviceIdentity:
        """Write one of a self-signed device's thumbprints (empty: free it), by its ETag.

        Everything else about the device stays. Needs RegistryWrite. Raises HubError
        ``hub.changed_meanwhile`` where the ETag is old.
        """
        ...

    async def delete_module(self, module: ModuleIdentity) -> None:
        """Delete the module, by its ETag; one that is gone is no error."""
        ...

    async def devices(self, query: DeviceQuery, continuation: str | None = None) -> DevicePage:
        """One page of the device list, in the hub's order.

        Raises HubError ``hub.unauthorized`` where the policy may not query.
        """
        ...

    async def having_module(self, device_ids: Sequence[str], module_id: str) -> frozenset[str]:
        """Which of these devices have the module: one query."""
        ...

    async def close(self) -> None:
        """Give connections and threads back. Never raises."""
        ...
