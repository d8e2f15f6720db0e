"""Whose token it is, and whose link (amqp.md, "The exchange")."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from wizard.demo.registry.identity_tokens import ConnectedClient, IdentityTokens
from wizard.demo.registry.tokens import MalformedTokenError, parse_token
from wizard.protocols.amqp.messages import Message

TOKEN_TYPES = ("servicebus.windows.net:sastoken", "amqp:sastoken")


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What `$cbs` answers: a status as of HTTP, and words. ``client``: who is proven by it."""

    status: int
    words: str
    client: ConnectedClient | None = None


def judge_token(message: Message, tokens: IdentityTokens) -> TokenAnswer:
    """The answer to put-token. A disabled identity is told no difference: its links are refused."""
    asked = message.application
    if asked.get("operation") != "put-token" or asked.get("type") not in TOKEN_TYPES:
        return TokenAnswer(400, "An operation or a type that is not known.")
    key = _identity(str(asked.get("name", "")), tokens)
    text = message.value if isinstance(message.value, str) else ""
    try:
        token = parse_token(text)
    except MalformedTokenError:
        return TokenAnswer(401, "IotHubUnauthorizedAccess: no token.")
    if key is None or not tokens.is_known(*key):
        return TokenAnswer(404, "DeviceNotFound: no such identity.")
    tokens.roll_key(token, *key)
    if not tokens.prove(token, *key):
        return TokenAnswer(401, "IotHubUnauthorizedAccess: the token does not prove it.")
    return TokenAnswer(200, "OK", ConnectedClient(*key, token.expires))


def link_purpose(address: object, client: ConnectedClient | None) -> str:
    """What the link at this address is for: "events", "twin", "other"; "" where it is not allowed.

    Ids in it may be encoded or not.
    """
    if not isinstance(address, str) or client is None:
        return ""
    path = address.split("://", 1)[-1].partition("/")[2]
    for encoded in (path, unquote(path)):
        own = f"devices/{client.device_id}/"
        own += f"modules/{client.module_id}/" if client.module_id is not None else ""
        if encoded.startswith(own):
            rest = encoded[len(own) :]
            known = {"messages/events": "events", "messages/events/": "events", "twin": "twin"}
            other = rest in ("messages/devicebound", "methods/devicebound", "inputs")
            return known.get(rest, "other" if other else "")
    return ""


def _identity(name: str, tokens: IdentityTokens) -> tuple[str, str | None] | None:
    for known in tokens.hosts:
        for text in (name, unquote(name)):
            parts = text.split("://", 1)[-1].removeprefix(known).split("/")
            if parts[0] != "" or len(parts) not in (3, 5) or parts[1] != "devices":
                continue
            module = unquote(parts[4]) if len(parts) == 5 else None
            for device, one in (
                (parts[2], parts[4] if module else None),
                (unquote(parts[2]), module),
            ):
                if tokens.is_known(device, one):
                    return device, one
    return None
