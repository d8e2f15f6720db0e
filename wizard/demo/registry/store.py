"""The demo hub's identity registry, in memory."""

from __future__ import annotations

import bisect
import heapq
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

from wizard.demo.registry.generated import GeneratedDevices
from wizard.demo.registry.records import (
    Credential,
    Device,
    Enrolment,
    EnrolmentStatus,
    Identity,
    JsonObject,
    Keys,
    Module,
    Twin,
)

Watcher = Callable[[str, str | None], None]


class Store:
    """Devices and modules by id, ordered by id.

    Thread-safe: tests change it while the hub answers. Methods that name an identity which is not
    there raise KeyError. ``module_id`` None means the device itself.
    """

    def __init__(
        self,
        identities: Iterable[Identity] = (),
        enrolments: Iterable[Enrolment] = (),
        *,
        generated: int = 0,
    ) -> None:
        self._lock = threading.RLock()
        self._generated = GeneratedDevices(generated)
        self._taken_over: set[str] = set()
        self._devices: dict[str, Device] = {}
        self._modules: dict[str, dict[str, Module]] = {}
        self.group_key = Keys.derived("enrolment group").primary
        """Of the one enrolment group: whoever has a key derived from it may register."""
        self._enrolments = {one.registration_id: one for one in enrolments}
        self._generation = 1
        self._watchers: list[Watcher] = []
        for identity in identities:
            self.add(identity)

    def locked(self) -> AbstractContextManager[object]:
        """Hold off every other thread: for a read and a write that belong together."""
        return self._lock

    def watch(self, watcher: Watcher) -> None:
        """Call ``watcher(device_id, module_id)`` after every write, in the writer's thread."""
        self._watchers.append(watcher)

    def device(self, device_id: str) -> Device | None:
        """The device, or None."""
        with self._lock:
            own = self._devices.get(device_id)
            if own is not None or device_id in self._taken_over:
                return own
            return self._generated.device(device_id)

    def module(self, device_id: str, module_id: str) -> Module | None:
        """The module, or None."""
        return next((one for one in self.modules(device_id) if one.id == module_id), None)

    def modules(self, device_id: str) -> tuple[Module, ...]:
        """The device's modules in the order of their ids."""
        with self._lock:
            own = self._modules.get(device_id)
            if own is not None or device_id in self._taken_over:
                return tuple(own[name] for name in sorted(own)) if own else ()
            return self._generated.modules(device_id)

    def get(self, device_id: str, module_id: str | None = None) -> Identity | None:
        """The device or the module, or None."""
        return self.device(device_id) if module_id is None else self.module(device_id, module_id)

    def twin(self, device_id: str, module_id: str | None = None) -> Twin:
        """The twin of a device or a module."""
        return self._need(device_id, module_id).twin

    def device_ids(self, start: str = "") -> Iterator[str]:
        """All ids in their order, from ``start`` on."""
        with self._lock:
            own = sorted(self._devices)
        first = bisect.bisect_left(self._generated, start)
        generated = (self._generated[index] for index in range(first, len(self._generated)))
        free = (one for one in generated if one not in self._taken_over)
        return heapq.merge(own[bisect.bisect_left(own, start) :], free)

    def count(self, *, enabled: bool | None = None) -> int:
        """How many devices there are; ``enabled`` counts only those that are, or are not."""
        found = (self.device(one) for one in self.device_ids())
        return sum(one is not None and enabled in (None, one.enabled) for one in found)

    def add(self, identity: Identity) -> Identity:
        """Put a device or a module in, replacing one of that id, and give it a new ETag.

        Raises KeyError for a module whose device is not there.
        """
        with self._lock:
            self._take_over(identity.device_id)
            known = self.get(identity.device_id, identity.module_id)
            if known is None:
                self._generation += 1
            generation = known.generation if known else self._generation
            version = known.version + 1 if known else 1
            stored = replace(identity, generation=generation, version=version)
            if isinstance(stored, Device):
                self._devices[stored.id] = stored
                self._modules.setdefault(stored.id, {})
            else:
                self._modules[stored.device_id][stored.id] = stored
        self._tell(identity.device_id, identity.module_id)
        return stored

    def remove(self, device_id: str, module_id: str | None = None) -> None:
        """Take a device with its modules, or one module, out."""
        with self._lock:
            self._take_over(device_id)
            if module_id is None:
                del self._devices[device_id]
                del self._modules[device_id]
            else:
                del self._modules[device_id][module_id]
        self._tell(device_id, module_id)

    def enrolment(self, registration_id: str) -> Enrolment | None:
        """The registration with the provisioning service, or None."""
        with self._lock:
            return self._enrolments.get(registration_id)

    def enrol(
        self,
        registration_id: str,
        device_id: str,
        status: EnrolmentStatus = EnrolmentStatus.ASSIGNED,
        auth: Credential | None = None,
    ) -> Enrolment:
        """Put a registration in, replacing one of that id; ``auth`` None: the device's own."""
        made = Enrolment(registration_id, device_id, status, auth)
        with self._lock:
            self._enrolments[registration_id] = made
        return made

    def add_enrolled(self, enrolment: Enrolment) -> None:
        """Keep a registration, and make its device where there is none."""
        with self._lock:
            self._enrolments[enrolment.registration_id] = enrolment
            if self.get(enrolment.device_id) is None and enrolment.auth is not None:
                self.add(Device(enrolment.device_id, enrolment.auth))

    def disable(
        self, device_id: str, module_id: str | None = None, reason: str | None = None
    ) -> None:
        """Disable an identity: its live link is cut, it is refused from now on."""
        with self._lock:
            found = self._need(device_id, module_id)
            if isinstance(found, Device):
                found = replace(found, status_reason=reason)
            self.add(replace(found, enabled=False))

    def enable(self, device_id: str, module_id: str | None = None) -> None:
        """Enable an identity again."""
        with self._lock:
            self.add(replace(self._need(device_id, module_id), enabled=True))

    def rotate(self, device_id: str, module_id: str | None = None) -> Keys:
        """Give an identity two new keys, which are returned."""
        keys = Keys.fresh()
        with self._lock:
            self.add(replace(self._need(device_id, module_id), auth=Credential(given=keys)))
        return keys

    def roll_key(self, device_id: str, module_id: str | None = None) -> bool:
        """`rotate` where there is such an identity and it has keys; whether there is."""
        with self._lock:
            found = self.get(device_id, module_id)
            if found is None or found.auth.keys is None:
                return False
            self.rotate(device_id, module_id)
        return True

    def set_desired(self, device_id: str, module_id: str | None, desired: JsonObject) -> None:
        """Replace the desired properties of a twin."""
        with self._lock:
            found = self._need(device_id, module_id)
            twin = replace(
                found.twin, desired=desired, desired_version=found.twin.desired_version + 1
            )
            self.add(replace(found, twin=twin))

    def patch_reported(self, device_id: str, module_id: str | None, patch: JsonObject) -> int:
        """Merge reported properties (null removes) and return their new version."""
        with self._lock:
            found = self._need(device_id, module_id)
            merged = {**found.twin.reported, **patch}
            reported = {name: value for name, value in merged.items() if value is not None}
            version = found.twin.reported_version + 1
            twin = replace(found.twin, reported=reported, reported_version=version)
            self.add(replace(found, twin=twin))
        return version

    def _need(self, device_id: str, module_id: str | None) -> Identity:
        found = self.get(device_id, module_id)
        if found is None:
            raise KeyError((device_id, module_id))
        return found

    def _take_over(self, device_id: str) -> None:
        """Make a generated device a stored one, before it is changed."""
        if device_id in self._taken_over:
            return
        device = self._generated.device(device_id)
        if device is None:
            return
        self._devices[device_id] = device
        self._modules[device_id] = {one.id: one for one in self._generated.modules(device_id)}
        self._taken_over.add(device_id)

    def _tell(self, device_id: str, module_id: str | None) -> None:
        for watcher in tuple(self._watchers):
            watcher(device_id, module_id)
