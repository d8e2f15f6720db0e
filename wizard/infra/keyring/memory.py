"""A SecretStore that ends with the program: the demo's, so that it never touches a real keyring."""

from __future__ import annotations

from typing import Final

from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.infra.keyring.store import check_length


class MemoryStore:
    """Keeps secrets in this process only."""

    def __init__(self, name: str = "Demo (memory)") -> None:
        self._name: Final = name
        self._secrets: Final[dict[SecretRef, Secret]] = {}

    @property
    def name(self) -> str:
        """The name to be shown in place of a keyring's."""
        return self._name

    def allow(self, name: str) -> None:
        """Nothing is kept outside this process: there is nothing to allow."""

    async def require(self) -> None:
        """It is always there."""

    async def get(self, ref: SecretRef) -> Secret | None:
        """The secret, or None."""
        return self._secrets.get(ref)

    async def put(self, ref: SecretRef, secret: Secret) -> None:
        """Keep the secret. Raises KeyringError ``keyring.too_long``, as a keyring does."""
        check_length(secret)
        self._secrets[ref] = secret

    async def forget(self, ref: SecretRef) -> None:
        """Remove the secret; one that is not there is no error."""
        self._secrets.pop(ref, None)
