"""Registering a device with the provisioning service, as the device itself.

The service answers a registration with an operation, which is asked for until it has ended.
"""

from __future__ import annotations

import asyncio
from typing import Final, NoReturn
from urllib.parse import quote

from wizard.domain.errors import Code, ConnectionStringError, HubError, RuleError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_string import parse_host
from wizard.domain.hub.model import Network
from wizard.domain.proof import Assignment, Proof
from wizard.domain.secret import Secret
from wizard.infra.net.https_client import Answer
from wizard.infra.net.tls import Contexts
from wizard.infra.probe import hub_rest
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.http_request import AgentRequest
from wizard.infra.probe.provisioning import API_VERSION
from wizard.infra.registry.http_answers import (
    clock_skew,
    is_html,
    json_of,
    raise_for_status,
    says,
    seconds_to_wait,
)
from wizard.infra.registry.identity_json import JsonReader, bad_part

PATIENCE: Final = 60.0
"""Seconds that the service may take to assign a hub; it takes some seconds usually."""

_PAUSE: Final = 2.0
"""Seconds between two questions, where the service does not say how many."""
_ASSIGNED: Final = "assigned"
_ASSIGNING: Final = ("assigning", "unassigned")
_ENDED: Final = frozenset({"failed", "disabled"})


class NetworkProvisioning:
    """`Provisioning` over HTTPS. Holds nothing open between calls."""

    def __init__(self, network: Network) -> None:
        self._network: Final = network
        self._context: Final = ProbeContext(network, Contexts(network.ca_file))

    async def assignment(
        self, id_scope: str, registration_id: str, proof: Proof
    ) -> Assignment | None:
        """What the registration has; None where it never registered."""
        call = _Registration(self._network.dps_host, id_scope, registration_id, proof)
        body = {"registrationId": registration_id}
        answer = await call.ask(self._context, "POST", "", body)
        if answer.status == 404 and not is_html(answer):
            return None
        call.raise_for_status(answer)
        return call.assigned(JsonReader(json_of(answer, call.host)))

    async def register(
        self, id_scope: str, registration_id: str, proof: Proof, patience: float | None = None
    ) -> Assignment:
        """Register, and wait until a hub is assigned."""
        call = _Registration(self._network.dps_host, id_scope, registration_id, proof)
        seconds = PATIENCE if patience is None else patience
        try:
            async with asyncio.timeout(seconds):
                return await call.register(self._context)
        except TimeoutError:
            raise HubError(
                Code.HUB_TIMEOUT,
                "registering",
                seconds=round(seconds),
                registration=registration_id,
                host=call.host,
            ) from None

    async def has_module(
        self, address: HubAddress, device_id: str, module_id: str, proof: Proof
    ) -> bool:
        """Whether the device has this module."""
        request = _of_module(address, device_id, module_id, proof, "GET")
        answer = await request.exchange(self._context)
        if answer.status == 404 and says(answer, "ModuleNotFound"):
            return False
        _raise_for_module(answer, address, device_id, module_id)
        return True

    async def create_module(
        self, address: HubAddress, device_id: str, module_id: str, proof: Proof
    ) -> None:
        """Make the module, as the device itself; one that is there already is no error."""
        request = _of_module(address, device_id, module_id, proof, "PUT")
        answer = await request.exchange(self._context)
        if answer.status != 409:
            _raise_for_module(answer, address, device_id, module_id)


class _Registration:
    """The requests about one registration."""

    def __init__(self, host: str, id_scope: str, registration_id: str, proof: Proof) -> None:
        self.host: Final = host
        self.said: Final = {"registration": registration_id, "scope": id_scope, "host": host}
        self._resource: Final = f"{id_scope}/registrations/{registration_id}"
        self._body: Final = {"registrationId": registration_id}
        self._proof: Final = proof

    async def ask(
        self, context: ProbeContext, method: str, below: str, body: object = None
    ) -> Answer:
        """Ask for what lies below the registration."""
        target = f"/{quote(self._resource + below, safe='/:')}?api-version={API_VERSION}"
        address = HubAddress(self.host)
        request = AgentRequest(method, address, target, self._resource, self._proof, body)
        return await request.exchange(context)

    async def register(self, context: ProbeContext) -> Assignment:
        """Register and ask until the operation has ended."""
        answer = await self.ask(context, "PUT", "/register", self._body)
        while True:
            self.raise_for_status(answer)
            operation = JsonReader(json_of(answer, self.host))
            status = operation.text("status")
            if status not in _ASSIGNING:
                return self._result(operation, status)
            await asyncio.sleep(seconds_to_wait(answer) or _PAUSE)
            identifier = quote(operation.text("operationId"), safe="")
            answer = await self.ask(context, "GET", f"/operations/{identifier}")

    def _result(self, operation: JsonReader, status: str) -> Assignment:
        if status != _ASSIGNED:
            self._refuse(status)
        return self.assigned(operation.object("registrationState"))

    def raise_for_status(self, answer: Answer) -> None:
        """Raise what the service refuses."""
        if answer.status == 202:
            return
        if answer.status == 401 and not is_html(answer):
            by_token = isinstance(self._proof, Secret)
            skew = clock_skew(answer, self.host) if by_token else None
            raise skew or RuleError(Code.DPS_UNAUTHORIZED, **self.said)
        if answer.status == 404 and not is_html(answer):
            raise RuleError(Code.DPS_NOT_ENROLLED, **self.said)
        raise_for_status(answer, self.host)

    def assigned(self, state: JsonReader) -> Assignment:
        """The hub and the device. Raises RuleError ``dps.not_assigned``."""
        status = state.text("status")
        if status != _ASSIGNED:
            self._refuse(status)
        try:
            address = parse_host(state.text("assignedHub"))
        except ConnectionStringError:
            raise bad_part("assignedHub") from None
        return Assignment(address, state.text("deviceId"))

    def _refuse(self, status: str) -> NoReturn:
        variant = status if status in _ENDED else ""
        raise RuleError(Code.DPS_NOT_ASSIGNED, variant, status=status, **self.said)


def _of_module(
    address: HubAddress, device_id: str, module_id: str, proof: Proof, method: str
) -> AgentRequest:
    path = f"/devices/{quote(device_id, safe='')}/modules/{quote(module_id, safe='')}"
    target = f"{path}?api-version={hub_rest.API_VERSION}"
    body = None
    if method == "PUT":
        keys = {"primaryKey": None, "secondaryKey": None}  # the hub makes them
        body = {
            "deviceId": device_id,
            "moduleId": module_id,
            "authentication": {"type": "sas", "symmetricKey": keys},
        }
    return AgentRequest(method, address, target, address.host_name, proof, body)


def _raise_for_module(answer: Answer, address: HubAddress, device_id: str, module_id: str) -> None:
    host = address.host_name
    if answer.status in (401, 403) and not is_html(answer):
        raise clock_skew(answer, host) or HubError(
            Code.HUB_UNAUTHORIZED, "own_module", host=host, device=device_id, module=module_id
        )
    if answer.status == 404 and says(answer, "DeviceNotFound"):
        raise HubError(Code.DEVICE_NOT_FOUND, retryable=True, device=device_id, host=host)
    raise_for_status(answer, host)
