"""The ports to the keyring and to the list of saved hubs."""

from __future__ import annotations

from typing import Protocol

from wizard.domain.hub.model import (
    SavedHub,
)
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef


class SecretStore(Protocol):
    """Where secrets rest. Methods raise KeyringError; ``put`` has read back what it wrote."""

    @property
    def name(self) -> str:
        """The backend's name, to be shown."""
        ...

    def allow(self, name: str) -> None:
        """Use the keyring of this name although it may keep secrets where others can read them.

        It is the name that KeyringError ``keyring.unavailable`` (``not_recommended``) gives.
        """
        ...

    async def require(self) -> None:
        """Find the keyring, and ask nobody for anything.

        Raises KeyringError ``keyring.unavailable`` where there is none.
        """
        ...

    async def get(self, ref: SecretRef) -> Secret | None:
        """The secret, or None."""
        ...

    async def put(self, ref: SecretRef, secret: Secret) -> None:
        """Keep the secret, replacing a former one."""
        ...

    async def forget(self, ref: SecretRef) -> None:
        """Remove the secret; one that is not there is no error."""
        ...


class SavedHubs(Protocol):
    """The list of saved hubs, without their secrets: keyring cannot list."""

    def load(self) -> tuple[SavedHub, ...]:
        """The saved hubs, the last used first. A damaged list is an empty one."""
        ...

    def add(self, hub: SavedHub) -> None:
        """Put the hub first."""
        ...

    def remove(self, hub: SavedHub) -> None:
        """Take the hub out."""
        ...
