"""The port to the provisioning service, for what no agent does: registering a device."""

from __future__ import annotations

from typing import Protocol

from wizard.domain.hub.address import HubAddress
from wizard.domain.proof import Assignment, Proof


class Provisioning(Protocol):
    """Acts as the device, with its own key or certificate. Methods raise HubError, RuleError."""

    async def assignment(
        self, id_scope: str, registration_id: str, proof: Proof
    ) -> Assignment | None:
        """The hub and the device that the registration has; None where it never registered.

        Raises RuleError ``dps.unauthorized``, ``dps.not_assigned``.
        """
        ...

    async def register(
        self, id_scope: str, registration_id: str, proof: Proof, patience: float | None = None
    ) -> Assignment:
        """Register, and wait until the service has assigned a hub; done twice it is done once.

        ``patience``: the seconds that the service may take; None: the usual. Raises RuleError
        ``dps.not_enrolled`` besides.
        """
        ...

    async def has_module(
        self, address: HubAddress, device_id: str, module_id: str, proof: Proof
    ) -> bool:
        """Whether the device has this module."""
        ...

    async def create_module(
        self, address: HubAddress, device_id: str, module_id: str, proof: Proof
    ) -> None:
        """Make the module, with a symmetric key, as the device itself.

        Raises HubError ``hub.unauthorized``, variant ``own_module``, where the hub does not let a
        device do that.
        """
        ...
