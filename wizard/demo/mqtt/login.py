"""Who may connect over MQTT (hub.md, "Answers"; agents.md, "What the agent does at start")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from urllib.parse import parse_qs, quote

from wizard.demo.faults.faults import Faults
from wizard.demo.registry.policies import Policy, Right
from wizard.demo.registry.records import Identity
from wizard.demo.registry.store import Store
from wizard.demo.registry.tokens import MalformedTokenError, SasToken, parse_token
from wizard.protocols.mqtt_packets import Connect

_LEVEL_3_1_1: Final = 4


class Return(IntEnum):
    """CONNACK's return codes."""

    ACCEPTED = 0
    UNACCEPTABLE_VERSION = 1
    IDENTIFIER_REJECTED = 2
    UNAVAILABLE = 3
    BAD_LOGIN = 4
    NOT_AUTHORIZED = 5


class LoginRefusedError(Exception):
    """The connection is refused with ``code``."""

    def __init__(self, code: Return) -> None:
        super().__init__(code)
        self.code = code


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


class Gatekeeper:
    """Judges CONNECT packets.

    ``host_name`` may stand with or without its port in the user name and in the audience: the
    agents keep it in the token, and MQTT has no use for it.
    """

    def __init__(
        self, host_name: str, policies: Mapping[str, Policy], store: Store, faults: Faults
    ) -> None:
        self._hosts = (host_name, host_name.partition(":")[0])
        self._policies = policies
        self._store = store
        self._faults = faults

    def admit(self, connect: Connect) -> ConnectedClient:
        """Let a client in. Raises LoginRefusedError."""
        if connect.protocol != "MQTT" or connect.level != _LEVEL_3_1_1:
            raise LoginRefusedError(Return.UNACCEPTABLE_VERSION)
        device_id, slash, module = connect.client_id.partition("/")
        module_id = module if slash else None
        if not device_id or module_id == "" or "/" in module:
            raise LoginRefusedError(Return.BAD_LOGIN)
        if not self._is_user_name(connect.user_name or "", connect.client_id):
            raise LoginRefusedError(Return.BAD_LOGIN)
        token = _token(connect)
        if self._faults.roll_next_key and token.policy is None:
            self._faults.roll_next_key = not self._store.roll_key(device_id, module_id)
        identity = self._store.get(device_id, module_id)
        if identity is None or not self._is_welcome(identity) or not self._proves(token, identity):
            raise LoginRefusedError(Return.NOT_AUTHORIZED)
        return ConnectedClient(device_id, module_id, token.expires)

    def may_stay(self, login: ConnectedClient) -> bool:
        """Whether a live link may live on after a change in the registry."""
        identity = self._store.get(*login.key)
        return identity is not None and self._is_enabled(identity)

    def _is_user_name(self, user_name: str, client_id: str) -> bool:
        for host in self._hosts:
            start = f"{host}/{client_id}/?"
            if user_name.startswith(start):
                return bool(parse_qs(user_name[len(start) :]).get("api-version"))
        return False

    def _is_enabled(self, identity: Identity) -> bool:
        device = self._store.device(identity.device_id)
        return device is not None and device.enabled and identity.enabled

    def _is_welcome(self, identity: Identity) -> bool:
        off = (
            self._faults.disable_device_sas
            if identity.module_id is None
            else self._faults.disable_module_sas
        )
        return self._is_enabled(identity) and not off

    def _proves(self, token: SasToken, identity: Identity) -> bool:
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

    def _audiences(self, identity: Identity) -> list[str]:
        """The identity's resource, its ids as they are or percent-encoded once more."""
        paths = []
        for encode in (str, lambda text: quote(text, safe="")):
            path = f"/devices/{encode(identity.device_id)}"
            if identity.module_id is not None:
                path += f"/modules/{encode(identity.module_id)}"
            paths.append(path)
        return [host + path for host in self._hosts for path in paths]


def _token(connect: Connect) -> SasToken:
    try:
        return parse_token(connect.password.reveal() if connect.password else "")
    except MalformedTokenError:
        raise LoginRefusedError(Return.BAD_LOGIN) from None
