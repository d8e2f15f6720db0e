"""One thread with the hub's SDK and its connection, and calls into it that can be given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from wizard.domain.hub.model import HubCredentials, Network
from wizard.infra.net.cancellable_socket import CancellableSocket
from wizard.infra.net.faults import BACKSTOP, timed_out
from wizard.infra.net.https_client import Answer, HttpsClient
from wizard.infra.threads import Worker

if TYPE_CHECKING:
    from wizard.infra.registry.azure_sdk import Sdk

T = TypeVar("T")

Operation = Callable[[Any], object]
"""What to do with the SDK's registry manager: exactly one request."""


class RegistryWorker:
    """Calls go one after the other, over one connection that is kept."""

    def __init__(self, credentials: HubCredentials, network: Network) -> None:
        self._credentials: Final = credentials
        self._client: Final = HttpsClient(credentials.address, network.ca_file)
        self._worker: Final = Worker(f"hub {credentials.address.name}")
        self._sdk: Sdk | None = None
        self._line: CancellableSocket | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether a call that was given up has not ended: it may be looking up a name."""
        line = self._line
        return line is not None and line.is_cut

    async def ask(self, operation: Operation) -> Answer:
        """The hub's answer. Raises NetworkFault; giving up ends the call in its thread too."""
        line = CancellableSocket()
        try:
            if self._sdk is None:
                await self._worker.run(lambda: self._use(line, self._load))
            async with asyncio.timeout(BACKSTOP):
                return await self._worker.run(
                    lambda: self._use(line, lambda: self._load().ask(operation))
                )
        except TimeoutError:
            line.cut()
            raise timed_out() from None
        except asyncio.CancelledError:
            line.cut()
            raise

    async def close(self) -> None:
        """End a call that is under way, close the connection, let the thread end."""
        if self._line is not None:
            self._line.cut()
        if not self.is_stuck:
            await self._worker.run(self._client.close)
        self.retire()

    def retire(self) -> None:
        """Take no more calls; the thread ends after those that it has."""
        self._worker.close()

    def _use(self, line: CancellableSocket, work: Callable[[], T]) -> T:
        self._line = line
        try:
            return work()
        finally:
            self._line = None
            if line.is_cut:
                self._client.close()

    def _load(self) -> Sdk:
        """The SDK; importing it can take seconds, which are no seconds of the hub's."""
        if self._sdk is None:
            from wizard.infra.registry.azure_sdk import Sdk

            self._sdk = Sdk(self._credentials, self._exchange)
        return self._sdk

    def _exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        line = self._line
        if line is None:
            raise RuntimeError("a request outside of a call")
        return self._client.exchange(method, target, headers, body, line=line)
