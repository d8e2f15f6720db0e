"""Reading and checking SAS tokens (hub.md, "Shared access policies")."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from wizard.domain.secret import Secret

_SCHEME: Final = "SharedAccessSignature"


class MalformedTokenError(Exception):
    """The text is no SAS token."""


@dataclass(frozen=True, slots=True)
class SasToken:
    """A token as it came in.

    ``audience`` is the resource decoded once; ``signed`` is the resource as it was sent, which is
    what the signature is over, whatever the sender's habits in percent-encoding.
    """

    audience: str
    signed: str
    signature: bytes = field(repr=False)
    expires: int
    policy: str | None = None

    def is_signed_by(self, keys: Iterable[Secret]) -> bool:
        """Whether one of ``keys`` made the signature; compared in constant time."""
        message = f"{self.signed}\n{self.expires}".encode()
        digests = [hmac.digest(_decode(key.reveal()), message, hashlib.sha256) for key in keys]
        return any(hmac.compare_digest(digest, self.signature) for digest in digests)

    def is_for(self, audiences: Iterable[str]) -> bool:
        """Whether the token is for exactly one of ``audiences``."""
        return self.audience in set(audiences)

    def covers(self, resource: str) -> bool:
        """Whether ``resource`` is the audience or lies below it, at a slash."""
        return resource == self.audience or resource.startswith(f"{self.audience}/")


def parse_token(text: str) -> SasToken:
    """The token in ``text``. Raises MalformedTokenError, which repeats nothing of the text."""
    scheme, _, rest = text.partition(" ")
    if scheme != _SCHEME:
        raise MalformedTokenError("no SharedAccessSignature")
    parts: dict[str, str] = {}
    for item in rest.strip().split("&"):
        name, equals, value = item.partition("=")
        if not equals or name in parts or name not in {"sr", "sig", "se", "skn"}:
            raise MalformedTokenError("unknown or repeated part")
        parts[name] = value
    if not (parts.get("sr") and parts.get("sig") and parts.get("se", "").isdecimal()):
        raise MalformedTokenError("part missing")
    return SasToken(
        audience=unquote(parts["sr"]),
        signed=parts["sr"],
        signature=_decode(unquote(parts["sig"])),
        expires=int(parts["se"]),
        policy=unquote(parts["skn"]) if parts.get("skn") else None,
    )


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedTokenError("not base64") from None
