"""Changing one thing about an identity and nothing else: its JSON as it came, with that changed.

The SDK's own updates write what they know and drop the rest.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from typing import Final

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.model import AuthType, DeviceIdentity, ModuleIdentity
from wizard.domain.proof import ThumbprintSlot
from wizard.infra.registry.json_reader import JsonReader, bad_part

Json = dict[str, object]

_SLOTS: Final = {
    ThumbprintSlot.PRIMARY: "primaryThumbprint",
    ThumbprintSlot.SECONDARY: "secondaryThumbprint",
}
_KEY_BYTES: Final = 32
"""As many as the service's own keys have."""


def etag_of(identity: DeviceIdentity | ModuleIdentity) -> str:
    """What makes a write conditional. Raises HubError where the hub gave none: a write without
    could run over somebody's."""
    if not identity.etag:
        raise bad_part("etag")
    return identity.etag


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
