"""Asking a hub's registry as one shared access policy, and what its refusals mean."""

from __future__ import annotations

from typing import Final

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.device_ids import is_legal
from wizard.domain.hub.model import HubCredentials, Network
from wizard.infra.net.faults import NetworkFault, hub_error
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.http_answers import clock_skew, is_html, json_of, raise_for_status, says
from wizard.infra.registry.hub_lane import Operation, RegistryWorker
from wizard.infra.registry.json_reader import bad_part

PAGE: Final = 100
"""Devices a page: queries are throttled by number, so few and large ones."""

_NOBODY: Final = "iot-agent-setup-asks-for-rights"
"""A device id to read the twin of: any answer but 401 proves the policy's key."""


class RegistryClient:
    """One request a call, over one connection that is kept. Raises HubError."""

    def __init__(self, credentials: HubCredentials, network: Network) -> None:
        self.host: Final = credentials.address.host_name
        self.policy: Final = credentials.policy
        self._credentials: Final = credentials
        self._network: Final = network
        self._worker: RegistryWorker | None = None
        self._is_closed = False

    async def ask(self, operation: Operation) -> Answer:
        """The hub's answer, whatever its status."""
        try:
            return await self._open_worker().ask(operation)
        except NetworkFault as fault:
            raise hub_error(fault) from None

    async def query(self, text: str, continuation: str | None) -> Answer:
        """One page of what a query finds."""
        specification = {"query": text}
        answer = await self.ask(
            lambda hub: hub.query_iot_hub(specification, continuation, str(PAGE))
        )
        self.raise_for(answer, unauthorized="query")
        return answer

    def raise_for(self, answer: Answer, device_id: str = "", unauthorized: str = "") -> None:
        """Raise what the status means; ``unauthorized`` is the variant for a refused policy."""
        nobody = answer.status == 404 and says(answer, "DeviceNotFound")
        impossible = answer.status == 400 and not is_legal(device_id)
        if device_id and (nobody or impossible):
            raise HubError(Code.DEVICE_NOT_FOUND, device=device_id, host=self.host)
        if device_id and answer.status == 412:
            raise HubError(Code.HUB_CHANGED_MEANWHILE, device=device_id)
        if answer.status == 401 and not is_html(answer):
            raise clock_skew(answer, self.host) or HubError(
                Code.HUB_UNAUTHORIZED, unauthorized, host=self.host, policy=self.policy
            )
        raise_for_status(answer, self.host)

    def rows(self, answer: Answer) -> list[object]:
        """The list in an answer."""
        rows = json_of(answer, self.host)
        if not isinstance(rows, list):
            raise bad_part("list")
        return rows

    async def why_refused(self) -> str:
        """The variant of ``hub.unauthorized``: the key is wrong, or right and without the right."""
        if self.policy == "device":
            return self.policy  # its right opens nothing that could be asked here
        try:
            answer = await self.ask(lambda hub: hub.get_twin(_NOBODY))
        except HubError:
            return ""
        key_is_right = answer.status == 404 and says(answer, "DeviceNotFound")
        if not key_is_right:
            return ""
        return "service" if self.policy == "service" else "rights"

    async def close(self) -> None:
        """Give the connection and the thread back. Never raises."""
        self._is_closed = True
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.close()

    def _open_worker(self) -> RegistryWorker:
        if self._is_closed:
            raise RuntimeError("the registry is closed")
        if self._worker is not None and self._worker.is_stuck:
            self._worker.retire()
            self._worker = None
        if self._worker is None:
            self._worker = RegistryWorker(self._credentials, self._network)
        return self._worker
