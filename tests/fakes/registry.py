"""A hub in memory: what the ports Registry and AuthProbe see of one, without a network."""

from __future__ import annotations

import base64
import secrets
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace

from wizard.domain.errors import Code, HubError, RuleError, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import (
    MODULE_ID,
    AuthType,
    DeviceIdentity,
    DevicePage,
    DeviceQuery,
    DeviceSummary,
    HubAccess,
    HubInfo,
    ModuleIdentity,
    PolicyAccess,
)
from wizard.domain.proof import ThumbprintSlot
from wizard.domain.secret import Secret

ID_SCOPE = "0ne000FAKE1"
READERS = frozenset({"iothubowner", "registryRead", "registryReadWrite"})
WRITERS = frozenset({"iothubowner", "registryReadWrite"})


def new_key() -> Secret:
    """A key as the service makes them."""
    return Secret(base64.b64encode(secrets.token_bytes(32)).decode("ascii"))


class FakeHub:
    """Devices and modules, the policies' keys, and the failures that a test asks for.

    ``unreadable_reads`` is how many reads do not find a module that was just created. This
    computer's clock is ``clock_ahead`` seconds ahead of the hub's. ``desired`` are the desired
    properties of every twin.
    """

    def __init__(self, host_name: str = "fake.azure-devices.net", page: int = 100) -> None:
        self.address = HubAddress(host_name)
        self.page = page
        self.devices: dict[str, DeviceIdentity] = {}
        self.modules: dict[tuple[str, str], ModuleIdentity] = {}
        self.calls: list[str] = []
        self.unreadable_reads = 0
        self.links = 0
        self.with_sasl: bool | None = None
        self.messages: list[tuple[tuple[str, str], bytes]] = []
        self.clock_ahead = 0.0
        self.desired: dict[str, object] = {}
        self.enrolments: dict[tuple[str, str], tuple[str, str]] = {}
        self._writes = 0
        self._keys = {name: new_key() for name in (*READERS, "service", "device")}
        self._failures: defaultdict[str, deque[SetupError]] = defaultdict(deque)

    def add(self, identity: DeviceIdentity | ModuleIdentity) -> None:
        """Put a device or a module in, replacing one of that id, with a new ETag."""
        self._writes += 1
        if isinstance(identity, DeviceIdentity):
            prints = identity.thumbprints
            if identity.auth is AuthType.SELF_SIGNED:
                prints = (*prints, "", "")[:2]
            self.devices[identity.id] = replace(
                identity, thumbprints=prints, etag=f"etag-{self._writes}"
            )
        else:
            key = (identity.device_id, identity.id)
            self.modules[key] = replace(identity, etag=f"etag-{self._writes}")

    def add_device(self, device_id: str, *, enabled: bool = True) -> DeviceIdentity:
        """A device with symmetric keys."""
        self.add(DeviceIdentity(device_id, enabled, AuthType.SAS, new_key(), new_key()))
        return self.devices[device_id]

    def add_module(
        self, device_id: str, module_id: str = MODULE_ID, *, enabled: bool = True
    ) -> ModuleIdentity:
        """A module with symmetric keys."""
        keys = (new_key(), new_key())
        self.add(ModuleIdentity(device_id, module_id, AuthType.SAS, enabled, *keys))
        return self.modules[device_id, module_id]

    def enrol(self, registration_id: str, device_id: str, status: str = "assigned") -> None:
        """A registration with the provisioning service, in `ID_SCOPE`; proven as the device is."""
        self.enrolments[ID_SCOPE, registration_id] = (device_id, status)

    def credentials(self, policy: str = "registryReadWrite") -> HubAccess:
        """The policy's key."""
        return PolicyAccess(self.address, policy, self._keys[policy])

    def fail(self, call: str, *errors: SetupError) -> None:
        """The next calls of that name raise these, one each, before they do anything."""
        self._failures[call].extend(errors)

    def enter(self, call: str) -> None:
        """Note the call; raise the failure that waits for it."""
        self.calls.append(call)
        if self._failures[call]:
            raise self._failures[call].popleft()

    def knows(self, credentials: HubAccess) -> bool:
        """Whether the policy's key is right."""
        return self._keys.get(credentials.policy) == credentials.key


class FakeRegistry:
    """The port Registry on a `FakeHub`."""

    def __init__(self, hub: FakeHub, credentials: HubAccess | None = None) -> None:
        self._hub = hub
        self._credentials = credentials or hub.credentials()
        self.closed = False

    async def connect(self) -> HubInfo:
        self._hub.enter("connect")
        policy = self._credentials.policy
        if not self._hub.knows(self._credentials):
            raise self._unauthorized("")
        if policy not in READERS:
            raise self._unauthorized(policy)
        return HubInfo(more_rights_than_needed=policy == "iothubowner")

    async def device(self, device_id: str) -> DeviceIdentity:
        self._hub.enter("device")
        self._need(READERS)
        try:
            return self._hub.devices[device_id]
        except KeyError:
            raise HubError(Code.DEVICE_NOT_FOUND, device=device_id) from None

    async def module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        self._hub.enter("module")
        self._need(READERS)
        if device_id not in self._hub.devices:
            raise HubError(Code.DEVICE_NOT_FOUND, device=device_id)
        if "create_module" in self._hub.calls and self._hub.unreadable_reads > 0:
            self._hub.unreadable_reads -= 1
            return None
        return self._hub.modules.get((device_id, module_id))

    @property
    def clock_ahead(self) -> float | None:
        return self._hub.clock_ahead

    async def module_is_enabled(self, module: ModuleIdentity) -> bool:
        self._hub.enter("module_is_enabled")
        return self._hub.modules[module.device_id, module.id].enabled

    async def module_ids(self, device_id: str) -> tuple[str, ...]:
        self._hub.enter("module_ids")
        self._need(READERS)
        if device_id not in self._hub.devices:
            raise HubError(Code.DEVICE_NOT_FOUND, device=device_id)
        return tuple(name for device, name in self._hub.modules if device == device_id)

    async def create_module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        self._hub.enter("create_module")
        self._need(WRITERS, "write")
        if device_id not in self._hub.devices:
            raise HubError(Code.DEVICE_NOT_FOUND, device=device_id)
        if (device_id, module_id) in self._hub.modules:
            return None
        return self._hub.add_module(device_id, module_id)

    async def create_modules(self, device_ids: Sequence[str], module_id: str) -> frozenset[str]:
        self._hub.enter("create_modules")
        self._need(WRITERS, "write")
        made = [
            one
            for one in device_ids
            if one in self._hub.devices and (one, module_id) not in self._hub.modules
        ]
        for one in made:
            self._hub.add_module(one, module_id)
        return frozenset(made)

    async def give_symmetric_key(self, module: ModuleIdentity) -> ModuleIdentity:
        self._hub.enter("give_symmetric_key")
        self._need(WRITERS, "write")
        known = self._hub.modules.get((module.device_id, module.id))
        self._match(module, known)
        changed = replace(module, auth=AuthType.SAS, primary_key=new_key(), secondary_key=new_key())
        self._hub.add(changed)
        return self._hub.modules[module.device_id, module.id]

    async def register_thumbprint(
        self, device: DeviceIdentity, slot: ThumbprintSlot, thumbprint: str
    ) -> DeviceIdentity:
        self._hub.enter("register_thumbprint")
        if device.auth is not AuthType.SELF_SIGNED:
            raise RuleError(Code.NOT_POSSIBLE, device=device.id)
        self._need(WRITERS, "write")
        known = self._hub.devices.get(device.id)
        if known is None:
            raise HubError(Code.DEVICE_NOT_FOUND, device=device.id)
        self._match(device, known)
        primary, secondary = known.thumbprints
        both = (thumbprint, secondary) if slot is ThumbprintSlot.PRIMARY else (primary, thumbprint)
        self._hub.add(replace(known, thumbprints=both))
        return self._hub.devices[device.id]

    async def delete_module(self, module: ModuleIdentity) -> None:
        self._hub.enter("delete_module")
        self._need(WRITERS, "write")
        known = self._hub.modules.get((module.device_id, module.id))
        if known is not None:
            self._match(module, known)
            del self._hub.modules[module.device_id, module.id]

    async def devices(self, query: DeviceQuery, continuation: str | None = None) -> DevicePage:
        self._hub.enter("devices")
        self._need(READERS, "query")
        found = [
            DeviceSummary(device.id, device.enabled, device.auth)
            for _, device in sorted(self._hub.devices.items())
            if device.id.startswith(query.prefix)
            and query.auth in (None, device.auth)
            and query.enabled in (None, device.enabled)
        ]
        start = int(continuation or 0)
        end = start + self._hub.page
        return DevicePage(tuple(found[start:end]), str(end) if end < len(found) else None)

    async def having_module(self, device_ids: Sequence[str], module_id: str) -> frozenset[str]:
        self._hub.enter("having_module")
        self._need(READERS, "query")
        return frozenset(one for one in device_ids if (one, module_id) in self._hub.modules)

    async def close(self) -> None:
        self.closed = True

    def _match(
        self,
        seen: DeviceIdentity | ModuleIdentity,
        known: DeviceIdentity | ModuleIdentity | None,
    ) -> None:
        if known is None or seen.etag != known.etag:
            name = seen.id if isinstance(seen, DeviceIdentity) else seen.device_id
            raise HubError(Code.HUB_CHANGED_MEANWHILE, device=name)

    def _need(self, policies: frozenset[str], variant: str = "") -> None:
        if not self._hub.knows(self._credentials) or self._credentials.policy not in policies:
            raise self._unauthorized(variant)

    def _unauthorized(self, variant: str) -> HubError:
        return HubError(
            Code.HUB_UNAUTHORIZED,
            variant,
            host=self._hub.address.host_name,
            policy=self._credentials.policy,
        )
