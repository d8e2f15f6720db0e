"""The port `Registry` over azure-iot-hub: one request and one attempt a call, bar three exceptions.

A refused `connect` asks once more to tell a wrong key from a missing right; whether a module is
enabled is asked of its twin, or by a query; what is changed is read first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.model import (
    DeviceIdentity,
    DevicePage,
    DeviceQuery,
    HubAccess,
    HubInfo,
    ModuleIdentity,
    Network,
)
from wizard.domain.proof import ThumbprintSlot
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.bulk_result import is_bulk_result, refused_devices
from wizard.infra.registry.client import (
    Operation,
    RegistryConnections,
    SharedConnection,
    why_refused,
)
from wizard.infra.registry.device_queries import DeviceQueries
from wizard.infra.registry.http_answers import (
    clock_ahead,
    json_of,
    raise_for_identity,
    says,
)
from wizard.infra.registry.identity_json import (
    Json,
    bad_part,
    device_of,
    etag_of,
    module_id_of,
    module_of,
    require_thumbprints,
    rows_of,
    seen_before,
    with_new_keys,
    with_thumbprint,
)
from wizard.infra.registry.module_status import ModuleStatus

_ALL_RIGHTS_POLICY: Final = "iothubowner"


class AzureRegistry:
    """A hub's identity registry, as one shared access policy may see it."""

    def __init__(
        self,
        credentials: HubAccess,
        network: Network,
        connections: RegistryConnections | None = None,
    ) -> None:
        self._credentials: Final = credentials
        self._network: Final = network
        where = (connections or RegistryConnections(), credentials, network)
        self._connection: Final = SharedConnection(*where)
        self._aside: Final = SharedConnection(*where, aside=True)
        self._is_closed = False
        host = credentials.address.host_name
        self._queries: Final = DeviceQueries(host, self._ask, self._raise_for)
        self._status = ModuleStatus(host, self._ask, self._queries.page, self._raise_for)
        self.clock_ahead: float | None = None

    async def connect(self) -> HubInfo:
        """Prove that the hub is there and the policy may read the registry. Raises HubError."""
        answer = await self._ask(lambda hub: hub.get_devices(1))
        policy = self._credentials.policy
        variant = await why_refused(policy, self._ask) if answer.status == 401 else ""
        self._raise_for(answer, unauthorized=variant)
        self._rows(answer)
        return HubInfo(more_rights_than_needed=policy == _ALL_RIGHTS_POLICY)

    async def device(self, device_id: str) -> DeviceIdentity:
        """The device. Raises HubError ``device.not_found``."""
        answer = await self._ask(lambda hub: hub.get_device(device_id))
        self._raise_for(answer, device_id)
        device = device_of(self._json(answer))
        if device.id != device_id:
            raise bad_part("deviceId")
        return device

    async def module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        """The module; None where the device exists without it. Raises HubError."""
        answer = await self._ask(lambda hub: hub.get_module(device_id, module_id))
        if answer.status == 404 and says(answer, "ModuleNotFound"):
            return None
        self._raise_for(answer, device_id)
        module = module_of(self._json(answer))
        if (module.device_id, module.id) != (device_id, module_id):
            raise bad_part("moduleId")
        return module

    async def module_is_enabled(self, module: ModuleIdentity) -> bool:
        """What the module's twin says, or a query; yes where neither can be had. Raises HubError.

        An identity says nothing of it, and a query is throttled by number.
        """
        return module.enabled and await self._status.is_enabled(module.device_id, module.id)

    async def module_ids(self, device_id: str) -> tuple[str, ...]:
        """The names of all modules of the device. Raises HubError."""
        answer = await self._ask(lambda hub: hub.get_modules(device_id))
        self._raise_for(answer, device_id)
        return tuple(map(module_id_of, self._rows(answer)))

    async def create_module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        """Create the module with symmetric keys made by the hub; None: one of that name exists.

        Raises HubError; where its answer was lost (``retryable``) the module may be there.
        """

        def create(hub: Any) -> object:
            return hub.create_module_with_sas(device_id, module_id, None, "", "")

        answer = await self._ask(create)
        if answer.status == 409:
            return None
        self._raise_for(answer, device_id, unauthorized="write", refused="module_refused")
        return module_of(self._json(answer))

    async def create_modules(self, device_ids: Sequence[str], module_id: str) -> frozenset[str]:
        """Create the module on each of these devices, all with one request; those that it was
        created on. Raises HubError as `create_module` does."""

        def create(hub: Any) -> object:
            from wizard.infra.registry.azure_sdk import create_modules

            return create_modules(hub, device_ids, module_id)

        answer = await self._ask(create)
        if not is_bulk_result(answer):
            self._raise_for(answer, unauthorized="write", refused="module_refused")
        return frozenset(device_ids) - refused_devices(self._json(answer))

    async def give_symmetric_key(self, module: ModuleIdentity) -> ModuleIdentity:
        """Give the module two symmetric keys instead of what it has, by its ETag.

        Raises HubError ``hub.changed_meanwhile``.
        """
        device_id, etag = module.device_id, etag_of(module)
        changed = with_new_keys(await self._stored_module(module, etag))

        def put(hub: Any) -> object:
            from wizard.infra.registry.azure_sdk import put_module

            return put_module(hub, device_id, module.id, changed, etag)

        answer = await self._ask(put)
        self._raise_for(answer, device_id, unauthorized="write")
        return replace(module_of(self._json(answer)), enabled=module.enabled)

    async def register_thumbprint(
        self, device: DeviceIdentity, slot: ThumbprintSlot, thumbprint: str
    ) -> DeviceIdentity:
        """Write one of a self-signed device's thumbprints, by the ETag of what was seen.

        Raises HubError ``hub.changed_meanwhile``, RuleError for a device of another kind.
        """
        require_thumbprints(device)
        etag = etag_of(device)
        answer = await self._ask(lambda hub: hub.get_device(device.id))
        self._raise_for(answer, device.id)
        content = seen_before(self._json(answer), etag, device.id)
        changed = with_thumbprint(content, slot, thumbprint)

        def put(hub: Any) -> object:
            from wizard.infra.registry.azure_sdk import put_device

            return put_device(hub, device.id, changed, etag)

        answer = await self._ask(put)
        self._raise_for(answer, device.id, unauthorized="write")
        return device_of(self._json(answer))

    async def delete_module(self, module: ModuleIdentity) -> None:
        """Delete the module, by its ETag; one that is gone is no error. Raises HubError."""
        device_id, etag = module.device_id, etag_of(module)
        answer = await self._ask(lambda hub: hub.delete_module(device_id, module.id, etag))
        if not (says(answer, "ModuleNotFound") or says(answer, "DeviceNotFound")):
            self._raise_for(answer, device_id, unauthorized="write")

    async def devices(self, query: DeviceQuery, continuation: str | None = None) -> DevicePage:
        """One page of the list. Raises HubError ``hub.unauthorized`` where a query is refused."""
        return await self._queries.devices(query, continuation)

    async def having_module(self, device_ids: Sequence[str], module_id: str) -> frozenset[str]:
        """Which of these devices have the module: one query, paged where they are many.

        Over a connection of its own: the device list does not wait for it.
        """
        return await self._queries.having_module(device_ids, module_id, self._aside)

    async def close(self) -> None:
        """Give the connection and the thread back. Never raises."""
        self._is_closed = True
        await self._connection.give_back()
        await self._aside.give_back()

    async def _stored_module(self, module: ModuleIdentity, etag: str) -> Json:
        """What the hub has about the module, unless somebody has changed it."""
        answer = await self._ask(lambda hub: hub.get_module(module.device_id, module.id))
        if answer.status == 404 and says(answer, "ModuleNotFound"):
            raise HubError(Code.HUB_CHANGED_MEANWHILE, device=module.device_id)
        self._raise_for(answer, module.device_id)
        return seen_before(self._json(answer), etag, module.device_id)

    async def _ask(self, operation: Operation, by: SharedConnection | None = None) -> Answer:
        """The hub's answer to one request, whatever its status. Raises HubError."""
        if self._is_closed:
            raise RuntimeError("the registry is closed")
        answer = await (by or self._connection).ask(operation)
        self.clock_ahead = clock_ahead(answer)
        return answer

    def _raise_for(
        self, answer: Answer, device_id: str = "", unauthorized: str = "", refused: str = "refused"
    ) -> None:
        raise_for_identity(answer, self._credentials, device_id, unauthorized, refused)

    def _json(self, answer: Answer) -> object:
        return json_of(answer, self._credentials.address.host_name)

    def _rows(self, answer: Answer) -> list[object]:
        return rows_of(self._json(answer))
