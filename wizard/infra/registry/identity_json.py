"""Device and module identities in the registry's JSON: read, and changed in one place each.

The SDK's models are not used: they drop what they do not know, a module's status among it, and
would write back only the rest. What is missing in an answer, or is something else, is a bad answer.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from wizard.domain.errors import Code, HubError, RuleError
from wizard.domain.hub.model import AuthType, DeviceIdentity, DeviceSummary, ModuleIdentity
from wizard.domain.proof import ThumbprintSlot
from wizard.domain.secret import Secret

Json = dict[str, object]
E = TypeVar("E", bound=StrEnum)

_STATUS: Final = {"enabled": True, "disabled": False}
_SLOTS: Final = {
    ThumbprintSlot.PRIMARY: "primaryThumbprint",
    ThumbprintSlot.SECONDARY: "secondaryThumbprint",
}
_KEY_BYTES: Final = 32
"""As many as the service's own keys have."""


_WITHOUT_THUMBPRINT: Final = {
    AuthType.SAS: "has_key",
    AuthType.CA: "ca_signed",
    AuthType.NONE: "no_authentication",
}
"""Why a device has none, as variants of ``authentication.not_possible``."""


class JsonReader:
    """A JSON object that raises ``hub.bad_answer``, naming the part, for what it does not have."""

    def __init__(self, content: object, part: str = "") -> None:
        if not isinstance(content, Mapping):
            raise bad_part(part or "object")
        self._content: Final[Mapping[str, object]] = content
        self._part: Final = part

    def object(self, name: str) -> JsonReader:
        """The object called ``name``."""
        return JsonReader(self._content.get(name), self._path(name))

    def text(self, name: str) -> str:
        """The text called ``name``, which is not empty."""
        value = self.text_or_none(name)
        if not value:
            raise bad_part(self._path(name))
        return value

    def text_or_none(self, name: str) -> str | None:
        """The text called ``name``; None where there is none, or null."""
        value = self._content.get(name)
        if value is not None and not isinstance(value, str):
            raise bad_part(self._path(name))
        return value

    def key(self, name: str) -> Secret:
        """The symmetric key called ``name``."""
        key = Secret(self.text(name))
        if not key.is_base64():
            raise bad_part(self._path(name))
        return key

    def one_of(self, kinds: type[E], name: str) -> E:
        """The text called ``name`` as a member of ``kinds``."""
        try:
            return kinds(self.text(name))
        except ValueError:
            raise bad_part(self._path(name)) from None

    def _path(self, name: str) -> str:
        return f"{self._part}.{name}" if self._part else name


def bad_part(part: str) -> HubError:
    """The answer lacks ``part``, or has something else there."""
    return HubError(Code.HUB_BAD_ANSWER, "part", part=part)


def device_of(content: object) -> DeviceIdentity:
    """The device in a registry answer. Raises HubError ``hub.bad_answer``."""
    reader = JsonReader(content)
    auth, primary, secondary = _authentication(reader)
    enabled = _enabled(reader)
    if enabled is None:
        raise bad_part("status")
    return DeviceIdentity(
        id=reader.text("deviceId"),
        enabled=enabled,
        auth=auth,
        primary_key=primary,
        secondary_key=secondary,
        thumbprints=_thumbprints(reader) if auth is AuthType.SELF_SIGNED else (),
        etag=reader.text_or_none("etag"),
        status_reason=reader.text_or_none("statusReason"),
    )


def module_of(content: object) -> ModuleIdentity:
    """The module in a registry answer; one that does not say if it is enabled counts as it.

    Raises HubError ``hub.bad_answer``.
    """
    reader = JsonReader(content)
    auth, primary, secondary = _authentication(reader)
    return ModuleIdentity(
        device_id=reader.text("deviceId"),
        id=reader.text("moduleId"),
        auth=auth,
        enabled=_enabled(reader) is not False,
        primary_key=primary,
        secondary_key=secondary,
        etag=reader.text_or_none("etag"),
    )


def summary_of(content: object) -> DeviceSummary:
    """A row of a device query. Raises HubError ``hub.bad_answer``."""
    reader = JsonReader(content)
    return DeviceSummary(
        id=reader.text("deviceId"),
        enabled=_enabled(reader) is not False,
        auth=reader.one_of(AuthType, "authenticationType"),
        connected=reader.text_or_none("connectionState") == "Connected",
    )


def is_enabled(twin: object) -> bool:
    """Whether a twin's identity is enabled; one that does not say is. Raises HubError."""
    return _enabled(JsonReader(twin)) is not False


def id_of(row: object) -> str:
    """The device id of a query's row. Raises HubError ``hub.bad_answer``."""
    return JsonReader(row).text("deviceId")


def module_id_of(row: object) -> str:
    """The name of a module in a list. Raises HubError ``hub.bad_answer``."""
    return JsonReader(row).text("moduleId")


def rows_of(content: object) -> list[object]:
    """The rows of a query's answer. Raises HubError ``hub.bad_answer``."""
    if not isinstance(content, list):
        raise bad_part("list")
    return content


def primary_key_of(module: object) -> tuple[AuthType, Secret | None]:
    """How a module authenticates, and its primary key where it has one. Raises HubError."""
    auth, primary, _ = _authentication(JsonReader(module))
    return auth, primary


def _authentication(reader: JsonReader) -> tuple[AuthType, Secret | None, Secret | None]:
    authentication = reader.object("authentication")
    auth = authentication.one_of(AuthType, "type")
    if auth is not AuthType.SAS:
        return auth, None, None
    keys = authentication.object("symmetricKey")
    secondary = keys.text_or_none("secondaryKey")
    return auth, keys.key("primaryKey"), Secret(secondary) if secondary else None


def _thumbprints(reader: JsonReader) -> tuple[str, str]:
    pair = reader.object("authentication").object("x509Thumbprint")
    primary, secondary = map(pair.text_or_none, ("primaryThumbprint", "secondaryThumbprint"))
    return primary or "", secondary or ""


def _enabled(reader: JsonReader) -> bool | None:
    status = reader.text_or_none("status")
    if status is None:
        return None
    if status not in _STATUS:
        raise bad_part("status")
    return _STATUS[status]


def etag_of(identity: DeviceIdentity | ModuleIdentity) -> str:
    """What makes a write conditional. Raises HubError where the hub gave none: a write without
    could run over somebody's."""
    if not identity.etag:
        raise bad_part("etag")
    return identity.etag


def require_thumbprints(device: DeviceIdentity) -> None:
    """Raise RuleError for a device that has none to be registered."""
    if device.auth is not AuthType.SELF_SIGNED:
        raise RuleError(Code.NOT_POSSIBLE, _WITHOUT_THUMBPRINT[device.auth], device=device.id)


def seen_before(content: object, etag: str, device_id: str) -> Json:
    """The identity's JSON, which is still as it was when its ETag was read.

    Raises HubError ``hub.changed_meanwhile`` and ``hub.bad_answer``.
    """
    if JsonReader(content).text("etag") != etag:
        raise HubError(Code.HUB_CHANGED_MEANWHILE, device=device_id)
    return _object(content, "object")


def with_thumbprint(content: Json, slot: ThumbprintSlot, thumbprint: str) -> Json:
    """The same device with one thumbprint changed; an empty one frees its place."""
    authentication = _object(content.get("authentication"), "authentication")
    pair = _object(authentication.get("x509Thumbprint") or {}, "authentication.x509Thumbprint")
    changed = {**pair, _SLOTS[slot]: thumbprint or None}
    return {**content, "authentication": {**authentication, "x509Thumbprint": changed}}


def with_new_keys(content: Json) -> Json:
    """The same identity with two new symmetric keys instead of its former authentication.

    They are made here: the service makes keys for new identities, not for changed ones.
    """
    keys = {name: _new_key() for name in ("primaryKey", "secondaryKey")}
    free = dict.fromkeys(_SLOTS.values())
    former = _object(content.get("authentication"), "authentication")
    changed = {"type": AuthType.SAS.value, "symmetricKey": keys, "x509Thumbprint": free}
    return {**content, "authentication": {**former, **changed}}


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


def _object(value: object, part: str) -> Json:
    if not isinstance(value, Mapping):
        raise bad_part(part)
    return dict(value)
