"""The module's AMQP connection, as the agents make it (amqp.md, "The exchange")."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import Stage, StageStarted
from wizard.domain.hub.sas_token import module_audience, sas_token
from wizard.domain.hub.transport import Transport
from wizard.domain.secret import Secret
from wizard.infra.net import faults
from wizard.infra.net.blocking_call import blocking_call
from wizard.infra.net.cancellable_socket import CancellableSocket, set_deadline
from wizard.infra.net.faults import connection_lost, timed_out
from wizard.infra.probe.agent_errors import connecting_as_agent
from wizard.infra.probe.amqp.refusals import REFUSALS, not_taken, refused
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.stream import Stream, open_stream, socket_of
from wizard.infra.probe.twin_answer import read_twin
from wizard.infra.threads import run_to_end
from wizard.protocols.amqp.client import ModuleClient
from wizard.protocols.amqp.events import MessageRefused, MessageTaken, Progress, TwinAnswered
from wizard.protocols.amqp.events import Stage as Awaited
from wizard.protocols.amqp.links import ModuleLogin

T = TypeVar("T")

_TOKEN_SECONDS: Final = 3600
_PIECE: Final = 16 * 1024
_LOST_AT: Final = frozenset({"sasl", "open", "token", "link"})


async def open_link(
    address: HubAddress,
    device_id: str,
    module_id: str,
    module_key: Secret,
    context: ProbeContext,
    transport: Transport,
    *,
    with_sasl: bool,
) -> AmqpLink:
    """Connect as the module. Raises CheckError and HubError, with what the agent would log.

    Cancelling, at any moment, leaves no socket and no thread.
    """
    audience = module_audience(address.host_name, device_id, module_id)
    token = sas_token(audience, module_key, int(time.time()) + _TOKEN_SECONDS)
    login = ModuleLogin(address.name, device_id, module_id, audience, token)

    def log_in(cancellable: CancellableSocket) -> AmqpLink:
        stream = open_stream(address, transport, context, cancellable)
        link = AmqpLink(stream, ModuleClient(login, with_sasl=with_sasl), address.name, device_id)
        try:
            link.log_in(cancellable)
            cancellable.hand_over(socket_of(stream))
        except BaseException:
            stream.close()
            raise
        return link

    with connecting_as_agent(AgentError.REMOTE_TIMEOUT):
        return await blocking_call(log_in, address.name, context.watch)


class AmqpLink:
    """A connection of the module; the port `ModuleLink`."""

    def __init__(self, stream: Stream, client: ModuleClient, host: str, device_id: str) -> None:
        self._stream: Final = stream
        self._client: Final = client
        self._host: Final = host
        self._device_id: Final = device_id
        self._is_closed = False

    def log_in(self, cancellable: CancellableSocket) -> None:
        """As far as the telemetry link, which proves that the module may send. Blocks."""
        self._client.start()
        self._exchange(cancellable, lambda event: event is Awaited.READY or None, "")

    async def read_twin(self) -> Mapping[str, object]:
        """The module's twin. Raises CheckError ``check.twin_failed|timeout|connection_lost``."""

        def answered(event: Progress) -> TwinAnswered | None:
            return event if isinstance(event, TwinAnswered) else None

        with connecting_as_agent(AgentError.REMOTE_TIMEOUT):
            answer = await self._ask(self._client.ask_twin, answered, "twin")
        return read_twin(answer.status, answer.body)

    async def send(self, message: bytes) -> None:
        """Send a message and wait until the hub has it.

        Raises CheckError ``check.telemetry_failed|timeout|connection_lost``.
        """

        def settled(event: Progress) -> MessageTaken | MessageRefused | None:
            return event if isinstance(event, (MessageTaken, MessageRefused)) else None

        with connecting_as_agent(None):
            outcome = await self._ask(lambda: self._client.send(message), settled, "puback")
        if isinstance(outcome, MessageRefused):
            raise not_taken(outcome)

    async def close(self) -> None:
        """Say good-bye and disconnect. Never raises."""
        if not self._is_closed:
            self._is_closed = True
            await run_to_end(self._part)

    async def _ask(
        self, ask: Callable[[], None], wanted: Callable[[Progress], T | None], awaited: str
    ) -> T:
        def exchange(cancellable: CancellableSocket) -> T:
            cancellable.hold(socket_of(self._stream))
            ask()
            return self._exchange(cancellable, wanted, awaited)

        if self._is_closed:
            raise connection_lost("amqp", host=self._host)
        return await blocking_call(exchange, self._host)

    def _exchange(
        self, cancellable: CancellableSocket, wanted: Callable[[Progress], T | None], awaited: str
    ) -> T:
        """Send and receive until what is wanted has come. Raises HubError and CheckError."""
        deadline = time.monotonic() + faults.LIMIT
        while True:
            stage = self._client.stage
            cancellable.awaited = awaited or stage.value
            if not awaited:
                cancellable.tell(StageStarted(Stage(stage.value)))
            for event in self._turn(deadline, awaited or stage.value):
                if (found := wanted(event)) is not None:
                    self._flush()
                    return found

    def _turn(self, deadline: float, awaited: str) -> list[Progress]:
        """Send what is to be sent, receive once. Nothing of a library is in what is raised."""
        try:
            set_deadline(socket_of(self._stream), deadline)
            self._flush()
            data = self._stream.recv(_PIECE)
        except TimeoutError:
            raise timed_out(awaited) from None
        except OSError:
            raise self._lost(awaited) from None
        if not data:
            raise self._lost(awaited)
        try:
            return self._client.feed(data)
        except REFUSALS as error:
            raise refused(error, self._host, self._device_id) from None

    def _flush(self) -> None:
        if data := self._client.take():
            self._stream.sendall(data)

    def _lost(self, awaited: str) -> HubError:
        return connection_lost(awaited if awaited in _LOST_AT else "amqp", host=self._host)

    def _part(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.settimeout(1.0)
            self._client.close()
            self._flush()
        self._stream.close()
