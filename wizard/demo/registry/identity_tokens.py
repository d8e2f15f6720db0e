"""Whether a token proves a device or a module, whatever protocol brought it (hub.md, "Answers")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from wizard.demo.faults.faults import Faults
from wizard.demo.registry.policies import Policy, Right
from wizard.demo.registry.records import Identity
from wizard.demo.registry.store import Store
from wizard.demo.registry.tokens import SasToken


@dataclass(frozen=True, slots=True)
class ConnectedClient:
    """Who has connected, and when the token ends (seconds since 1970, the hub's clock)."""

    device_id: str
    module_id: str | None
    expires: int

    @property
    def key(self) -> tuple[str, str | None]:
        """What a second connection of the same identity has in common with the first."""
        return self.device_id, self.module_id


class IdentityTokens:
    """Judges tokens of devices and modules.

    ``host_name`` may stand with or without its port in the audience.
    """

    def __init__(
        self, host_name: str, policies: Mapping[str, Policy], store: Store, faults: Faults
    ) -> None:
        self.hosts = (host_name, host_name.partition(":")[0])
        self._policies = policies
        self._store = store
        self._faults = faults

    def is_known(self, device_id: str, module_id: str | None) -> bool:
        """Whether there is such an identity."""
        return self._store.get(device_id, module_id) is not None

    def is_enabled(self, device_id: str, module_id: str | None) -> bool:
        """Whether it is there, and neither it nor its device is disabled."""
        identity, device = self._store.get(device_id, module_id), self._store.device(device_id)
        return identity is not None and identity.enabled and device is not None and device.enabled

    def roll_key(self, token: SasToken, device_id: str, module_id: str | None) -> None:
        """The fault that the next who comes with a key of its own finds that it has new ones."""
        if self._faults.roll_next_key and token.policy is None:
            self._faults.roll_next_key = not self._store.roll_key(device_id, module_id)

    def prove(self, token: SasToken, device_id: str, module_id: str | None) -> bool:
        """Whether the token is the identity's own, or a policy's that may connect as it."""
        identity = self._store.get(device_id, module_id)
        if identity is None or self._is_switched_off(module_id):
            return False
        if token.expires <= self._faults.now() or not token.is_for(self._audiences(identity)):
            return False
        if token.policy is None:
            keys = identity.auth.keys
            return keys is not None and token.is_signed_by(keys.both())
        policy = self._policies.get(token.policy)
        return (
            policy is not None
            and not self._faults.disable_local_auth
            and Right.DEVICE_CONNECT in policy.rights
            and token.is_signed_by(policy.keys.both())
        )

    def _is_switched_off(self, module_id: str | None) -> bool:
        """Whether the hub takes no keys of this kind of identity at all (hub.md, "Identities")."""
        is_device = module_id is None
        return self._faults.disable_device_sas if is_device else self._faults.disable_module_sas

    def _audiences(self, identity: Identity) -> list[str]:
        """The identity's resource, its ids as they are or percent-encoded once more."""
        paths = []
        for encode in (str, lambda text: quote(text, safe="")):
            path = f"/devices/{encode(identity.device_id)}"
            if identity.module_id is not None:
                path += f"/modules/{encode(identity.module_id)}"
            paths.append(path)
        return [host + path for host in self.hosts for path in paths]
