"""Whose key is it? Found out by what opens: tokens signed with it, for the hub it is meant for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import Final

from wizard.diagnosis.context import FailureContext, Refusal, Role
from wizard.diagnosis.folder import KeyFile
from wizard.domain.errors import CheckError, Code, Problem, RuleError
from wizard.domain.ports.probe import AuthProbe
from wizard.domain.secret import Secret
from wizard.runs.retry import to_end


class Trial(Enum):
    """How the hub answered."""

    OPENS = auto()
    REFUSED = auto()
    NO_DEVICE = auto()


class KeyTrials:
    """Tries keys at the hub that refused one. Methods raise SetupErrors of the way there.

    Where ``context`` says so, never as the module, for that cuts an agent off which runs.
    """

    def __init__(self, probe: AuthProbe, refusal: Refusal, context: FailureContext) -> None:
        self._probe = probe
        self._refusal = refusal
        self._context = context

    async def swapped(self) -> Problem | None:
        """Whether the key is the other one's: the device's for its module's, or the reverse."""
        key = self._refusal.key
        if key is None:
            return None
        if self._refusal.role is Role.DEVICE:
            is_module = await self._as_module(key) is Trial.OPENS
            return self._refusal.because("key_of_module") if is_module else None
        found = await self._as_device(key, self._refusal.target.device_id)
        if found is Trial.NO_DEVICE:
            return self._refusal.because("device_gone")
        return self._refusal.because("key_of_device") if found is Trial.OPENS else None

    async def opens_now(self) -> bool:
        """Whether the same key is accepted by now."""
        key, device = self._refusal.key, self._refusal.target.device_id
        if key is None:
            return False
        is_device = self._refusal.role is Role.DEVICE
        found = await (self._as_device(key, device) if is_device else self._as_module(key))
        return found is Trial.OPENS

    async def elsewhere(self, others: Iterable[KeyFile]) -> Problem | None:
        """Whether another file here has the key that is needed."""
        for other in others:
            if self._refusal.role is Role.DEVICE:
                found = await self._as_device(other.key, self._refusal.target.device_id)
            else:
                found = await self._as_module(other.key)
            if found is Trial.OPENS:
                return self._refusal.because("key_elsewhere", other=other.name)
        return None

    async def of_former(self, devices: Iterable[str]) -> Problem | None:
        """Whether the key is still that of a device which was set up here before."""
        key = self._refusal.key
        for former in devices:
            if key is not None and await self._as_device(key, former) is Trial.OPENS:
                return self._refusal.because("key_of_former", former=former)
        return None

    async def _as_device(self, key: Secret, device_id: str) -> Trial:
        address, module_id = self._refusal.target.address, self._refusal.module_id
        try:
            await self._probe.fetch_module_key(address, device_id, module_id, key)
        except RuleError:
            return Trial.OPENS  # it was let in, and its module has no key
        except CheckError as error:
            if error.code is Code.CHECK_UNAUTHORIZED:
                return Trial.REFUSED
            if error.code is Code.CHECK_NOT_FOUND:
                return _NOT_FOUND.get(error.variant, Trial.REFUSED)
            raise
        return Trial.OPENS

    async def _as_module(self, key: Secret) -> Trial:
        if not self._context.may_connect:
            return Trial.REFUSED
        target, flavour = self._refusal.target, self._context.flavour
        try:
            link = await self._probe.connect(
                target.address,
                target.device_id,
                self._refusal.module_id,
                key,
                transport=self._context.transport,
                with_sasl=flavour is None or flavour.opens_with_sasl,
            )
        except CheckError as error:
            if error.code in _NOT_LET_IN:
                return Trial.REFUSED
            raise
        await to_end(link.close())
        return Trial.OPENS


_NOT_LET_IN: Final = (Code.CHECK_UNAUTHORIZED, Code.CHECK_NOT_FOUND, Code.CHECK_LINK_REFUSED)

_NOT_FOUND: Final = {"device_gone": Trial.NO_DEVICE, "module_gone": Trial.OPENS}
"""By the variant of ``check.not_found``: who asks for a module that is missing was let in."""
