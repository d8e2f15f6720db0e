"""The port `AuthProbe` over the network: HTTPS for the device's step, MQTT for the module's."""

from __future__ import annotations

from typing import Final

from wizard.adapters.mqtt_probe import MqttLink, open_link
from wizard.adapters.rest_probe import fetch_module_key
from wizard.core.model import HubAddress, Network
from wizard.core.secret import Secret


class NetworkProbe:
    """Does what the agent does at its start. Holds nothing open between calls."""

    def __init__(self, network: Network) -> None:
        self._network: Final = network

    async def fetch_module_key(
        self, address: HubAddress, device_id: str, module_id: str, device_key: Secret
    ) -> Secret:
        """The module's primary key, asked for with the device's own token."""
        return await fetch_module_key(
            address, device_id, module_id, device_key, self._network.ca_file
        )

    async def connect(
        self, address: HubAddress, device_id: str, module_id: str, module_key: Secret
    ) -> MqttLink:
        """Connect as the module."""
        return await open_link(address, device_id, module_id, module_key, self._network)
