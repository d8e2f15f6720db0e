"""Both doors of the demo hub, as they live in its event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from wizard.demo.authorize import Doorman
from wizard.demo.faults import ConnectionFault, Faults
from wizard.demo.http import RestServer, SeenRequest
from wizard.demo.listener import HOST, Accept, Contexts, Listener
from wizard.demo.login import Gatekeeper
from wizard.demo.lookup import Lookup
from wizard.demo.mqtt import MqttServer
from wizard.demo.policies import Policy
from wizard.demo.rest import RestApi
from wizard.demo.store import Store
from wizard.demo.visibility import Visibility


class Service:
    """Puts the parts together. Made, opened and closed in the loop."""

    def __init__(
        self,
        contexts: Contexts,
        policies: Mapping[str, Policy],
        store: Store,
        faults: Faults,
        seen: Callable[[SeenRequest], None],
    ) -> None:
        self._https = Listener(
            contexts, lambda: faults.rest.take(ConnectionFault), self._serve_https
        )
        self._mqtts = Listener(
            contexts, lambda: faults.mqtt.take(ConnectionFault), self._serve_mqtt
        )
        gatekeeper = Gatekeeper(self.host_name, policies, store, faults)
        self.mqtt = MqttServer(gatekeeper, store, faults)
        doorman = Doorman(self.host_name, policies, store, faults)
        lookup = Lookup(store, self.mqtt.has_link)
        self._rest = RestServer(RestApi(doorman, lookup, Visibility(faults)), faults, seen)

    @property
    def https_port(self) -> int:
        """The port of the REST interface."""
        return self._https.port

    @property
    def mqtt_port(self) -> int:
        """The port of MQTT."""
        return self._mqtts.port

    @property
    def host_name(self) -> str:
        """The name with the REST interface's port."""
        return f"{HOST}:{self.https_port}"

    @property
    def connections(self) -> int:
        """Open connections of both doors."""
        return self._https.busy + self._rest.connections + self._mqtts.busy

    def open(self) -> None:
        """Start accepting."""
        self._https.open()
        self._mqtts.open()

    async def close(self) -> None:
        """Cut everything and wait for it."""
        await asyncio.gather(self._https.close(), self._mqtts.close())
        await self._rest.close()

    async def cut(self, device_id: str, module_id: str | None) -> bool:
        """Cut a live link."""
        return self.mqtt.cut(device_id, module_id)

    async def _serve_https(self, accept: Accept) -> None:
        await self._rest.serve(accept)

    async def _serve_mqtt(self, accept: Accept) -> None:
        await self.mqtt.serve(accept)
