"""A new module is not readable at once (hub.md, "Identities"): how long is a fault that is set."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.demo.faults.faults import Faults
from wizard.demo.registry.records import Identity, Module


@dataclass(slots=True)
class _Wait:
    reads: int
    until: float


class Visibility:
    """Which identities a read finds already."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._waiting: dict[tuple[str, str], _Wait] = {}

    def created(self, identity: Identity) -> None:
        """A module was made: from now on it keeps readers waiting, if that is set."""
        delay = self._faults.create_delay
        if delay is not None and isinstance(identity, Module):
            until = self._faults.now() + delay.seconds
            self._waiting[identity.device_id, identity.id] = _Wait(delay.reads, until)

    def reads(self, identity: Identity) -> bool:
        """Whether this read of the identity finds it; counts as one of the reads to wait for."""
        if self.sees(identity):
            return True
        wait = self._waiting[identity.device_id, identity.module_id or ""]
        wait.reads -= 1
        return False

    def sees(self, identity: Identity) -> bool:
        """Whether a list or a query has the identity in it."""
        key = (identity.device_id, identity.module_id or "")
        wait = self._waiting.get(key)
        if wait is None:
            return True
        if wait.reads > 0 or self._faults.now() < wait.until:
            return False
        del self._waiting[key]
        return True
