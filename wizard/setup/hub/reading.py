"""Reading the registry for a set-up: the one place that reads device and module for it.

Passing faults are waited for; what the rules refuse is raised.
"""

from __future__ import annotations

from collections.abc import Sequence

from wizard.diagnosis.diagnosis import explain_hub_error
from wizard.domain.errors import HubError, Problem, RuleError
from wizard.domain.hub.model import (
    DeviceIdentity,
    DevicePage,
    DeviceQuery,
    HubAccess,
    HubInfo,
    ModuleIdentity,
    Network,
)
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.domain.state import SetupState
from wizard.runs.retry import OnWait, ignore_wait, read_with_retries, to_end
from wizard.setup.auth_rules import module_problem
from wizard.setup.state_changes import StateChanges


async def open_hub(
    credentials: HubAccess, network: Network, ports: Ports, on_wait: OnWait
) -> tuple[Registry, HubInfo]:
    """A registry that is proven to be there, and what is known of it. Raises HubError."""
    registry = ports.open_registry(credentials, network)
    try:
        return registry, await read_with_retries(registry.connect, on_wait)
    except HubError as error:
        await to_end(registry.close())
        raise await explain_hub_error(error, credentials.address, network, ports.survey) from None
    except BaseException:
        await to_end(registry.close())
        raise


async def read_device(
    registry: Registry,
    device_id: str,
    on_wait: OnWait = ignore_wait,
    patience: float | None = None,
) -> DeviceIdentity:
    """The device. Raises HubError. ``patience``: see `read_with_retries`."""

    async def read() -> DeviceIdentity:
        return await registry.device(device_id)

    return await read_with_retries(read, on_wait, patience)


async def read_module(
    registry: Registry,
    device_id: str,
    module_id: str,
    on_wait: OnWait = ignore_wait,
    patience: float | None = None,
) -> ModuleIdentity | None:
    """The device's security module; None where the device has none. Raises HubError."""

    async def read() -> ModuleIdentity | None:
        return await registry.module(device_id, module_id)

    return await read_with_retries(read, on_wait, patience)


async def read_modules(
    registry: Registry, device_id: str, module_ids: Sequence[str], on_wait: OnWait
) -> tuple[ModuleIdentity, ...]:
    """The modules of these ids that the device has. Raises HubError."""
    read = [await read_module(registry, device_id, each, on_wait) for each in module_ids]
    return tuple(module for module in read if module is not None)


async def read_other_modules(
    registry: Registry, device_id: str, module: ModuleIdentity | None
) -> tuple[str, ...]:
    """The names of the modules that the device has where it lacks the agent's own.

    Names that cannot be listed are none: they only explain.
    """
    if module is not None:
        return ()
    try:
        return await registry.module_ids(device_id)
    except HubError:
        return ()


async def read_identities(
    registry: Registry, device_id: str, module_ids: Sequence[str], on_wait: OnWait
) -> StateChanges:
    """The device, and its security module for each agent, as changes of the state.

    Raises HubError.
    """
    device = await read_device(registry, device_id, on_wait)
    found = await read_modules(registry, device_id, module_ids, on_wait)
    module = found[0] if found else None
    return {
        "device_id": device_id,
        "device": device,
        "module": module,
        "modules_found": found,
        "other_modules": await read_other_modules(registry, device_id, module),
    }


async def having_module(
    registry: Registry, device_ids: Sequence[str], module_ids: Sequence[str]
) -> frozenset[str]:
    """The devices that have a module of any of these ids. Raises HubError."""
    having = [await registry.having_module(device_ids, each) for each in module_ids]
    return frozenset().union(*having)


async def list_devices(
    registry: Registry, query: DeviceQuery, continuation: str | None, on_wait: OnWait
) -> DevicePage:
    """One page of the list. Raises HubError."""

    async def read() -> DevicePage:
        return await registry.devices(query, continuation)

    return await read_with_retries(read, on_wait)


def require_module(state: SetupState, *, may_be_missing: bool) -> None:
    """Raise RuleError where the module, as it is now, forbids every mode."""
    require_none(module_problem(state, create_module=may_be_missing))


def require_none(problem: Problem | None) -> None:
    """Raise RuleError for a problem."""
    if problem is not None:
        raise RuleError.of(problem)
