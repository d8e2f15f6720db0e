"""Identities and twins as the REST interface shows them, and as it takes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard

from wizard.demo.registry.records import Credential, Device, Identity, Keys, Module, etag
from wizard.demo.rest.answers import bad_request
from wizard.domain.hub.model import AuthType
from wizard.domain.secret import Secret

_NEVER: Final = "0001-01-01T00:00:00Z"
_ID: Final = re.compile(r"[A-Za-z0-9\-.+%_#*?!(),:=@$';]{1,128}")
_THUMBPRINT: Final = re.compile(r"[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}")
_GENERATION: Final = 637_000_000_000_000_000
_KNOWN: Final = frozenset(
    {"deviceId", "moduleId", "generationId", "etag", "connectionState", "authentication"}
    | {"connectionStateUpdatedTime", "lastActivityTime", "cloudToDeviceMessageCount", "managedBy"}
    | {"status", "statusReason", "statusUpdatedTime", "capabilities"}
)


def identity_body(identity: Identity, connected: bool) -> dict[str, object]:
    """The identity with its keys. A module's has no status: that is in its twin."""
    body: dict[str, object] = {
        **identity.more,
        "deviceId": identity.device_id,
        "generationId": str(_GENERATION + identity.generation),
        "etag": etag(identity),
        "connectionState": _state(connected),
        "connectionStateUpdatedTime": _NEVER,
        "lastActivityTime": _NEVER,
        "cloudToDeviceMessageCount": 0,
        "authentication": _authentication(identity.auth),
    }
    if isinstance(identity, Device):
        body |= {
            "status": _status(identity.enabled),
            "statusReason": identity.status_reason,
            "statusUpdatedTime": _NEVER,
            "capabilities": {"iotEdge": identity.edge},
        }
    else:
        body |= {"moduleId": identity.id, "managedBy": identity.managed_by}
    return body


def twin_body(identity: Identity, connected: bool) -> dict[str, object]:
    """The twin as the service side reads it: no keys."""
    primary, secondary = identity.auth.thumbprints
    body: dict[str, object] = {
        "deviceId": identity.device_id,
        "etag": etag(identity),
        "deviceEtag": etag(identity),
        **row_of(identity, connected),
        "statusUpdateTime": _NEVER,
        "lastActivityTime": _NEVER,
        "cloudToDeviceMessageCount": 0,
        "x509Thumbprint": {"primaryThumbprint": primary, "secondaryThumbprint": secondary},
        "modelId": "",
        "version": identity.version,
        "properties": identity.twin.as_json(),
    }
    if isinstance(identity, Device):
        del body["moduleId"]
        body |= {"tags": dict(identity.tags), "capabilities": {"iotEdge": identity.edge}}
        if identity.status_reason is not None:
            body["statusReason"] = identity.status_reason
    return body


def row_of(identity: Identity, connected: bool) -> dict[str, str | None]:
    """The fields that a query can ask for."""
    return {
        "deviceId": identity.device_id,
        "moduleId": identity.module_id,
        "status": _status(identity.enabled),
        "authenticationType": identity.auth.type.value,
        "connectionState": _state(connected),
    }


@dataclass(frozen=True, slots=True)
class WrittenIdentity:
    """What a PUT says, checked."""

    auth: Credential
    enabled: bool
    status_reason: str | None
    edge: bool
    managed_by: str | None
    more: Mapping[str, object]

    def onto(self, known: Identity | None, device_id: str, module_id: str | None) -> Identity:
        """The identity to store: twin and tags of the known one stay, the rest is replaced."""
        if module_id is None:
            device = known if isinstance(known, Device) else Device(device_id)
            return Device(
                device_id,
                self.auth,
                self.enabled,
                self.status_reason,
                self.edge,
                device.connected,
                tags=device.tags,
                twin=device.twin,
                more=self.more,
            )
        module = known if isinstance(known, Module) else Module(device_id, module_id)
        return Module(
            device_id,
            module_id,
            self.auth,
            module.enabled,
            module.connected,
            managed_by=self.managed_by,
            twin=module.twin,
            more=self.more,
        )


def read_identity(body: object, device_id: str, module_id: str | None) -> WrittenIdentity:
    """Check what a PUT brings. Raises RefusalError with 400."""
    for name in filter(None, (device_id, module_id)):
        if not _ID.fullmatch(name):
            raise bad_request("The id has characters that are not allowed, or over 128")
    fields = _object(body, "The body")
    if fields.get("deviceId") != device_id or fields.get("moduleId") != module_id:
        raise bad_request("The ids in the body differ from those in the path")
    status = fields.get("status") or "enabled"
    if status not in ("enabled", "disabled"):
        raise bad_request("status is enabled or disabled")
    capabilities = _object(fields.get("capabilities"), "capabilities")
    return WrittenIdentity(
        _read_authentication(fields.get("authentication")),
        status == "enabled",
        _text(fields.get("statusReason"), "statusReason"),
        capabilities.get("iotEdge") is True,
        _text(fields.get("managedBy"), "managedBy"),
        {name: value for name, value in fields.items() if name not in _KNOWN},
    )


def _read_authentication(value: object) -> Credential:
    fields = _object(value, "authentication")
    prints = _object(fields.get("x509Thumbprint"), "x509Thumbprint")
    thumbprints = (
        _text(prints.get("primaryThumbprint"), "primaryThumbprint"),
        _text(prints.get("secondaryThumbprint"), "secondaryThumbprint"),
    )
    named = _text(fields.get("type"), "type")
    guess = AuthType.SELF_SIGNED if any(thumbprints) else AuthType.SAS
    try:
        kind = AuthType(named) if named else guess
    except ValueError:
        raise bad_request("authentication.type is unknown") from None
    if kind is AuthType.SAS:
        return Credential(given=_read_keys(fields.get("symmetricKey")))
    if kind is AuthType.SELF_SIGNED:
        if not any(thumbprints) or not all(_THUMBPRINT.fullmatch(t) for t in thumbprints if t):
            raise bad_request("A thumbprint has 40 or 64 hexadecimal digits")
        return Credential(kind, thumbprints=thumbprints)
    return Credential(kind)


def _read_keys(value: object) -> Keys:
    """The keys given, or new ones where none are: the service then makes them."""
    fields = _object(value, "symmetricKey")
    primary = _text(fields.get("primaryKey"), "primaryKey")
    secondary = _text(fields.get("secondaryKey"), "secondaryKey")
    if not primary and not secondary:
        return Keys.fresh()
    if not primary or not secondary:
        raise bad_request("Both keys are given or none")
    keys = Keys(Secret(primary), Secret(secondary))
    for key in keys.both():
        # 16 to 64 bytes are 24 to 88 characters of base64.
        if not key.is_base64() or not 24 <= len(key) <= 88:
            raise bad_request("A key is base64 of 16 to 64 bytes")
    return keys


def _authentication(auth: Credential) -> dict[str, object]:
    keys = auth.keys
    primary, secondary = auth.thumbprints
    return {
        "type": auth.type.value,
        "symmetricKey": {
            "primaryKey": keys.primary.reveal() if keys else None,
            "secondaryKey": keys.secondary.reveal() if keys else None,
        },
        "x509Thumbprint": {"primaryThumbprint": primary, "secondaryThumbprint": secondary},
    }


def _object(value: object, name: str) -> Mapping[str, object]:
    if value is None:
        return {}
    if not _is_object(value):
        raise bad_request(f"{name} is not an object")
    return value


def _is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, dict)


def _text(value: object, name: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise bad_request(f"{name} is not a string")
    return value or None


def _status(enabled: bool) -> str:
    return "enabled" if enabled else "disabled"


def _state(connected: bool) -> str:
    return "Connected" if connected else "Disconnected"
