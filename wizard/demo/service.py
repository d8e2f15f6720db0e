"""The servers of the demo hub, as they live in its event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping

from wizard.demo.amqp.server import AmqpServer
from wizard.demo.faults.faults import ConnectionFault, Faults
from wizard.demo.faults.visibility import Visibility
from wizard.demo.listener import HOST, Accept, Contexts, Listener
from wizard.demo.live_links import LiveLinks
from wizard.demo.mqtt.login import Gatekeeper
from wizard.demo.mqtt.server import MqttServer
from wizard.demo.mqtt.topics import Topics
from wizard.demo.registry.identity_tokens import IdentityTokens
from wizard.demo.registry.policies import Policy
from wizard.demo.registry.store import Store
from wizard.demo.rest.api import RestApi
from wizard.demo.rest.authorization import Authorizer
from wizard.demo.rest.lookup import Lookup
from wizard.demo.rest.provisioning import DpsApi
from wizard.demo.rest.server import RestServer, SeenRequest
from wizard.demo.telemetry import Telemetry


class Service:
    """Puts the parts together. Made and run in the loop; the ports are open once it is made."""

    def __init__(
        self,
        contexts: Contexts,
        policies: Mapping[str, Policy],
        store: Store,
        faults: Faults,
        seen: Callable[[SeenRequest], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._https = Listener(
            contexts, lambda: faults.rest.take(ConnectionFault), self._serve_https
        )
        self._mqtts = Listener(
            contexts,
            lambda: faults.mqtt.take(ConnectionFault),
            self._serve_mqtt,
            listening=not faults.mqtt_port_closed,
        )
        self._dps = Listener(contexts, lambda: faults.dps.take(ConnectionFault), self._serve_dps)
        self._amqps = Listener(
            contexts,
            lambda: faults.amqp.take(ConnectionFault),
            self._serve_amqp,
            listening=not faults.amqp_port_closed,
        )
        tokens = IdentityTokens(self.host_name, policies, store, faults)
        self.live = LiveLinks(tokens)
        self.telemetry = Telemetry()

        def topics(device_id: str, module_id: str | None) -> Topics:
            return Topics(device_id, module_id, store, self.telemetry.record)

        self._mqtt = MqttServer(Gatekeeper(tokens), self.live, faults, topics)
        self._amqp = AmqpServer(tokens, self.live, faults, topics)
        authorizer = Authorizer(self.host_name, policies, store, faults)
        lookup = Lookup(store, self.live.has)
        api = RestApi(authorizer, lookup, Visibility(faults), faults)
        websockets = {"AMQPWSB10": self._amqp.serve, "mqtt": self._mqtt.serve}
        self._rest = RestServer(api, faults.rest, faults, seen, websockets)
        dps = DpsApi(self.host_name, store, faults)
        self._provisioning = RestServer(dps, faults.dps, faults, seen)

    @property
    def https_port(self) -> int:
        """The port of the REST interface."""
        return self._https.port

    @property
    def mqtt_port(self) -> int:
        """The port of MQTT."""
        return self._mqtts.port

    @property
    def amqp_port(self) -> int:
        """The port of AMQP."""
        return self._amqps.port

    @property
    def host_name(self) -> str:
        """The name with the REST interface's port."""
        return f"{HOST}:{self.https_port}"

    @property
    def dps_host(self) -> str:
        """The provisioning service's name with its port."""
        return f"{HOST}:{self._dps.port}"

    @property
    def connections(self) -> int:
        """Open connections of all servers."""
        busy = self._https.busy + self._mqtts.busy + self._amqps.busy + self._dps.busy
        return busy + self._rest.connections + self._provisioning.connections

    async def run(self) -> None:
        """Serve until `stop`, then cut everything and wait for it."""
        listeners = (self._https, self._mqtts, self._amqps, self._dps)
        for listener in listeners:
            listener.open()
        try:
            await self._stopping.wait()
        finally:
            await asyncio.gather(*(listener.close() for listener in listeners))
            await asyncio.gather(self._rest.close(), self._provisioning.close())

    def stop(self) -> None:
        """Have `run` end. From any thread."""
        self._loop.call_soon_threadsafe(self._stopping.set)

    def review(self, device_id: str) -> None:
        """Have the live links of a device looked at, soon. From any thread."""
        # The loop is closed when a test changes the registry while the hub stops.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.live.review, device_id)

    def cut(self, device_id: str, module_id: str | None) -> bool:
        """Cut a live link; False where there is none. From any thread but the loop's own."""

        async def now() -> bool:
            return self.live.cut(device_id, module_id)

        return asyncio.run_coroutine_threadsafe(now(), self._loop).result()

    async def _serve_https(self, accept: Accept) -> None:
        await self._rest.serve(accept)

    async def _serve_dps(self, accept: Accept) -> None:
        await self._provisioning.serve(accept)

    async def _serve_mqtt(self, accept: Accept) -> None:
        await self._mqtt.serve(accept)

    async def _serve_amqp(self, accept: Accept) -> None:
        await self._amqp.serve(accept)
