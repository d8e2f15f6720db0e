"""The module's MQTT connection: CONNECT, CONNACK, the twin (agents.md, "at start")."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from wizard.domain.errors import CheckError, Code
from wizard.domain.secret import Secret
from wizard.domain.state import HubAddress
from wizard.infra.net.faults import BACKSTOP, LIMIT, NetworkFault, check_error, timed_out
from wizard.infra.net.faults import Kind as FaultKind
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.mqtt.protocol import (
    TWIN_REQUEST,
    TWIN_RESPONSES,
    Accepted,
    Answered,
    Ended,
    Event,
    Garbled,
    Received,
    Subscribed,
    events_topic,
    module_login,
)
from wizard.infra.probe.reach import secure_socket
from wizard.infra.threads import run_blocking, run_to_end

if TYPE_CHECKING:
    from wizard.infra.probe.mqtt.paho_client import MqttClient

E = TypeVar("E", Answered, Subscribed, Accepted, Received)

_NO_TWIN: Final = "Remote Configuration / Timeout"
"""What an agent logs that is not refused and gets no twin: it tries again until its time is up."""

_UNAUTHORIZED: Final = "Authentication / Unauthorized"
_CANT_PARSE: Final = "Remote Configuration / Cant Parse"
_REFUSALS: Final = {1: "protocol", 2: "client_id", 4: "login"}
_UNAVAILABLE: Final = 3
_NOT_AUTHORIZED: Final = 5


async def open_link(
    address: HubAddress, device_id: str, module_id: str, module_key: Secret, way: ProbeContext
) -> MqttLink:
    """Connect as the module. Raises CheckError and HubError, with what the agent would log.

    Cancelling, at any moment, leaves no socket and no thread.
    """
    login = module_login(address, device_id, module_id, module_key, time.time())
    line, port = way.line(), way.network.mqtt_port

    def make_client() -> MqttClient:
        from wizard.infra.probe.mqtt.paho_client import MqttClient

        secured = secure_socket(address.name, port, way.contexts.get, line)
        return MqttClient(line.hand_over(secured), login)

    client = None
    try:
        async with asyncio.timeout(BACKSTOP):
            client = await run_blocking(make_client)
            link = MqttLink(client, address.name, port, events_topic(device_id, module_id))
            await link.open(device_id)
    except TimeoutError:
        line.cut()
        late = timed_out("connack") if client else line.out_of_time(address.name)
        raise check_error(late, _NO_TWIN) from None
    except NetworkFault as fault:
        raise check_error(fault, _NO_TWIN) from None
    except BaseException:
        line.cut()
        raise
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
        """Log in. Where that fails, nothing is left open. Raises CheckError and NetworkFault."""
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
        try:
            async with asyncio.timeout(LIMIT):
                self._client.subscribe(TWIN_RESPONSES)
                if not (await self._next(Subscribed)).granted:
                    raise CheckError(Code.CHECK_TWIN_FAILED, "subscribe", agent_error=_NO_TWIN)
                self._client.publish(TWIN_REQUEST)
                while (status := (message := await self._next(Received)).twin_status()) is None:
                    pass
        except TimeoutError:
            raise check_error(timed_out("twin"), _NO_TWIN) from None
        except NetworkFault as fault:
            raise check_error(fault, _NO_TWIN) from None
        return _twin(status, message.payload)

    async def send(self, message: bytes) -> None:
        """Send a message and wait until the hub has it.

        Raises CheckError ``check.telemetry_failed|timeout|connection_lost``.
        """
        try:
            async with asyncio.timeout(LIMIT):
                self._client.publish(self._topic, message, qos=1)
                await self._next(Accepted)
        except ValueError:  # a device's id may hold what no MQTT topic can
            raise CheckError(Code.CHECK_TELEMETRY_FAILED, "topic", topic=self._topic) from None
        except TimeoutError:
            raise check_error(timed_out("puback"), None) from None
        except NetworkFault as fault:
            raise check_error(fault, None) from None

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
                raise NetworkFault(FaultKind.NO_HUB, "mqtt", host=self._host)
            if isinstance(event, Ended):
                await self.close()
        raise NetworkFault(FaultKind.LOST, "mqtt", host=self._host)

    def _report(self, event: Event) -> None:
        """Called from the network thread; a loop that has ended wants no news."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)


def _refusal(number: int, host: str, device_id: str) -> CheckError:
    if number == _NOT_AUTHORIZED:
        return CheckError(
            Code.CHECK_UNAUTHORIZED, "module", agent_error=_UNAUTHORIZED, device=device_id
        )
    if number == _UNAVAILABLE:
        return CheckError(Code.CHECK_UNAVAILABLE, "mqtt", agent_error=_NO_TWIN, host=host)
    variant = _REFUSALS.get(number, "")
    logged = _UNAUTHORIZED if variant == "login" else _NO_TWIN
    return CheckError(Code.CHECK_REFUSED, variant, agent_error=logged, host=host, number=number)


def _twin(status: int, payload: bytes) -> Mapping[str, object]:
    if status == 429:
        raise CheckError(Code.CHECK_UNAVAILABLE, "throttled", agent_error=_NO_TWIN, status=status)
    if status != 200:
        raise CheckError(Code.CHECK_TWIN_FAILED, "status", agent_error=_NO_TWIN, status=status)
    try:
        twin = json.loads(payload)
    except (ValueError, RecursionError):
        twin = None
    if not isinstance(twin, dict):
        raise CheckError(Code.CHECK_TWIN_FAILED, "garbled", agent_error=_CANT_PARSE)
    return twin
