"""The port `AuthProbe` over the network: HTTPS as the device, AMQP or MQTT as the module."""

from __future__ import annotations

import contextlib
from typing import Final

from wizard.domain.errors import AnswersError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import Watch, ignore
from wizard.domain.hub.model import Network
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.probe import ModuleLink
from wizard.domain.proof import Assignment, Certificate, Proof
from wizard.domain.secret import Secret
from wizard.infra.net.tls import Contexts
from wizard.infra.probe.context import ProbeContext
from wizard.infra.probe.hub_rest import fetch_module_key
from wizard.infra.probe.provisioning import look_up
from wizard.infra.probe.reach import reach
from wizard.infra.threads import run_blocking


class NetworkProbe:
    """Does what the agent does at its start. Holds nothing open between calls.

    For one check: it reads the certificates to be trusted once.
    """

    def __init__(self, network: Network) -> None:
        self._network: Final = network
        self._contexts: Final = Contexts(network.ca_file)

    async def prepare(self, certificate: Certificate | None = None) -> None:
        """Read the certificates to be trusted, in a thread."""

        def load() -> None:
            # A CA file that cannot be used is told where it is needed.
            with contextlib.suppress(AnswersError):
                self._contexts.get(certificate)

        await run_blocking(load)

    async def register(
        self, id_scope: str, registration_id: str, proof: Proof, watch: Watch = ignore
    ) -> Assignment:
        """Ask the provisioning service for the hub and the device."""
        return await look_up(id_scope, registration_id, proof, self._context(watch))

    async def fetch_module_key(
        self,
        address: HubAddress,
        device_id: str,
        module_id: str,
        proof: Proof,
        watch: Watch = ignore,
    ) -> Secret:
        """The module's primary key, asked for as the device."""
        return await fetch_module_key(address, device_id, module_id, proof, self._context(watch))

    async def connect(
        self,
        address: HubAddress,
        device_id: str,
        module_id: str,
        module_key: Secret,
        watch: Watch = ignore,
        transport: Transport = Transport.AMQP,
        *,
        with_sasl: bool = True,
    ) -> ModuleLink:
        """Connect as the module."""
        who, context = (address, device_id, module_id, module_key), self._context(watch)
        if transport.is_amqp:
            from wizard.infra.probe.amqp import link as amqp

            return await amqp.open_link(*who, context, transport, with_sasl=with_sasl)
        from wizard.infra.probe.mqtt import link as mqtt

        return await mqtt.open_link(*who, context, transport)

    async def reach(self, address: HubAddress, transport: Transport, watch: Watch = ignore) -> None:
        """Connect as far as TLS, without credentials, and leave."""
        await reach(address, transport, self._context(watch))

    def _context(self, watch: Watch) -> ProbeContext:
        return ProbeContext(self._network, self._contexts, watch)
