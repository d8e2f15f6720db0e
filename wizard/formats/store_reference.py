"""The JSON file with which the C# agent finds a certificate in a store, as Newtonsoft reads it."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Final

from wizard.formats.dotnet import parse_enum

_LOCATIONS: Final = ("", "CurrentUser", "LocalMachine")
_NAMES: Final = (
    "",
    "AddressBook",
    "AuthRoot",
    "CertificateAuthority",
    "Disallowed",
    "My",
    "Root",
    "TrustedPeople",
    "TrustedPublisher",
)
_THUMBPRINT: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")


class StoreFault(StrEnum):
    """What is wrong with the reference. Each is a rule with its sentence."""

    SCHEMA = "store.schema"
    NULL = "store.null"
    THUMBPRINT = "store.thumbprint"


def store_fault(text: str) -> StoreFault | None:
    """The first fault of the reference; None where it could name a certificate."""
    if not text.strip():
        return StoreFault.NULL  # Newtonsoft makes null of it, and the agent uses it
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except ValueError:
        return StoreFault.SCHEMA
    if value is None:
        return StoreFault.NULL
    if not isinstance(value, dict):
        return StoreFault.SCHEMA
    members = {str(key).lower(): member for key, member in value.items()}
    location, name = members.get("storelocation"), members.get("storename")
    thumbprint = members.get("certificatethumbprint")
    if not _is_enum(location, _LOCATIONS) or not _is_enum(name, _NAMES) or thumbprint is None:
        return StoreFault.SCHEMA
    if not isinstance(thumbprint, str) or not _THUMBPRINT.fullmatch(thumbprint):
        return StoreFault.THUMBPRINT
    return None


def _is_enum(value: object, names: tuple[str, ...]) -> bool:
    """Newtonsoft takes a number, or a name in any case."""
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int):
        return True
    lower = tuple(name.lower() for name in names)
    return (
        isinstance(value, str)
        and value.strip() != ""
        and parse_enum(value.lower(), lower) not in (None, 0)
    )
