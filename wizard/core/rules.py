"""Which authentication is possible for a device, its module and an agent, and if not, why.

The table of authentication.md, every row. A rule answers with a Problem, or None where nothing
stands in the way.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.core import device_ids
from wizard.core.errors import Code
from wizard.core.model import (
    MODULE_ID,
    AgentFlavour,
    AuthType,
    DeviceIdentity,
    Identity,
    ModuleIdentity,
)
from wizard.core.report import Problem


@dataclass(frozen=True, slots=True)
class AuthOption:
    """One way to authenticate, judged for this device: possible where ``problem`` is None."""

    identity: Identity
    problem: Problem | None

    @property
    def possible(self) -> bool:
        """Whether the user may choose it."""
        return self.problem is None


def options(
    device: DeviceIdentity,
    module: ModuleIdentity | None,
    flavour: AgentFlavour,
    *,
    create_module: bool,
) -> tuple[AuthOption, ...]:
    """Both modes for this device, in the order in which they are offered."""
    missing = module_problem(device.id, module, create_module=create_module)
    return tuple(
        AuthOption(identity, device_problem(device, identity, flavour) or missing)
        for identity in (Identity.SECURITY_MODULE, Identity.DEVICE)
    )


def device_problem(
    device: DeviceIdentity, identity: Identity, flavour: AgentFlavour
) -> Problem | None:
    """What about the device itself forbids this mode with this agent."""
    if not device.enabled:
        reason = device.status_reason or ""
        return _problem(Code.DEVICE_DISABLED, "reason" if reason else "", device.id, reason=reason)
    if identity is Identity.DEVICE and (variant := _no_device_mode(device)):
        return _problem(Code.NOT_POSSIBLE, variant, device.id)
    if stop := device_ids.obstacle(flavour, identity, device.id):
        return _problem(Code.DEVICE_ID_NOT_USABLE, stop[0], device.id, characters=stop[1])
    return None


def _no_device_mode(device: DeviceIdentity) -> str:
    """Why the device's own credentials will not do: a variant, or nothing."""
    match device.auth:
        case AuthType.SAS:
            return "" if device.primary_key else "no_key"
        case AuthType.SELF_SIGNED:
            return "self_signed"
        case AuthType.CA:
            return "ca_signed"
        case AuthType.NONE:
            return "no_authentication"


def module_problem(
    device_id: str, module: ModuleIdentity | None, *, create_module: bool
) -> Problem | None:
    """What about the security module forbids both modes: device mode reads its key too."""
    if module is None:
        return None if create_module else _problem(Code.MODULE_MISSING, "", device_id)
    if not module.enabled:
        return _problem(Code.MODULE_DISABLED, "", device_id)
    if module.auth is not AuthType.SAS or module.primary_key is None:
        return _problem(Code.MODULE_NOT_SYMMETRIC, "", device_id, auth=module.auth.value)
    return None


def _problem(code: Code, variant: str, device_id: str, **params: str) -> Problem:
    return Problem(
        code, variant, (("device", device_id), ("module", MODULE_ID), *sorted(params.items()))
    )
