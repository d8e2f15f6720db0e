"""What the window asks a hub between its pages: tried again for a while, failures explained."""

from __future__ import annotations

from wizard.diagnosis.diagnosis import explain_hub_error
from wizard.domain.errors import HubError
from wizard.domain.hub.model import (
    MODULE_ID,
    DeviceIdentity,
    DevicePage,
    DeviceQuery,
    HubCredentials,
    HubInfo,
    ModuleIdentity,
    Network,
)
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.runs.retry import OnWait, read_with_retries, to_end


async def open_hub(
    credentials: HubCredentials, network: Network, ports: Ports, on_wait: OnWait
) -> tuple[Registry, HubInfo]:
    """A registry that is proven to be there, and what is known of it. Raises HubError."""
    registry = ports.open_registry(credentials, network)
    try:
        return registry, await read_with_retries(registry.connect, on_wait)
    except HubError as error:
        await to_end(registry.close())
        raise await explain_hub_error(error, credentials.address, ports.survey) from None
    except BaseException:
        await to_end(registry.close())
        raise


async def close_hub(registry: Registry) -> None:
    """Give the connection back, also while being cancelled."""
    await to_end(registry.close())


async def read_device(
    registry: Registry, device_id: str, on_wait: OnWait
) -> tuple[DeviceIdentity, ModuleIdentity | None]:
    """The device and its security module. Raises HubError."""

    async def device() -> DeviceIdentity:
        return await registry.device(device_id)

    async def module() -> ModuleIdentity | None:
        return await registry.module(device_id, MODULE_ID)

    found = await read_with_retries(device, on_wait)
    return found, await read_with_retries(module, on_wait)


async def list_devices(
    registry: Registry, query: DeviceQuery, continuation: str | None, on_wait: OnWait
) -> DevicePage:
    """One page of the list. Raises HubError."""

    async def read() -> DevicePage:
        return await registry.devices(query, continuation)

    return await read_with_retries(read, on_wait)
