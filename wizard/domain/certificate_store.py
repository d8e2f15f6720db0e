"""A certificate in a store of Windows: how it is referred to, and what is found there.

The C# agent finds one by its SHA-1 thumbprint in the store ``My``, which the Windows dialogs call
"Personal" (agents.md, "Store").
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

STORE_NAME: Final = "My"
"""Where certificates with a private key are kept."""

SHA1_DIGITS: Final = 40
SHA256_DIGITS: Final = 64


class StoreLocation(StrEnum):
    """Whose store it is: the computer's, or that of each account."""

    LOCAL_MACHINE = "LocalMachine"
    CURRENT_USER = "CurrentUser"


@dataclass(frozen=True, slots=True)
class StoreReference:
    """A certificate in a store; ``thumbprint`` in upper-case hexadecimal digits alone."""

    location: StoreLocation
    thumbprint: str
    name: str = STORE_NAME

    @property
    def store(self) -> str:
        """The store as Windows' own tools write it, such as ``LocalMachine\\My``."""
        return f"{self.location.value}\\{self.name}"


def system_name(name: str) -> str:
    """Windows' own name of a store that .NET's StoreName calls otherwise: of one of them."""
    return "CA" if name == "CertificateAuthority" else name


def thumbprint_digits(text: str) -> str:
    """A thumbprint as people have it, without what only looks like a part of it.

    Blanks and colons between the bytes, and the invisible mark U+200E that the Windows dialog puts
    in front of it when it is copied.
    """
    return "".join(
        one.upper()
        for one in text
        if one not in ":-" and not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc")
    )
