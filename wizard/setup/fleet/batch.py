"""Devices of a fleet whose missing modules are created with one request."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from wizard.domain.errors import SetupError
from wizard.domain.ports.ports import Ports
from wizard.domain.state import SetupState
from wizard.setup.fleet.device import FleetDevice
from wizard.setup.hub.creating_ahead import NOTHING, CreatedAhead, ModulesAhead


class Batch:
    """At most as many devices as a hub takes in one bulk operation."""

    def __init__(self, devices: Sequence[FleetDevice]) -> None:
        self._devices: Final = devices
        self._turn: Final = asyncio.Lock()
        self._modules: Final = ModulesAhead()
        self._is_begun = False

    async def create_modules(self, ports: Ports) -> None:
        """Create them where that is wanted, once: the first device that gets its turn does it, and
        the others wait for it. Raises nothing but a cancellation."""
        async with self._turn:
            if self._is_begun:
                return
            self._is_begun = True
            loaded = [await _loaded(device) for device in self._devices]
            await self._modules.create([state for state in loaded if state is not None], ports)

    def ahead_of(self, device: FleetDevice) -> CreatedAhead:
        """What was changed for this device so."""
        return self._modules.by_device.get(device.name, NOTHING)


async def _loaded(device: FleetDevice) -> SetupState | None:
    """The device's state with its secrets; None where no module is wanted, or its own run will
    tell what is wrong."""
    if device.state is None or not device.state.create_module:
        return None
    try:
        return await device.load()
    except SetupError:
        return None
