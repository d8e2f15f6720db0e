"""What keeps the hub from creating an identity, by whichever request it is asked."""

from __future__ import annotations

from typing import Final

from wizard.demo.registry.records import Identity, Module
from wizard.demo.registry.store import Store
from wizard.demo.rest.answers import RefusalError, not_found

_MOST_MODULES: Final = 50


def require_room_for_module(store: Store, device_id: str) -> None:
    """Raise RefusalError where the device is not there, or has all the modules it may have."""
    if store.device(device_id) is None:
        raise not_found(device_id)
    if len(store.modules(device_id)) >= _MOST_MODULES:
        raise RefusalError(403, "TooManyModulesOnDevice", "A device has at most 50 modules")


def already_exists(known: Identity) -> RefusalError:
    """409 for an identity that is there."""
    if isinstance(known, Module):
        return RefusalError(
            409, "ModuleAlreadyExistsOnDevice", "A module with the same id already exists"
        )
    return RefusalError(409, "DeviceAlreadyExists", "A device with the same id already exists")
