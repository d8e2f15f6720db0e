"""The port `Registry` over azure-iot-hub: one request and one attempt a call, bar two exceptions.

A refused `connect` asks once more to tell a wrong key from a missing right, and a module whose
identity does not say whether it is enabled is looked up in its twin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from wizard.adapters.https import Answer
from wizard.adapters.hub_answers import (
    clock_skew,
    is_html,
    json_of,
    raise_for_status,
    says,
)
from wizard.adapters.hub_lane import HubLane, Operation
from wizard.adapters.hub_query import devices_query, having_module_query, module_status_query
from wizard.adapters.identity_json import (
    device_of,
    id_of,
    is_enabled,
    module_of,
    summary_of,
)
from wizard.adapters.json_reader import bad_part
from wizard.adapters.network_faults import NetworkFault, hub_error
from wizard.core.device_ids import is_legal
from wizard.core.errors import Code, HubError
from wizard.core.model import (
    DeviceIdentity,
    DevicePage,
    DeviceQuery,
    HubCredentials,
    HubInfo,
    ModuleIdentity,
    Network,
)

PAGE: Final = 100
"""Devices a page: queries are throttled by number, so few and large ones."""

_ALL_RIGHTS_POLICY: Final = "iothubowner"
_NOBODY: Final = "iot-agent-setup-asks-for-rights"
"""A device id to read the twin of: any answer but 401 proves the policy's key."""


class AzureRegistry:
    """A hub's identity registry, as one shared access policy may see it."""

    def __init__(self, credentials: HubCredentials, network: Network) -> None:
        self._credentials: Final = credentials
        self._network: Final = network
        self._host: Final = credentials.address.host_name
        self._lane: HubLane | None = None
        self._is_closed = False
        self._may_read_twins = True

    async def connect(self) -> HubInfo:
        """Prove that the hub is there and the policy may read the registry. Raises HubError."""
        answer = await self._ask(lambda hub: hub.get_devices(1))
        variant = await self._why_refused() if answer.status == 401 else ""
        self._raise_for(answer, unauthorized=variant)
        self._rows(answer)
        policy = self._credentials.policy
        return HubInfo(more_rights_than_needed=policy == _ALL_RIGHTS_POLICY)

    async def device(self, device_id: str) -> DeviceIdentity:
        """The device. Raises HubError ``device.not_found``."""
        answer = await self._ask(lambda hub: hub.get_device(device_id))
        self._raise_for(answer, device_id)
        device = device_of(json_of(answer, self._host))
        if device.id != device_id:
            raise bad_part("deviceId")
        return device

    async def module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        """The module; None where the device exists without it. Raises HubError."""
        answer = await self._ask(lambda hub: hub.get_module(device_id, module_id))
        if answer.status == 404 and says(answer, "ModuleNotFound"):
            return None
        self._raise_for(answer, device_id)
        module, says_if_enabled = module_of(json_of(answer, self._host))
        if (module.device_id, module.id) != (device_id, module_id):
            raise bad_part("moduleId")
        if says_if_enabled or await self._is_twin_enabled(device_id, module_id):
            return module
        return replace(module, enabled=False)

    async def create_module(self, device_id: str, module_id: str) -> ModuleIdentity | None:
        """Create the module with symmetric keys made by the hub; None: one of that name exists.

        Raises HubError; where its answer was lost (``retryable``) the module may be there.
        """

        def create(hub: Any) -> object:
            return hub.create_module_with_sas(device_id, module_id, None, "", "")

        answer = await self._ask(create)
        if answer.status == 409:
            return None
        self._raise_for(answer, device_id, unauthorized="write")
        module, _ = module_of(json_of(answer, self._host))
        return module

    async def devices(self, query: DeviceQuery, continuation: str | None = None) -> DevicePage:
        """One page of the list. Raises HubError ``hub.unauthorized`` where a query is refused."""
        if query.prefix and not is_legal(query.prefix):
            return DevicePage(())  # no id can begin like this
        answer = await self._query(devices_query(query), continuation)
        rows = self._rows(answer)
        return DevicePage(tuple(map(summary_of, rows)), _continuation(answer))

    async def having_module(self, device_ids: Sequence[str], module_id: str) -> frozenset[str]:
        """Which of these devices have the module: one query, paged where they are many."""
        found: set[str] = set()
        continuation = None
        while device_ids:
            answer = await self._query(having_module_query(device_ids, module_id), continuation)
            found.update(map(id_of, self._rows(answer)))
            continuation = _continuation(answer)
            if continuation is None:
                break
        return frozenset(found)

    async def close(self) -> None:
        """Give the connection and the thread back. Never raises."""
        self._is_closed = True
        lane, self._lane = self._lane, None
        if lane is not None:
            await lane.close()

    async def _ask(self, operation: Operation) -> Answer:
        try:
            return await self._open_lane().ask(operation)
        except NetworkFault as fault:
            raise hub_error(fault) from None

    def _open_lane(self) -> HubLane:
        if self._is_closed:
            raise RuntimeError("the registry is closed")
        if self._lane is not None and self._lane.is_stuck:
            self._lane.retire()
            self._lane = None
        if self._lane is None:
            self._lane = HubLane(self._credentials, self._network)
        return self._lane

    async def _query(self, text: str, continuation: str | None) -> Answer:
        specification = {"query": text}
        answer = await self._ask(
            lambda hub: hub.query_iot_hub(specification, continuation, str(PAGE))
        )
        self._raise_for(answer, unauthorized="query")
        return answer

    async def _why_refused(self) -> str:
        """The variant of ``hub.unauthorized``: the key is wrong, or right and without the right."""
        policy = self._credentials.policy
        if policy == "device":
            return policy  # its right opens nothing that could be asked here
        try:
            answer = await self._ask(lambda hub: hub.get_twin(_NOBODY))
        except HubError:
            return ""
        key_is_right = answer.status == 404 and says(answer, "DeviceNotFound")
        if not key_is_right:
            return ""
        return "service" if policy == "service" else "rights"

    async def _is_twin_enabled(self, device_id: str, module_id: str) -> bool:
        """What the module's twin says; where the policy may not read it, what a query says."""
        if not self._may_read_twins:
            return await self._is_enabled_by_query(device_id, module_id)
        answer = await self._ask(lambda hub: hub.get_module_twin(device_id, module_id))
        if answer.status in (401, 403):
            self._may_read_twins = False
            return await self._is_enabled_by_query(device_id, module_id)
        if answer.status == 404:
            return True  # a new module, readable as an identity and not yet as a twin
        self._raise_for(answer, device_id)
        return is_enabled(json_of(answer, self._host))

    async def _is_enabled_by_query(self, device_id: str, module_id: str) -> bool:
        """Queries want RegistryRead, twins ServiceConnect: the narrow policies have the former."""
        try:
            answer = await self._query(module_status_query(device_id, module_id), None)
            return all(map(is_enabled, self._rows(answer)))
        except HubError:
            return True  # not to be known here; the live check will tell

    def _raise_for(self, answer: Answer, device_id: str = "", unauthorized: str = "") -> None:
        """Raise what the status means; ``unauthorized`` is the variant for a refused policy."""
        nobody = answer.status == 404 and says(answer, "DeviceNotFound")
        impossible = answer.status == 400 and not is_legal(device_id)
        if device_id and (nobody or impossible):
            raise HubError(Code.DEVICE_NOT_FOUND, device=device_id, host=self._host)
        if answer.status == 401 and not is_html(answer):
            raise clock_skew(answer, self._host) or HubError(
                Code.HUB_UNAUTHORIZED,
                unauthorized,
                host=self._host,
                policy=self._credentials.policy,
            )
        raise_for_status(answer, self._host)

    def _rows(self, answer: Answer) -> list[object]:
        rows = json_of(answer, self._host)
        if not isinstance(rows, list):
            raise bad_part("list")
        return rows


def _continuation(answer: Answer) -> str | None:
    return answer.headers.get("x-ms-continuation") or None
