"""Device and module identities out of the registry's JSON.

The SDK's models are not used: they drop what they do not know, a module's status among it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.core.errors import Code, HubError
from wizard.core.model import AuthType, DeviceIdentity, DeviceSummary, ModuleIdentity
from wizard.core.secret import Secret

_STATUS: Final = {"enabled": True, "disabled": False}


class _Reader:
    """A JSON object that raises ``hub.bad_answer``, naming the part, for what it does not have."""

    def __init__(self, content: object, part: str = "") -> None:
        if not isinstance(content, Mapping):
            raise bad_part(part or "object")
        self._content: Final[Mapping[str, object]] = content
        self._part: Final = part

    def object(self, name: str) -> _Reader:
        return _Reader(self._content.get(name), self._path(name))

    def text(self, name: str) -> str:
        value = self.text_or_none(name)
        if not value:
            raise bad_part(self._path(name))
        return value

    def text_or_none(self, name: str) -> str | None:
        value = self._content.get(name)
        if value is not None and not isinstance(value, str):
            raise bad_part(self._path(name))
        return value

    def key(self, name: str) -> Secret:
        key = Secret(self.text(name))
        if not key.is_base64():
            raise bad_part(self._path(name))
        return key

    def enabled(self) -> bool | None:
        status = self.text_or_none("status")
        if status is None:
            return None
        if status not in _STATUS:
            raise bad_part(self._path("status"))
        return _STATUS[status]

    def auth_type(self, name: str) -> AuthType:
        try:
            return AuthType(self.text(name))
        except ValueError:
            raise bad_part(self._path(name)) from None

    def _path(self, name: str) -> str:
        return f"{self._part}.{name}" if self._part else name


def bad_part(part: str) -> HubError:
    """The answer lacks ``part``, or has something else there."""
    return HubError(Code.HUB_BAD_ANSWER, "part", part=part)


def device_of(content: object) -> DeviceIdentity:
    """The device in a registry answer. Raises HubError ``hub.bad_answer``."""
    reader = _Reader(content)
    auth, primary, secondary = _authentication(reader)
    enabled = reader.enabled()
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


def module_of(content: object) -> tuple[ModuleIdentity, bool]:
    """The module in a registry answer, and whether the answer says if it is enabled.

    Raises HubError ``hub.bad_answer``.
    """
    reader = _Reader(content)
    auth, primary, secondary = _authentication(reader)
    enabled = reader.enabled()
    module = ModuleIdentity(
        device_id=reader.text("deviceId"),
        id=reader.text("moduleId"),
        auth=auth,
        enabled=enabled is not False,
        primary_key=primary,
        secondary_key=secondary,
        etag=reader.text_or_none("etag"),
    )
    return module, enabled is not None


def summary_of(content: object) -> DeviceSummary:
    """A row of a device query. Raises HubError ``hub.bad_answer``."""
    reader = _Reader(content)
    return DeviceSummary(
        id=reader.text("deviceId"),
        enabled=reader.enabled() is not False,
        auth=reader.auth_type("authenticationType"),
        connected=reader.text_or_none("connectionState") == "Connected",
    )


def is_enabled(twin: object) -> bool:
    """Whether a twin's identity is enabled; one that does not say is. Raises HubError."""
    return _Reader(twin).enabled() is not False


def id_of(row: object) -> str:
    """The device id of a query's row. Raises HubError ``hub.bad_answer``."""
    return _Reader(row).text("deviceId")


def primary_key_of(module: object) -> tuple[AuthType, Secret | None]:
    """How a module authenticates, and its primary key where it has one. Raises HubError."""
    auth, primary, _ = _authentication(_Reader(module))
    return auth, primary


def _authentication(reader: _Reader) -> tuple[AuthType, Secret | None, Secret | None]:
    authentication = reader.object("authentication")
    auth = authentication.auth_type("type")
    if auth is not AuthType.SAS:
        return auth, None, None
    keys = authentication.object("symmetricKey")
    secondary = keys.text_or_none("secondaryKey")
    return auth, keys.key("primaryKey"), Secret(secondary) if secondary else None


def _thumbprints(reader: _Reader) -> tuple[str, ...]:
    pair = reader.object("authentication").object("x509Thumbprint")
    both = (pair.text_or_none("primaryThumbprint"), pair.text_or_none("secondaryThumbprint"))
    return tuple(filter(None, both))
