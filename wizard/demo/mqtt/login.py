"""Who may connect over MQTT (hub.md, "Answers"; agents.md, "What the agent does at start")."""

from __future__ import annotations

from enum import IntEnum
from typing import Final
from urllib.parse import parse_qs

from wizard.demo.registry.identity_tokens import ConnectedClient, IdentityTokens
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


class Gatekeeper:
    """Judges CONNECT packets.

    The host's name may stand with or without its port in the user name: the agents keep it in the
    token, and MQTT has no use for it.
    """

    def __init__(self, tokens: IdentityTokens) -> None:
        self._tokens = tokens

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
        self._tokens.roll_key(token, device_id, module_id)
        is_enabled = self._tokens.is_enabled(device_id, module_id)
        if not is_enabled or not self._tokens.prove(token, device_id, module_id):
            raise LoginRefusedError(Return.NOT_AUTHORIZED)
        return ConnectedClient(device_id, module_id, token.expires)

    def _is_user_name(self, user_name: str, client_id: str) -> bool:
        for host in self._tokens.hosts:
            start = f"{host}/{client_id}/?"
            if user_name.startswith(start):
                return bool(parse_qs(user_name[len(start) :]).get("api-version"))
        return False


def _token(connect: Connect) -> SasToken:
    try:
        return parse_token(connect.password.reveal() if connect.password else "")
    except MalformedTokenError:
        raise LoginRefusedError(Return.BAD_LOGIN) from None
