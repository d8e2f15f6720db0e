"""The longest secret that every keyring takes."""

from __future__ import annotations

from typing import Final

from wizard.domain.errors import Code, KeyringError
from wizard.domain.secret import Secret

LIMIT: Final = 1280
"""UTF-16 units: Windows' Credential Manager takes 2,560 bytes (desktop.md, keyring)."""


def check_length(secret: Secret) -> None:
    """Raise KeyringError ``keyring.too_long``, on every system: what works here works there."""
    length = len(secret.reveal().encode("utf-16-le", errors="surrogatepass")) // 2
    if length > LIMIT:
        raise KeyringError(Code.KEYRING_TOO_LONG, length=length, limit=LIMIT)
