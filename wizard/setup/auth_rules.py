"""Which authentication is possible for a device, its module and an agent, and if not, why.

The table of authentication.md, every row. A rule answers with a Problem, or None where nothing
stands in the way.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wizard.domain.agent.model import AgentFlavour, AuthChoice, Identity, Method
from wizard.domain.errors import Code, Problem
from wizard.domain.hub.model import (
    SUCCESSOR_MODULE_ID,
    AuthType,
    DeviceIdentity,
    ModuleIdentity,
)
from wizard.domain.proof import OwnIdentity
from wizard.domain.state import SetupState

_NEAR: Final = 0.85
"""How alike (of `difflib`) two names are where one was meant for the other: a typing error or two,
a doubled or a missing part of the name."""


@dataclass(frozen=True, slots=True)
class AuthOption:
    """One way to authenticate, judged for this device: possible where ``problem`` is None."""

    choice: AuthChoice
    problem: Problem | None

    @property
    def identity(self) -> Identity:
        """As whom the agent would authenticate."""
        return self.choice.identity

    @property
    def possible(self) -> bool:
        """Whether the user may choose it."""
        return self.problem is None


def options_for(state: SetupState) -> tuple[AuthOption, ...]:
    """Every way to authenticate that this state leaves open or closed, in the order offered."""
    flavour = state.agent.flavour if state.agent else None
    dps = AuthOption(AuthChoice(Identity.DPS, _dps_method(state)), None)
    if state.own is not None:
        choices = (AuthChoice(), AuthChoice(Identity.DEVICE))
        own = state.own
        return tuple(AuthOption(choice, own_problem(own, choice, flavour)) for choice in choices)
    if state.device is None:
        return (dps,)
    return (*_with_hub(state, state.device), dps)


def _dps_method(state: SetupState) -> Method:
    return state.auth.method if state.auth.identity is Identity.DPS else Method.SYMMETRIC_KEY


def _with_hub(state: SetupState, device: DeviceIdentity) -> tuple[AuthOption, ...]:
    """Both modes for this device, in the order in which they are offered."""
    flavour = state.agent.flavour if state.agent else None
    about_module = module_problem(state, create_module=state.create_module)
    choices = (AuthChoice(), AuthChoice(Identity.DEVICE, method_of(device)))
    return tuple(
        AuthOption(choice, device_problem(device, choice, flavour) or about_module)
        for choice in choices
    )


def method_of(device: DeviceIdentity) -> Method:
    """With what the device itself proves who it is."""
    certificate = device.auth is AuthType.SELF_SIGNED
    return Method.SELF_SIGNED_CERTIFICATE if certificate else Method.SYMMETRIC_KEY


def device_problem(
    device: DeviceIdentity, choice: AuthChoice, flavour: AgentFlavour | None
) -> Problem | None:
    """What about the device itself forbids this choice with this agent."""
    if not device.enabled:
        reason = device.status_reason or ""
        return _problem(Code.DEVICE_DISABLED, "reason" if reason else "", device.id, reason=reason)
    if choice.identity is Identity.DEVICE and (variant := _no_device_mode(device, choice.method)):
        return _problem(Code.NOT_POSSIBLE, variant, device.id)
    return choice_problem(choice) or id_problem(device.id, choice.identity, flavour)


def choice_problem(choice: AuthChoice) -> Problem | None:
    """What about the choice itself is not possible with any agent (authentication.md)."""
    if choice.identity is Identity.SECURITY_MODULE and choice.method is not Method.SYMMETRIC_KEY:
        return Problem(Code.NOT_POSSIBLE, "module_needs_key")
    return None


def id_problem(device_id: str, identity: Identity, flavour: AgentFlavour | None) -> Problem | None:
    """What about the device's id this agent cannot carry in this mode."""
    limit = flavour.id_limit(identity, device_id) if flavour else None
    if flavour is None or limit is None:
        return None
    return _problem(
        Code.DEVICE_ID_NOT_USABLE,
        limit.variant,
        device_id,
        agent=flavour.name,
        characters=limit.characters,
    )


def own_problem(
    own: OwnIdentity, choice: AuthChoice, flavour: AgentFlavour | None
) -> Problem | None:
    """What forbids this choice with nothing but the device's or module's own connection string."""
    if flavour and (other := own_module_problem(own, (flavour.module_id,))):
        return other
    needed = Identity.SECURITY_MODULE if own.module_id is not None else Identity.DEVICE
    if choice.identity is not needed or choice.method is not Method.SYMMETRIC_KEY:
        variant = "own_is_device" if own.module_id is None else "own_is_module"
        return _problem(Code.NOT_POSSIBLE, variant, own.device_id)
    return id_problem(own.device_id, choice.identity, flavour)


def own_module_problem(own: OwnIdentity, module_ids: Sequence[str]) -> Problem | None:
    """Whether the connection string is that of a module which no agent of these ids uses."""
    if own.module_id is None or own.module_id in module_ids:
        return None
    module = " / ".join(module_ids)
    return _problem(
        Code.NOT_POSSIBLE, "own_other_module", own.device_id, module=module, other=own.module_id
    )


def _no_device_mode(device: DeviceIdentity, method: Method) -> str:
    """Why the device's own credentials will not do: a variant, or nothing."""
    certificate = method is Method.SELF_SIGNED_CERTIFICATE
    match device.auth:
        case AuthType.SAS if certificate:
            return "has_key"
        case AuthType.SAS:
            return "" if device.primary_key else "no_key"
        case AuthType.SELF_SIGNED:
            return "" if certificate else "has_certificate"
        case AuthType.CA:
            return "ca_signed"
        case _:
            return "no_authentication"


def module_problem(state: SetupState, *, create_module: bool) -> Problem | None:
    """What about the security module forbids both modes: device mode reads its key too.

    ``create_module``: whether it may be missing, because it is created.
    """
    module = state.module
    if module is None:
        variant, other = mistaken_module(state)
        missing = _about_module(Code.MODULE_MISSING, state, variant, other=other)
        return None if create_module else missing
    if not module.enabled:
        return _about_module(Code.MODULE_DISABLED, state)
    if needs_conversion(module) and not state.convert_module:
        return _about_module(Code.MODULE_NOT_SYMMETRIC, state, auth=module.auth.value)
    return None


def near_module(state: SetupState) -> Problem | None:
    """What to warn of where the module is created beside one that was probably meant for it."""
    variant, other = mistaken_module(state)
    if not variant or not state.create_module or state.module is not None:
        return None
    return _about_module(Code.MODULE_NEAR_NAME, state, variant, other=other)


def mistaken_module(state: SetupState) -> tuple[str, str]:
    """A module that somebody took for the agent's own: ``near`` (its name is nearly the same) or
    ``successor`` (the micro agent's), and its name; twice "" where there is none."""
    wanted = _letters(state.module_id)
    for other in state.other_modules:
        if _letters(other) == _letters(SUCCESSOR_MODULE_ID):
            return "successor", other
    for other in state.other_modules:
        if difflib.SequenceMatcher(None, _letters(other), wanted).ratio() >= _NEAR:
            return "near", other
    return "", ""


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def needs_conversion(module: ModuleIdentity) -> bool:
    """Whether the module lacks the symmetric key that both agents need."""
    return module.auth is not AuthType.SAS or module.primary_key is None


def _about_module(code: Code, state: SetupState, variant: str = "", **params: str) -> Problem:
    return _problem(code, variant, state.device_id, module=state.module_id, **params)


def _problem(code: Code, variant: str, device_id: str, **params: str) -> Problem:
    return Problem(code, variant, (("device", device_id), *sorted(params.items())))
