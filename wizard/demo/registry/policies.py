"""Shared access policies and what each allows (hub.md, "Shared access policies")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import Final

from wizard.demo.registry.records import Keys


class Right(Flag):
    """What a request needs."""

    REGISTRY_READ = auto()
    REGISTRY_WRITE = auto()
    SERVICE_CONNECT = auto()
    DEVICE_CONNECT = auto()


@dataclass(frozen=True, slots=True)
class Policy:
    """A shared access policy with its two keys."""

    name: str
    rights: Right
    keys: Keys


_RIGHTS: Final = {
    "iothubowner": ~Right(0),
    "service": Right.SERVICE_CONNECT,
    "device": Right.DEVICE_CONNECT,
    "registryRead": Right.REGISTRY_READ,
    "registryReadWrite": Right.REGISTRY_READ | Right.REGISTRY_WRITE,
}

POLICIES: Final = tuple(_RIGHTS)
"""The names of the policies that every new hub has."""


def built_in_policies() -> dict[str, Policy]:
    """Those policies, with new keys."""
    return {name: Policy(name, rights, Keys.fresh()) for name, rights in _RIGHTS.items()}
