"""What is kept on this computer beyond a run: hubs, agents' keys, logins to proxies."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from wizard.domain.hub.model import SavedHub
from wizard.domain.ports.ports import Ports
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.setup.keyring_entries import SERVICE, hub_ref


class KeptKind(Enum):
    """What an entry of the keyring opens."""

    HUB = auto()
    """``place`` is the hub, ``name`` the policy."""
    MODULE_KEY = auto()
    """``place`` is the hub, ``name`` the device whose security module it is."""
    DEVICE_KEY = auto()
    """``place`` is the hub, ``name`` the device."""
    REGISTRATION_KEY = auto()
    """``place`` is the ID scope of the provisioning service, ``name`` the registration."""
    PROXY = auto()
    """``name`` is the proxy's address."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry of the keyring, and the hub of the list whose string it is."""

    kind: KeptKind
    name: str
    place: str
    ref: SecretRef
    hub: SavedHub | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A deleted entry, until nobody can want it back any more."""

    kept: Kept
    secret: Secret | None = field(repr=False)


_OWNERS: Final = {"module": KeptKind.MODULE_KEY, "device": KeptKind.DEVICE_KEY}


def all_kept(ports: Ports) -> tuple[Kept, ...]:
    """Hubs first, then the others, the last kept first."""
    hubs = [
        Kept(KeptKind.HUB, hub.policy, hub.host_name, hub_ref(hub), hub)
        for hub in ports.hubs.load()
    ]
    known = {kept.ref for kept in hubs}
    others = (_kept(ref) for ref in ports.kept.load() if ref not in known)
    return (*hubs, *(kept for kept in others if kept is not None))


async def delete(kept: Kept, ports: Ports) -> Deleted:
    """Remove it from keyring and lists. Raises KeyringError."""
    secret = await ports.secrets.get(kept.ref)
    await ports.secrets.forget(kept.ref)
    ports.kept.remove(kept.ref)
    if kept.hub is not None:
        ports.hubs.remove(kept.hub)
    return Deleted(kept, secret)


async def put_back(deleted: Deleted, ports: Ports) -> None:
    """Keep it as before. Raises KeyringError."""
    if deleted.secret is not None:
        await ports.secrets.put(deleted.kept.ref, deleted.secret)
        ports.kept.add(deleted.kept.ref)
    if deleted.kept.hub is not None:
        ports.hubs.add(deleted.kept.hub)


def _kept(ref: SecretRef) -> Kept | None:
    """What an entry is, by its name; None for one that is not this program's."""
    own, _, rest = ref.service.partition("/")
    if own != SERVICE:
        return None
    kind, _, rest = rest.partition("/")
    parts = rest.split("/")
    if kind == "hub" and len(parts) == 2:
        return Kept(KeptKind.HUB, parts[1], parts[0], ref)
    if kind == "agent" and len(parts) == 3 and parts[2] in _OWNERS:
        return Kept(_OWNERS[parts[2]], parts[1], parts[0], ref)
    if kind == "dps" and len(parts) == 2:
        return Kept(KeptKind.REGISTRATION_KEY, parts[1], parts[0], ref)
    return Kept(KeptKind.PROXY, rest, "", ref) if kind == "proxy" and rest else None
