"""The hubs that the suites of Registry and AuthProbe run against: a fake and a real one."""

from __future__ import annotations

from typing import Protocol

from tests.fakes.probe import FakeProbe
from tests.fakes.registry import ID_SCOPE, FakeHub, FakeRegistry
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Credential, Device, EnrolmentStatus, Keys, Module
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.hub.model import DeviceIdentity, HubAccess, ModuleIdentity, Network
from wizard.domain.ports.probe import AuthProbe
from wizard.domain.ports.registry import Registry
from wizard.infra.probe.probe import NetworkProbe
from wizard.infra.registry.azure_registry import AzureRegistry


class Hub(Protocol):
    """A hub that a test fills and then looks at through the ports."""

    @property
    def address(self) -> HubAddress: ...

    def add(self, identity: DeviceIdentity | ModuleIdentity) -> None: ...

    @property
    def id_scope(self) -> str: ...

    def enrol(self, registration_id: str, device_id: str, status: str = "assigned") -> None: ...

    def credentials(self, policy: str) -> HubAccess: ...

    def registry(self, credentials: HubAccess) -> Registry: ...

    def probe(self) -> AuthProbe: ...

    def links(self) -> int: ...

    def messages(self) -> list[tuple[str, bytes]]: ...


class InMemory:
    """The fakes."""

    def __init__(self) -> None:
        self._hub = FakeHub()
        self.address = self._hub.address
        self.add = self._hub.add
        self.credentials = self._hub.credentials
        self.enrol = self._hub.enrol
        self.id_scope = ID_SCOPE

    def registry(self, credentials: HubAccess) -> Registry:
        return FakeRegistry(self._hub, credentials)

    def probe(self) -> AuthProbe:
        return FakeProbe(self._hub)

    def links(self) -> int:
        return self._hub.links

    def messages(self) -> list[tuple[str, bytes]]:
        topic = "devices/{}/modules/{}/messages/events/"
        return [(topic.format(*sender), message) for sender, message in self._hub.messages]


class OverTheNetwork:
    """The adapters, on the demo hub."""

    def __init__(self, hub: DemoHub) -> None:
        self._hub = hub
        self.network = Network(hub.ca_file, hub.ports, hub.dps_host)
        self.address = HubAddress(hub.host_name)
        self.id_scope = hub.dps_id_scope

    def add(self, identity: DeviceIdentity | ModuleIdentity) -> None:
        first, second = identity.primary_key, identity.secondary_key
        keys = Keys(first, second) if first and second else None
        if isinstance(identity, ModuleIdentity):
            credential = Credential(identity.auth, keys)
            self._hub.store.add(
                Module(identity.device_id, identity.id, credential, identity.enabled)
            )
        else:
            prints = (*identity.thumbprints, None, None)
            credential = Credential(identity.auth, keys, thumbprints=(prints[0], prints[1]))
            reason = identity.status_reason
            self._hub.store.add(Device(identity.id, credential, identity.enabled, reason))

    def enrol(self, registration_id: str, device_id: str, status: str = "assigned") -> None:
        self._hub.store.enrol(registration_id, device_id, EnrolmentStatus(status))

    def credentials(self, policy: str) -> HubAccess:
        return parse_connection_string(self._hub.connection_string(policy).reveal())

    def registry(self, credentials: HubAccess) -> Registry:
        return AzureRegistry(credentials, self.network)

    def probe(self) -> AuthProbe:
        return NetworkProbe(self.network)

    def links(self) -> int:
        return len(self._hub.sessions)

    def messages(self) -> list[tuple[str, bytes]]:
        return [(message.topic, message.payload) for message in self._hub.messages]
