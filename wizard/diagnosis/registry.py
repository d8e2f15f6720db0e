"""Why the hub refused a login, as its registry tells it: pure.

That the registry answered proves the way, the hub and this computer's clock.
"""

from __future__ import annotations

from typing import Final

from wizard.diagnosis.context import Refusal, Role
from wizard.domain.certificate_rules import is_registered, reference_problem
from wizard.domain.certificate_store import StoreReference
from wizard.domain.errors import Code, Problem
from wizard.domain.hub.model import AuthType, DeviceIdentity, ModuleIdentity
from wizard.domain.proof import CertificateFacts
from wizard.domain.secret import Secret

KEYS_OFF: Final = "keys_off_"
"""Begins the variants that say: nothing is wrong with identity and key, so it is the hub."""


def cause_in_registry(
    refusal: Refusal, device: DeviceIdentity | None, module: ModuleIdentity | None
) -> Problem | None:
    """The cause, where the registry shows one; None in ``device`` and ``module``: not there."""
    if device is None:
        return refusal.because("device_gone")
    if refusal.problem.code is Code.CHECK_NOT_FOUND:
        return refusal.because("module_gone") if module is None else None
    if not device.enabled:
        reason = device.status_reason or ""
        return refusal.because(
            "device_disabled_reason" if reason else "device_disabled", reason=reason
        )
    if refusal.role is Role.MODULE:
        return _about_module(refusal, device, module)
    if isinstance(refusal.proof, CertificateFacts | StoreReference):
        return _about_certificate(refusal, refusal.proof, device)
    if device.auth is not AuthType.SAS:
        return refusal.because("device_has_certificate", auth=device.auth.value)
    return _about_key(refusal, refusal.key, device, module)


def module_disabled(refusal: Refusal) -> Problem:
    """The module is switched off in the hub."""
    return refusal.because("module_disabled")


def key_rolled(refusal: Refusal) -> Problem:
    """The key belongs to nobody: the hub has made new ones since it was written."""
    return refusal.because("key_rolled")


def place_of(key: Secret | None, owner: DeviceIdentity | ModuleIdentity | None) -> str:
    """Whether the key is the owner's ``primary`` or ``secondary`` one; empty: neither."""
    if key is None or owner is None:
        return ""
    if key == owner.primary_key:
        return "primary"
    return "secondary" if key == owner.secondary_key else ""


def _about_module(
    refusal: Refusal, device: DeviceIdentity, module: ModuleIdentity | None
) -> Problem | None:
    if module is None:
        return refusal.because("module_gone")
    if not module.enabled:
        return module_disabled(refusal)
    if module.auth is not AuthType.SAS:
        return refusal.because("module_not_symmetric", auth=module.auth.value)
    return _about_key(refusal, refusal.key, module, device)


def _about_key(
    refusal: Refusal,
    key: Secret | None,
    owner: DeviceIdentity | ModuleIdentity,
    other: DeviceIdentity | ModuleIdentity | None,
) -> Problem | None:
    """``owner`` is who was refused, ``other`` with whom it may have been mixed up."""
    if owner.primary_key is None:
        return None  # the policy does not see keys
    if place := place_of(key, owner):
        return refusal.because(f"{KEYS_OFF}{refusal.role.value}", place=place)
    if place_of(key, other):
        mistaken = Role.DEVICE if refusal.role is Role.MODULE else Role.MODULE
        return refusal.because(f"key_of_{mistaken.value}")
    return key_rolled(refusal)


def _about_certificate(
    refusal: Refusal, certificate: CertificateFacts | StoreReference, device: DeviceIdentity
) -> Problem | None:
    if device.auth is AuthType.SAS:
        return refusal.because("device_has_key")
    if device.auth is not AuthType.SELF_SIGNED:
        return refusal.because("device_ca_signed", auth=device.auth.value)
    if isinstance(certificate, StoreReference):
        return reference_problem(certificate, device)
    if is_registered(certificate, device):
        return None
    return refusal.because(
        "thumbprint",
        thumbprint=certificate.sha1,
        registered=", ".join(filter(None, device.thumbprints)) or "none",
    )
