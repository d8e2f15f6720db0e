"""The demo hub as the adapters' tests use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wizard.demo.hub import DemoHub
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.hub.model import MODULE_ID, HubAccess, Network
from wizard.domain.hub.transport import Transport
from wizard.domain.secret import Secret
from wizard.infra.probe.probe import NetworkProbe
from wizard.infra.registry.azure_registry import AzureRegistry

DEVICE = "cam-01"
"""A device with symmetric key and security module (wizard.demo.seed)."""


def network(hub: DemoHub) -> Network:
    """How to get there."""
    return Network(hub.ca_file, hub.ports)


def credentials(hub: DemoHub, policy: str = "registryReadWrite") -> HubAccess:
    """A policy's key."""
    return parse_connection_string(hub.connection_string(policy).reveal())


@asynccontextmanager
async def registry(hub: DemoHub, policy: str = "registryReadWrite") -> AsyncIterator[AzureRegistry]:
    """A registry that is closed afterwards."""
    opened = AzureRegistry(credentials(hub, policy), network(hub))
    try:
        yield opened
    finally:
        await opened.close()


def key(hub: DemoHub, module_id: str | None = None) -> Secret:
    """The primary key of `DEVICE` or of its module."""
    identity = hub.store.get(DEVICE, module_id)
    assert identity is not None
    assert identity.auth.keys is not None
    return identity.auth.keys.primary


async def fetch(hub: DemoHub) -> Secret:
    """The device's step of the live check."""
    return await fetch_by(hub, network(hub))


async def fetch_by(hub: DemoHub, way: Network) -> Secret:
    """The same over another network."""
    probe = NetworkProbe(way)
    return await probe.fetch_module_key(HubAddress(hub.host_name), DEVICE, MODULE_ID, key(hub))


async def twin(hub: DemoHub, transport: Transport = Transport.AMQP) -> object:
    """The module's steps of the live check."""
    probe = NetworkProbe(network(hub))
    module_key = key(hub, MODULE_ID)
    address = HubAddress(hub.host_name)
    link = await probe.connect(address, DEVICE, MODULE_ID, module_key, transport=transport)
    try:
        return await link.read_twin()
    finally:
        await link.close()
