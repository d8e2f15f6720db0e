"""The module's MQTT connection: CONNECT, CONNACK, the twin (agents.md, "at start")."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.errors import CheckError, Code, HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import Stage, StageStarted
from wizard.domain.hub.transport import Transport
from wizard.domain.secret import Secret
from wizard.infra.net import faults
from wizard.infra.net.blocking_call import cancellable_socket
from wizard.infra.net.faults import connection_lost, timed_out
from wizard.infra.probe.agent_errors import connecting_as_agent
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.mqtt.protocol import (
    LARGEST_PACKET,
    TWIN_REQUEST,
    TWIN_RESPONSES,
    Accepted,
    Answered,
    Ended,
    Event,
    Garbled,
    Oversized,
    Received,
    Subscribed,
    events_topic,
    module_login,
)
from wizard.infra.probe.stream import open_stream, socket_of
from wizard.infra.probe.twin_answer import read_twin as twin_of
from wizard.infra.threads import run_blocking, run_to_end

if TYPE_CHECKING:
    from wizard.infra.probe.mqtt.paho_client import MqttClient

E = TypeVar("E", Answered, Subscribed, Accepted, Received)

_REFUSALS: Final = {1: "protocol", 2: "client_id", 4: "login"}
_UNAVAILABLE: Final = 3
_NOT_AUTHORIZED: Final = 5


async def open_link(
    address: HubAddress,
    device_id: str,
    module_id: str,
    module_key: Secret,
    context: ProbeContext,
    transport: Transport,
) -> MqttLink:
    """Connect as the module. Raises CheckError and HubError, with what the agent would log.

    Cancelling, at any moment, leaves no socket and no thread.
    """
    login = module_login(address, device_id, module_id, module_key, time.time())
    port = context.network.port(transport, address)

    def make_client() -> MqttClient:
        from wizard.infra.probe.mqtt.paho_client import MqttClient

        stream = open_stream(address, transport, context, cancellable)
        cancellable.hand_over(socket_of(stream))
        cancellable.tell(StageStarted(Stage.OPEN))
        return MqttClient(stream, login)

    with connecting_as_agent(AgentError.REMOTE_TIMEOUT):
        async with cancellable_socket(address.name, context.watch) as cancellable:
            client = await run_blocking(make_client)
            cancellable.awaited = "connack"
            link = MqttLink(client, address.name, port, events_topic(device_id, module_id))
            await link.open(device_id)
    return link


class MqttLink:
    """A connection of the module; the port `ModuleLink`. Lives on one event loop."""

    def __init__(self, client: MqttClient, host: str, port: int, topic: str) -> None:
        self._client: Final = client
        self._topic: Final = topic
        self._host: Final = host
        self._port: Final = port
        self._loop: Final = asyncio.get_running_loop()
        self._events: Final[asyncio.Queue[Event]] = asyncio.Queue()
        self._is_closed = False

    async def open(self, device_id: str) -> None:
        """Log in. Where that fails, nothing is left open. Raises CheckError and HubError."""
        try:
            self._client.start(self._host, self._port, self._report)
            answer = await self._next(Answered)
            if answer.number != 0:
                raise _refusal(answer.number, self._host, device_id)
        except BaseException:
            await self.close()
            raise

    async def read_twin(self) -> Mapping[str, object]:
        """The module's twin. Raises CheckError ``check.twin_failed|timeout|connection_lost``."""
        with connecting_as_agent(AgentError.REMOTE_TIMEOUT):
            async with _time_for("twin"):
                self._client.subscribe(TWIN_RESPONSES)
                if not (await self._next(Subscribed)).granted:
                    raise CheckError(
                        Code.CHECK_TWIN_FAILED, "subscribe", agent_error=AgentError.REMOTE_TIMEOUT
                    )
                self._client.publish(TWIN_REQUEST)
                while (status := (message := await self._next(Received)).twin_status()) is None:
                    pass
        return twin_of(status, message.payload)

    async def send(self, message: bytes) -> None:
        """Send a message and wait until the hub has it.

        Raises CheckError ``check.telemetry_failed|timeout|connection_lost``.
        """
        try:
            with connecting_as_agent(None):
                async with _time_for("puback"):
                    self._client.publish(self._topic, message, qos=1)
                    await self._next(Accepted)
        except ValueError:  # a device's id may hold what no MQTT topic can
            raise CheckError(Code.CHECK_TELEMETRY_FAILED, "topic", topic=self._topic) from None

    async def close(self) -> None:
        """Disconnect; the network thread has ended and its sockets are closed. Never raises."""
        if not self._is_closed:
            self._is_closed = True
            await run_to_end(self._client.stop)

    async def _next(self, kind: type[E]) -> E:
        while not self._is_closed:
            event = await self._events.get()
            if isinstance(event, kind):
                return event
            if isinstance(event, Garbled):
                raise HubError(Code.HUB_NOT_A_HUB, "mqtt", host=self._host)
            if isinstance(event, Oversized):
                raise HubError(
                    Code.HUB_BAD_ANSWER, "too_large", host=self._host, limit=LARGEST_PACKET
                )
            if isinstance(event, Ended):
                await self.close()
        raise connection_lost("mqtt", host=self._host)

    def _report(self, event: Event) -> None:
        """Called from the network thread; a loop that has ended wants no news."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)


@contextlib.asynccontextmanager
async def _time_for(awaited: str) -> AsyncIterator[None]:
    """The time that an exchange may take. Raises HubError ``hub.timeout`` when it is up."""
    try:
        async with asyncio.timeout(faults.LIMIT):
            yield
    except TimeoutError:
        raise timed_out(awaited) from None


def _refusal(number: int, host: str, device_id: str) -> CheckError:
    if number == _NOT_AUTHORIZED:
        return CheckError(
            Code.CHECK_UNAUTHORIZED,
            "module",
            agent_error=AgentError.AUTH_UNAUTHORIZED,
            device=device_id,
        )
    if number == _UNAVAILABLE:
        return CheckError(
            Code.CHECK_UNAVAILABLE, "mqtt", agent_error=AgentError.REMOTE_TIMEOUT, host=host
        )
    variant = _REFUSALS.get(number, "")
    logged = AgentError.AUTH_UNAUTHORIZED if variant == "login" else AgentError.REMOTE_TIMEOUT
    return CheckError(Code.CHECK_REFUSED, variant, agent_error=logged, host=host, number=number)
