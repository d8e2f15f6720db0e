"""The JSON file with which the C# agent finds a certificate in a store, as Newtonsoft reads it,
and setting it right.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, Final

from wizard.agents.csharp.dotnet_values import parse_enum
from wizard.agents.csharp.lenient_json import read_json
from wizard.agents.shared.text_encoding import read_all_text
from wizard.domain.certificate_store import StoreLocation, StoreReference
from wizard.domain.lazy_pattern import LazyPattern

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
_MACHINE: Final = _LOCATIONS.index("LocalMachine")
_MACHINE_STORES_ON_LINUX: Final = (_NAMES.index("Root"), _NAMES.index("CertificateAuthority"))
_THUMBPRINT: Final = LazyPattern(r"(?:[0-9A-Fa-f]{2})+")


class StoreFault(StrEnum):
    """What is wrong with the reference. Each is a rule with its sentence."""

    SCHEMA = "store.schema"
    NULL = "store.null"
    UNDEFINED = "store.undefined"
    MACHINE = "store.machine"
    THUMBPRINT = "store.thumbprint"


def read_reference(text: str, *, linux: bool) -> StoreReference | StoreFault:
    """What the file refers to, or the first fault that keeps it from naming a certificate.

    On Linux .NET opens no stores of the machine but those of the authorities.
    """
    try:
        value = read_json(text) if text.strip() else None
    except ValueError:
        return StoreFault.SCHEMA
    if value is None:
        return StoreFault.NULL  # also for an empty file, and the agent goes on with it
    if not isinstance(value, dict):
        return StoreFault.SCHEMA
    members = {str(key).lower(): member for key, member in value.items()}
    location = _enum(members.get("storelocation"), _LOCATIONS)
    name = _enum(members.get("storename"), _NAMES)
    thumbprint = members.get("certificatethumbprint")
    if location is None or name is None or thumbprint is None:
        return StoreFault.SCHEMA
    if location not in range(1, len(_LOCATIONS)) or name not in range(1, len(_NAMES)):
        return StoreFault.UNDEFINED
    if linux and location == _MACHINE and name not in _MACHINE_STORES_ON_LINUX:
        return StoreFault.MACHINE
    if not _THUMBPRINT.fullmatch(str(thumbprint)):
        return StoreFault.THUMBPRINT
    return StoreReference(
        StoreLocation(_LOCATIONS[location]), str(thumbprint).upper(), _NAMES[name]
    )


def _enum(value: object, names: tuple[str, ...]) -> int | None:
    """Newtonsoft takes a number, or a name in any case."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip():
        return parse_enum(value.lower(), tuple(name.lower() for name in names))
    return None


_NOT_HEXADECIMAL: Final = LazyPattern(r"[^0-9A-Fa-f]")

_DIGITS: Final = 40
"""Of a SHA-1 thumbprint, by which .NET looks a certificate up."""


def looks_like_reference(content: bytes) -> bool:
    """Whether the file is meant to name a certificate in a store."""
    return "certificatethumbprint" in {key.lower() for key in _members(content)}


def repaired_reference(content: bytes) -> bytes:
    """The thumbprint as digits alone, and the store by the name that .NET has for it."""
    changes = {}
    for key, value in _members(content).items():
        if not isinstance(value, str):
            continue
        digits = _NOT_HEXADECIMAL.sub("", value)
        if key.lower() == "certificatethumbprint" and len(digits) == _DIGITS:
            changes[value] = digits
        elif key.lower() == "storename" and value.strip().lower() == "personal":
            changes[value] = "My"
    text = read_all_text(content)
    for old, new in changes.items():
        for written in {json.dumps(old), json.dumps(old, ensure_ascii=False)}:
            text = text.replace(written, json.dumps(new))
    return text.encode("utf-8") if changes else content


def _members(content: bytes) -> dict[str, Any]:
    try:
        found = read_json(read_all_text(content))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
