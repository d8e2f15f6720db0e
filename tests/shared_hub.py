"""One demo hub for many tests, each of which finds the devices as the hub was started with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wizard.demo.hub import DemoHub
from wizard.demo.registry.seed import enrolments, plant
from wizard.demo.registry.store import Store


class SharedHub:
    """A running demo hub and what it was started with."""

    def __init__(self, hub: DemoHub, devices: int) -> None:
        self._hub = hub
        self._untouched = Store(plant(), enrolments(), generated=devices)
        self._changed: set[str] = set()
        hub.store.watch(lambda device_id, _module_id: self._changed.add(device_id))

    @contextmanager
    def for_one_test(self) -> Iterator[DemoHub]:
        """The hub without faults; what the test changes in devices and modules is put back."""
        self._hub.faults.clear()
        yield self._hub
        self._hub.faults.clear()
        for device_id in sorted(self._changed):
            self._put_back(device_id)
        self._changed.clear()

    def _put_back(self, device_id: str) -> None:
        store = self._hub.store
        if store.device(device_id) is not None:
            store.remove(device_id)
        device = self._untouched.device(device_id)
        if device is not None:
            store.add(device)
            for module in self._untouched.modules(device_id):
                store.add(module)
