"""The port `AuthProbe` over the network: HTTPS as the device, MQTT as the module."""

from __future__ import annotations

from typing import Final

from wizard.adapters.dps_probe import look_up
from wizard.adapters.mqtt_probe import MqttLink, open_link
from wizard.adapters.rest_probe import fetch_module_key
from wizard.core.credentials import Assignment, Proof
from wizard.core.model import HubAddress, Network
from wizard.core.secret import Secret


class NetworkProbe:
    """Does what the agent does at its start. Holds nothing open between calls."""

    def __init__(self, network: Network) -> None:
        self._network: Final = network

    async def register(self, id_scope: str, registration_id: str, proof: Proof) -> Assignment:
        """Ask the provisioning service for the hub and the device."""
        return await look_up(id_scope, registration_id, proof, self._network)

    async def fetch_module_key(
        self, address: HubAddress, device_id: str, module_id: str, proof: Proof
    ) -> Secret:
        """The module's primary key, asked for as the device."""
        return await fetch_module_key(address, device_id, module_id, proof, self._network.ca_file)

    async def connect(
        self, address: HubAddress, device_id: str, module_id: str, module_key: Secret
    ) -> MqttLink:
        """Connect as the module."""
        return await open_link(address, device_id, module_id, module_key, self._network)
