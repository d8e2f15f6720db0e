"""A fault that is shown on a hub that runs, and taken away again."""

from __future__ import annotations

from typing import Final

from wizard.demo.faults.scenarios import Target, set_fault
from wizard.demo.registry.records import Identity
from wizard.demo.registry.seed import plant
from wizard.domain.demo_fault import DemoFault

CAN_BE_SHOWN: Final = tuple(fault for fault in DemoFault if fault is not DemoFault.PORT_CLOSED)
"""A port is closed from the start or not at all."""


class ShownFault:
    """At most one fault at a time; the plant's devices are as they were when it goes."""

    def __init__(self, target: Target) -> None:
        self._target: Final = target
        self._policies: Final = dict(target.policies)
        self._before: tuple[Identity, ...] = ()

    def show(self, fault: DemoFault | None) -> None:
        """Take the last one away, and show this one; None shows none."""
        self._target.faults.clear()
        self._target.policies.update(self._policies)
        for identity in self._before:
            self._target.store.add(identity)
        self._before = ()
        if fault is not None:
            store = self._target.store
            found = (store.get(one.device_id, one.module_id) for one in plant())
            self._before = tuple(filter(None, found))
            set_fault(fault, self._target)


def devices_of_the_plant() -> int:
    """How many devices a demo hub has without generated ones."""
    return sum(identity.module_id is None for identity in plant())
