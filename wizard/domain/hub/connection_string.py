"""Reading what people paste: the connection string of a hub's shared access policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.domain.errors import AnswersError, Code, ConnectionStringError
from wizard.domain.hub.address import HubAddress, names_https_port
from wizard.domain.hub.model import HubAccess, PolicyAccess
from wizard.domain.hub.other_services import is_placeholder, other_kind, token_end
from wizard.domain.hub.pasted_text import (
    NothingFoundError,
    SeveralFoundError,
    connection_string_in,
    key_in,
)
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.proof import OwnIdentity
from wizard.domain.secret import Secret

_FIELDS: Final = ("HostName", "SharedAccessKeyName", "SharedAccessKey")
_KNOWN: Final = {
    name.lower(): name
    for name in (
        *_FIELDS,
        "DeviceId",
        "ModuleId",
        "GatewayHostName",
        "x509",
        "SharedAccessSignature",
    )
}
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
OWNERS: Final = ("module", "device", "hub", "provisioning", "other")
"""``hub`` is one of its policies, ``provisioning`` the service itself."""

_HOST: Final = LazyPattern(
    rf"(?=.{{1,253}}(?::|$)){_LABEL}(?:\.{_LABEL})*(?::(?P<port>[0-9]{{1,5}}))?"
)


def parse_connection_string(text: str) -> HubAccess:
    """The credentials in ``text``, which may have blanks, quotes and line breaks around or in it.

    What a command has printed around the string (JSON of the Azure CLI) is taken off. Raises
    ConnectionStringError: ``.malformed`` (``params["part"]`` names the part, or the variant what it
    is instead), ``.is_for_a_device`` and ``.is_for_a_module`` (with the device's id),
    ``.key_not_base64``.
    """
    parts = _split(_alone(text))
    if "ModuleId" in parts:
        raise ConnectionStringError(
            Code.CS_FOR_MODULE, device=parts.get("DeviceId", ""), module=parts["ModuleId"]
        )
    if "DeviceId" in parts:
        raise ConnectionStringError(Code.CS_FOR_DEVICE, device=parts["DeviceId"])
    for name in _FIELDS:
        _require(parts, name)
    key = Secret(parts["SharedAccessKey"])
    if not key.is_base64():
        raise ConnectionStringError(Code.CS_KEY_NOT_BASE64)
    return PolicyAccess(parse_host(parts["HostName"]), parts["SharedAccessKeyName"], key)


def parse_own_connection_string(text: str) -> OwnIdentity:
    """What a device's or a module's own connection string says.

    Raises ConnectionStringError ``.malformed`` (variant ``not_own`` for a hub's) and
    ``.key_not_base64``.
    """
    parts = _split(_alone(text))
    if not parts.get("DeviceId"):
        raise ConnectionStringError(Code.CS_MALFORMED, "not_own", part="DeviceId")
    for name in ("HostName", "DeviceId", "SharedAccessKey"):
        _require(parts, name, "x509" if "x509" in parts else "missing")
    key = Secret(parts["SharedAccessKey"])
    if not key.is_base64():
        raise ConnectionStringError(Code.CS_KEY_NOT_BASE64)
    address = parse_host(parts["HostName"])
    gateway = parts.get("GatewayHostName", "")
    return OwnIdentity(address, parts["DeviceId"], parts.get("ModuleId") or None, key, gateway)


def parse_key(text: str, field: str) -> Secret:
    """The key alone, out of quotes or of JSON, for the answers file's ``field``.

    Raises AnswersError: ``whole_string_…`` says whose connection string stands there instead.
    """
    try:
        key = Secret(key_in(text))
    except (SeveralFoundError, NothingFoundError):
        raise AnswersError(Code.ANSWERS_INVALID, "key_json", key=field) from None
    if "SharedAccessKey=" in key.reveal():
        whose = owner_of(key.reveal())
        raise AnswersError(Code.ANSWERS_INVALID, f"whole_string_{whose}", key=field)
    if not key.is_base64():
        raise AnswersError(Code.ANSWERS_INVALID, "key_not_base64", key=field)
    return key


def owner_of(text: str) -> str:
    """Whose connection string ``text`` is, as a word of `OWNERS`."""
    names = {piece.partition("=")[0].strip().lower() for piece in text.split(";")}
    if "moduleid" in names:
        return "module"
    if "deviceid" in names:
        return "device"
    kind = other_kind(text)
    if kind == "provisioning":
        return kind
    if kind:
        return "other"
    return "hub" if "sharedaccesskeyname" in names else "device"


def parse_host(text: str) -> HubAddress:
    """The address in ``text``. Raises ConnectionStringError ``.malformed``.

    Both agents refuse a host name without a dot and one with a scheme; with ``:443`` behind it they
    start, and are refused by the hub (agents.md).
    """
    if "://" in text:
        raise ConnectionStringError(Code.CS_MALFORMED, "scheme", part="HostName", value=text)
    match = _HOST.fullmatch(text)
    port = match["port"] if match else None
    if not match or (port is not None and not 0 < int(port) < 65536):
        raise ConnectionStringError(Code.CS_MALFORMED, "host", part="HostName", value=text)
    if "." not in text.partition(":")[0]:
        raise ConnectionStringError(Code.CS_MALFORMED, "no_dot", part="HostName", value=text)
    if names_https_port(text):
        raise ConnectionStringError(Code.CS_MALFORMED, "port", part="HostName", value=text)
    return HubAddress(text)


def _alone(text: str) -> str:
    """The string itself. Raises ConnectionStringError for what is recognized as something else."""
    try:
        found = connection_string_in(text)
    except SeveralFoundError:
        raise ConnectionStringError(Code.CS_MALFORMED, "several") from None
    except NothingFoundError:
        raise ConnectionStringError(Code.CS_MALFORMED, "json") from None
    if kind := other_kind(found):
        raise ConnectionStringError(Code.CS_MALFORMED, kind, until=token_end(found))
    return found


def _require(parts: Mapping[str, str], name: str, missing: str = "missing") -> None:
    if not parts.get(name):
        raise ConnectionStringError(Code.CS_MALFORMED, missing, part=name)
    if is_placeholder(parts[name]):
        raise ConnectionStringError(Code.CS_MALFORMED, "placeholder", part=name)


def _split(text: str) -> Mapping[str, str]:
    if not text:
        raise ConnectionStringError(Code.CS_MALFORMED, "empty")
    parts: dict[str, str] = {}
    for item in filter(None, (piece.strip() for piece in text.split(";"))):
        name, equals, value = item.partition("=")
        known = _KNOWN.get(name.strip().lower())
        if not equals or known is None:
            # The piece may be a key that lost its name: it is not repeated in the message.
            raise ConnectionStringError(Code.CS_MALFORMED, "unknown_part")
        if known in parts:
            raise ConnectionStringError(Code.CS_MALFORMED, "twice", part=known)
        parts[known] = value.strip()
    return parts
