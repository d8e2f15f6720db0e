"""Device and module identities out of the registry's JSON.

The SDK's models are not used: they drop what they do not know, a module's status among it.
"""

from __future__ import annotations

from typing import Final

from wizard.domain.hub.model import AuthType, DeviceIdentity, DeviceSummary, ModuleIdentity
from wizard.domain.secret import Secret
from wizard.infra.registry.json_reader import JsonReader, bad_part

_STATUS: Final = {"enabled": True, "disabled": False}


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


def module_of(content: object) -> tuple[ModuleIdentity, bool]:
    """The module in a registry answer, and whether the answer says if it is enabled.

    Raises HubError ``hub.bad_answer``.
    """
    reader = JsonReader(content)
    auth, primary, secondary = _authentication(reader)
    enabled = _enabled(reader)
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
