"""The ports that connect as the agent does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import Watch, ignore
from wizard.domain.hub.transport import Transport
from wizard.domain.proof import (
    Assignment,
    Certificate,
    Proof,
)
from wizard.domain.secret import Secret


class ModuleLink(Protocol):
    """A live connection of the module to the hub."""

    async def read_twin(self) -> Mapping[str, object]:
        """The module's twin. Raises CheckError ``check.twin_failed|timeout|connection_lost``."""
        ...

    async def send(self, message: bytes) -> None:
        """Send a message of the module's, and wait until the hub has it.

        Raises CheckError ``check.telemetry_failed|timeout|connection_lost``.
        """
        ...

    async def close(self) -> None:
        """Disconnect. Never raises."""
        ...


class AuthProbe(Protocol):
    """Does over the network what the agent does at its start. Methods raise SetupErrors.

    One probe for one check. ``watch`` is told how far the connection has come: it is where it fails
    in which a phase has begun last (`core.signs`).
    """

    async def prepare(self, certificate: Certificate | None = None) -> None:
        """Load early what connections will need, those that show ``certificate`` if there is one.

        Raises CertificateError for a certificate that TLS has no use for.
        """
        ...

    async def reach(self, address: HubAddress, transport: Transport, watch: Watch = ignore) -> None:
        """Connect to that port of the host as far as TLS, without credentials, and leave."""
        ...

    async def register(
        self, id_scope: str, registration_id: str, proof: Proof, watch: Watch = ignore
    ) -> Assignment:
        """DPS: ask the provisioning service for the hub and the device, as the agents do.

        The service is `Network.dps_host`, which may carry a port.

        Raises CheckError ``check.dps_not_assigned`` and what else a connection may meet.
        """
        ...

    async def fetch_module_key(
        self,
        address: HubAddress,
        device_id: str,
        module_id: str,
        proof: Proof,
        watch: Watch = ignore,
    ) -> Secret:
        """Device mode's step: the module's primary key, asked for as the device."""
        ...

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
        """Connect as the module, over AMQP with SASL MSSBCBS or, as the C# agent does, without."""
        ...
