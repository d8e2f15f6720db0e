"""Why the hub refused a key or a certificate: asked of its registry, or tried out."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from wizard.diagnosis.context import FailureContext, Refusal, Role
from wizard.diagnosis.folder import former_devices, other_keys
from wizard.diagnosis.key_trials import KeyTrials
from wizard.diagnosis.network import cause_told
from wizard.diagnosis.provisioning import is_other_hub
from wizard.diagnosis.registry import (
    KEYS_OFF,
    cause_in_registry,
    key_rolled,
    module_disabled,
    place_of,
)
from wizard.domain.errors import Code, HubError, Problem, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import DeviceIdentity, HubAccess
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.runs.retry import to_end

T = TypeVar("T")


class RefusalCauses:
    """The search in one folder. Its method raises SetupErrors where it cannot go on."""

    def __init__(self, ports: Ports, directory: Path, credentials: HubAccess | None) -> None:
        self._ports = ports
        self._directory = directory
        self._credentials = credentials

    async def cause(self, problem: Problem, context: FailureContext) -> Problem | None:
        """The cause; None where nothing is found out, or nobody was refused."""
        refusal = Refusal.of(problem, context)
        if refusal is None:
            return None
        expected = self._credentials.address if self._credentials else None
        if is_other_hub(context, expected):
            return refusal.because("other_hub", expected=str(expected))
        try:
            return await self._search(refusal, context, expected)
        except HubError as error:
            if error.code is not Code.HUB_CLOCK_SKEW:
                raise
            return _told_by_agent(error.problem, problem)

    async def foreseen(self, refusal: Refusal, context: FailureContext) -> Problem | None:
        """What the registry says against a login that nobody has tried. Raises HubError."""
        if self._credentials is None:
            return None
        return await self._ask_registry(self._credentials, refusal, context)

    async def _search(
        self, refusal: Refusal, context: FailureContext, expected: HubAddress | None
    ) -> Problem | None:
        trials = KeyTrials(self._ports.open_probe(context.network), refusal, context)
        found = None
        if self._credentials is not None and refusal.target.address == expected:
            found = await _if_possible(self._ask_registry(self._credentials, refusal, context))
        if found is not None:
            # A new identity, or one just changed, is not known everywhere at once.
            is_sound = found.variant.startswith(KEYS_OFF)
            if is_sound and await _if_possible(trials.opens_now()):
                return refusal.because("passed")
            # A hub that refuses the link has accepted the token: it does let keys be used.
            is_about_the_link = refusal.problem.code is Code.CHECK_LINK_REFUSED
            return None if is_sound and is_about_the_link else found
        if refusal.problem.code is not Code.CHECK_UNAUTHORIZED:
            return None
        return await self._try_out(trials, refusal, context)

    async def _ask_registry(
        self, credentials: HubAccess, refusal: Refusal, context: FailureContext
    ) -> Problem | None:
        registry = self._ports.open_registry(credentials, context.network)
        try:
            device = await _device(registry, refusal.target.device_id)
            module = None
            if device is not None:
                module = await registry.module(device.id, refusal.module_id)
            found = cause_in_registry(refusal, device, module)
            if module is not None and _may_be_off(refusal, found):
                is_enabled = await registry.module_is_enabled(module)
                found = found if is_enabled else module_disabled(refusal)
            if found is not None and found == key_rolled(refusal):
                return await self._of_former(registry, refusal, context) or found
            return found
        finally:
            await to_end(registry.close())

    async def _of_former(
        self, registry: Registry, refusal: Refusal, context: FailureContext
    ) -> Problem | None:
        """Whether the key is that of a device which was set up here before, or of its module."""
        for former in await self._former(refusal, context):
            device = await _device(registry, former)
            module = await registry.module(former, refusal.module_id) if device else None
            if place_of(refusal.key, device) or place_of(refusal.key, module):
                return refusal.because("key_of_former", former=former)
        return None

    async def _try_out(
        self, trials: KeyTrials, refusal: Refusal, context: FailureContext
    ) -> Problem | None:
        if refusal.role is Role.MODULE:
            if told := await self._told(refusal, context):
                return told
            if not refusal.file:
                return refusal.because("hub_gave_key")
        if refusal.key is None:
            return None
        own = self._directory / refusal.file
        others = await _if_possible(other_keys(self._ports.files, self._directory, own))
        former = await _if_possible(self._former(refusal, context))
        return (
            await _if_possible(trials.swapped())
            or await _if_possible(trials.elsewhere(others or ()))
            or await _if_possible(trials.of_former(former or ()))
        )

    async def _told(self, refusal: Refusal, context: FailureContext) -> Problem | None:
        """MQTT tells no time and no reasons, so the hub's HTTPS port is asked, unless it was."""
        if context.ahead is not None:
            return None
        try:
            met = await self._ports.survey.meet(refusal.target.address, context.network)
        except SetupError:
            return None
        if met.told is not None and met.told.code is Code.HUB_CLOCK_SKEW:
            return _told_by_agent(met.told, refusal.problem)
        return cause_told(refusal.problem, met)

    async def _former(self, refusal: Refusal, context: FailureContext) -> list[str]:
        if context.flavour is None:
            return []
        agent = self._ports.agents[context.flavour]
        return await former_devices(self._ports.files, self._directory, agent, refusal.target)


def _may_be_off(refusal: Refusal, found: Problem | None) -> bool:
    """Whether a module that is disabled would explain the refusal, and nothing else does yet."""
    explains_nothing = found is None or found.variant.startswith(KEYS_OFF)
    is_missing = refusal.problem.code is Code.CHECK_NOT_FOUND
    return refusal.role is Role.MODULE and explains_nothing and not is_missing


async def _device(registry: Registry, device_id: str) -> DeviceIdentity | None:
    try:
        return await registry.device(device_id)
    except HubError as error:
        if error.code is not Code.DEVICE_NOT_FOUND:
            raise
        return None


async def _if_possible(question: Awaitable[T]) -> T | None:
    """The answer; None where something came in between, other than this computer's clock."""
    try:
        return await question
    except SetupError as error:
        if error.code is Code.HUB_CLOCK_SKEW:
            raise
        return None


def _told_by_agent(cause: Problem, failure: Problem) -> Problem:
    """Whatever the cause, the agent logs the same."""
    return replace(cause, agent_error=failure.agent_error)
