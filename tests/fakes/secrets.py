"""A SecretStore for tests of the core: it notes what is done and fails when told to."""

from __future__ import annotations

from wizard.domain.errors import Code, KeyringError
from wizard.domain.hub.model import SavedHub
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef

LIMIT = 1280


class FakeSecrets:
    """Keeps secrets in ``kept``. ``failing`` maps a method's name to what it raises."""

    name = "Fake keyring"

    def __init__(self) -> None:
        self.kept: dict[SecretRef, Secret] = {}
        self.failing: dict[str, KeyringError] = {}
        self.calls: list[tuple[str, SecretRef]] = []
        self.allowed = ""

    def allow(self, name: str) -> None:
        self.allowed = name

    async def require(self) -> None:
        if "require" in self.failing:
            raise self.failing["require"]

    async def get(self, ref: SecretRef) -> Secret | None:
        self._note("get", ref)
        return self.kept.get(ref)

    async def put(self, ref: SecretRef, secret: Secret) -> None:
        self._note("put", ref)
        if len(secret) > LIMIT:
            raise KeyringError(Code.KEYRING_TOO_LONG, length=len(secret), limit=LIMIT)
        self.kept[ref] = secret

    async def forget(self, ref: SecretRef) -> None:
        self._note("forget", ref)
        self.kept.pop(ref, None)

    def _note(self, method: str, ref: SecretRef) -> None:
        self.calls.append((method, ref))
        if method in self.failing:
            raise self.failing[method]


class FakeHubBook:
    """A HubBook in memory, the last used first."""

    def __init__(self, *hubs: SavedHub) -> None:
        self.hubs = list(hubs)

    def load(self) -> tuple[SavedHub, ...]:
        return tuple(self.hubs)

    def add(self, hub: SavedHub) -> None:
        self.remove(hub)
        self.hubs.insert(0, hub)

    def remove(self, hub: SavedHub) -> None:
        self.hubs = [other for other in self.hubs if other != hub]
