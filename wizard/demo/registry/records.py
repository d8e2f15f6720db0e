"""Identities and twins as the demo hub keeps them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wizard.domain.hub.model import AuthType
from wizard.domain.secret import Secret

JsonObject = Mapping[str, object]

_PLANT: Final = b"contoso-plant"


@dataclass(frozen=True, slots=True)
class Keys:
    """The two symmetric keys of an identity or a policy, as base64; either one signs."""

    primary: Secret
    secondary: Secret

    @classmethod
    def fresh(cls) -> Keys:
        """Two new random keys of 32 bytes, as the service makes them."""
        return cls(*(_base64(secrets.token_bytes(32)) for _ in range(2)))

    @classmethod
    def derived(cls, name: str) -> Keys:
        """The same two keys for the same name, always: the seed's keys, made when asked for."""
        return cls(
            *(
                _base64(hmac.digest(_PLANT, f"{name}\n{which}".encode(), hashlib.sha256))
                for which in ("primary", "secondary")
            )
        )

    def both(self) -> tuple[Secret, Secret]:
        """The primary key, then the secondary."""
        return self.primary, self.secondary


@dataclass(frozen=True, slots=True)
class Credential:
    """How an identity authenticates.

    ``given`` are its keys; without them ``derived_from`` names what they are derived from on first
    use, so that ten thousand devices cost nothing at start.
    """

    type: AuthType = AuthType.SAS
    given: Keys | None = None
    derived_from: str | None = None
    thumbprints: tuple[str | None, str | None] = (None, None)

    @property
    def keys(self) -> Keys | None:
        """The symmetric keys; None where the identity has none."""
        if self.type is not AuthType.SAS:
            return None
        if self.given is None and self.derived_from is not None:
            return Keys.derived(self.derived_from)
        return self.given


@dataclass(frozen=True, slots=True)
class Twin:
    """The properties of a device's or a module's twin."""

    desired: JsonObject = field(default_factory=dict)
    reported: JsonObject = field(default_factory=dict)
    desired_version: int = 1
    reported_version: int = 1

    def as_json(self) -> dict[str, object]:
        """Both halves with their ``$version``, as the service sends them over MQTT."""
        return {
            "desired": {**self.desired, "$version": self.desired_version},
            "reported": {**self.reported, "$version": self.reported_version},
        }


@dataclass(frozen=True, slots=True)
class Device:
    """A device. ``connected`` is what the seed pretends; a live MQTT link counts besides.

    ``more`` are the properties that this hub has no use for, as they were written: they show which
    client drops what it does not know.
    """

    id: str
    auth: Credential = Credential()
    enabled: bool = True
    status_reason: str | None = None
    edge: bool = False
    connected: bool = False
    tags: JsonObject = field(default_factory=dict)
    twin: Twin = Twin()
    generation: int = 1
    version: int = 1
    more: JsonObject = field(default_factory=dict)

    @property
    def device_id(self) -> str:
        """The device's id: devices and modules answer alike."""
        return self.id

    @property
    def module_id(self) -> str | None:
        """None: this is a device."""
        return None


@dataclass(frozen=True, slots=True)
class Module:
    """A module of a device. A disabled one shows it in its twin only, as in the real service."""

    device_id: str
    id: str
    auth: Credential = Credential()
    enabled: bool = True
    connected: bool = False
    managed_by: str | None = None
    twin: Twin = Twin()
    generation: int = 1
    version: int = 1
    more: JsonObject = field(default_factory=dict)

    @property
    def module_id(self) -> str | None:
        """The module's id."""
        return self.id


Identity = Device | Module


class EnrolmentStatus(StrEnum):
    """The states of a registration, in the provisioning service's own words."""

    ASSIGNED = "assigned"
    ASSIGNING = "assigning"
    FAILED = "failed"
    UNASSIGNED = "unassigned"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A registration with the provisioning service; ``auth`` None: it is proven as the device is
    proven to the hub, as after every real registration."""

    registration_id: str
    device_id: str
    status: EnrolmentStatus = EnrolmentStatus.ASSIGNED
    auth: Credential | None = None


def etag(identity: Identity) -> str:
    """The identity's ETag without the quotes: it changes with every write."""
    text = f"{identity.generation}.{identity.version}"
    return base64.b64encode(text.encode()).decode()


def _base64(raw: bytes) -> Secret:
    return Secret(base64.b64encode(raw).decode("ascii"))
