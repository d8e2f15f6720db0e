"""Requests to a hub's registry by its SDK, in one thread and over one connection that is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.model import HubAccess, Network
from wizard.infra.net.blocking_call import blocking_call
from wizard.infra.net.cancellable_socket import CancellableSocket
from wizard.infra.net.https_client import Answer, HttpsClient
from wizard.infra.registry.http_answers import says
from wizard.infra.threads import Worker

if TYPE_CHECKING:
    from wizard.infra.registry.azure_sdk import Sdk

Operation = Callable[[Any], object]
"""What to do with the SDK's registry manager: exactly one request."""

_NOBODY: Final = "iot-agent-setup-asks-for-rights"
"""A device id to read the twin of: any answer but 401 proves the policy's key."""


class RegistryClient:
    """Sends requests one after the other. Lives on one event loop."""

    def __init__(self, credentials: HubAccess, network: Network) -> None:
        self._credentials: Final = credentials
        self._network: Final = network
        self._https: Final = HttpsClient(credentials.address, network)
        self._worker: Final = Worker(f"hub {credentials.address.name}")
        self._sdk: Sdk | None = None
        self._in_use: CancellableSocket | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether a request that was given up has not ended: it may be looking up a name."""
        in_use = self._in_use
        return in_use is not None and in_use.is_cut

    async def ask(self, operation: Operation) -> Answer:
        """The hub's answer, whatever its status. Raises HubError where there is none.

        Cancelling ends the request in its thread too.
        """
        host = self._credentials.address.name
        if self._sdk is None:
            # Importing the SDK can take seconds, which are no seconds of the hub's.
            await self._worker.run(self._load)
        return await blocking_call(
            lambda cancellable: self._send(operation, cancellable), host, run=self._worker.run
        )

    async def close(self) -> None:
        """End a request that is under way, close the connection, let the thread end.

        All this happens, too, where who waits for it is cancelled.
        """
        if self._in_use is not None:
            self._in_use.cut()
        closing = self._worker.submit(self._https.close)
        self._worker.close()
        if not self.is_stuck:
            await asyncio.wait({asyncio.wrap_future(closing)})

    def serves(self, credentials: HubAccess, network: Network) -> bool:
        """Whether this is a connection for them, to which a request can be given now."""
        same = (self._credentials, self._network) == (credentials, network)
        return same and not self.is_stuck

    def _send(self, operation: Operation, cancellable: CancellableSocket) -> Answer:
        self._in_use = cancellable
        try:
            return self._load().ask(operation)
        finally:
            self._in_use = None
            if cancellable.is_cut:
                self._https.close()

    def _load(self) -> Sdk:
        if self._sdk is None:
            try:
                from wizard.infra.registry.azure_sdk import Sdk
            except ModuleNotFoundError as error:
                # pip leaves it out where uamqp has no builds: see pyproject.toml.
                if not (error.name or "").startswith("azure"):
                    raise
                raise HubError(Code.INTERNAL, "sdk_missing") from None
            self._sdk = Sdk(self._credentials, self._exchange)
        return self._sdk

    def _exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        if self._in_use is None:
            raise RuntimeError("a request outside of a call")
        return self._https.exchange(method, target, headers, body, cancellable=self._in_use)


class RegistryConnections:
    """The connections that are in use: who asks for the same hub, key and network shares one.

    What is asked ``aside`` goes over another one, so that nobody waits for its answer.
    """

    def __init__(self) -> None:
        self._users: Final[dict[RegistryClient, int]] = {}
        self._aside: Final[set[RegistryClient]] = set()

    def take(
        self, credentials: HubAccess, network: Network, *, aside: bool = False
    ) -> RegistryClient:
        """A connection to be given back. One that is stuck gets no more users."""
        for client in self._users:
            if client.serves(credentials, network) and (client in self._aside) is aside:
                break
        else:
            client = RegistryClient(credentials, network)
            if aside:
                self._aside.add(client)
        self._users[client] = self._users.get(client, 0) + 1
        return client

    async def give_back(self, client: RegistryClient) -> None:
        """Close the connection, unless somebody else uses it. Never raises."""
        self._users[client] -= 1
        if self._users[client] == 0:
            del self._users[client]
            self._aside.discard(client)
            await client.close()


class SharedConnection:
    """One user's share in a connection: taken when something is asked, anew where it is stuck."""

    def __init__(
        self,
        connections: RegistryConnections,
        credentials: HubAccess,
        network: Network,
        *,
        aside: bool = False,
    ) -> None:
        self._connections: Final = connections
        self._credentials: Final = credentials
        self._network: Final = network
        self._aside: Final = aside
        self._client: RegistryClient | None = None

    async def ask(self, operation: Operation) -> Answer:
        """The hub's answer to one request, whatever its status. Raises HubError."""
        if self._client is not None and self._client.is_stuck:
            await self.give_back()
        if self._client is None:
            self._client = self._connections.take(
                self._credentials, self._network, aside=self._aside
            )
        return await self._client.ask(operation)

    async def give_back(self) -> None:
        """Let go of the connection. Never raises."""
        client, self._client = self._client, None
        if client is not None:
            await self._connections.give_back(client)


async def why_refused(policy: str, ask: Callable[[Operation], Awaitable[Answer]]) -> str:
    """The variant of ``hub.unauthorized``: the key is wrong, or right and without the right."""
    if policy == "device":
        return policy  # its right opens nothing that could be asked here
    try:
        answer = await ask(lambda hub: hub.get_twin(_NOBODY))
    except HubError:
        return ""
    key_is_right = answer.status == 404 and says(answer, "DeviceNotFound")
    if not key_is_right:
        return ""
    return "service" if policy == "service" else "rights"
