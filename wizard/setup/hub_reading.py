"""What a run looks up in the hub before it changes anything: hub, device, module."""

from __future__ import annotations

from dataclasses import replace

from wizard.diagnosis.diagnosis import explain_hub_error
from wizard.domain.agent.model import AgentFlavour, Identity
from wizard.domain.errors import Code, HubError, Problem, RuleError
from wizard.domain.hub.model import (
    MODULE_ID,
    DeviceIdentity,
    DevicePage,
    DeviceQuery,
    HubCredentials,
    HubInfo,
    ModuleIdentity,
    Network,
)
from wizard.domain.hub.network_survey import NetworkSurvey
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.domain.report import StepId
from wizard.domain.state import SetupState
from wizard.runs.retry import OnWait, read_with_retries, to_end
from wizard.runs.step_runner import StepRunner
from wizard.setup.auth_rules import choice_problem, device_problem, module_problem, own_problem


class HubReading:
    """Fills the state from the registry, and refuses what the rules refuse."""

    def __init__(
        self,
        registry: Registry,
        runner: StepRunner,
        warnings: list[Problem],
        survey: NetworkSurvey,
    ) -> None:
        self._registry = registry
        self._runner = runner
        self._warnings = warnings
        self._survey = survey

    async def read(self, state: SetupState, flavour: AgentFlavour) -> SetupState:
        """The state with hub, device and module. Raises HubError and RuleError."""
        self._state = state
        self._flavour = flavour
        await self._runner.run(StepId.HUB_CONNECT, self._connect)
        if state.device_id:
            await self._runner.run(StepId.DEVICE_READ, self._device)
            await self._runner.run(StepId.MODULE_READ, self._module)
        return self._state

    async def _connect(self) -> None:
        waiting = self._runner.waiting(StepId.HUB_CONNECT)
        try:
            info = await read_with_retries(self._registry.connect, waiting)
        except HubError as error:
            if (address := self._state.address()) is None:
                raise
            raise await explain_hub_error(error, address, self._survey) from None
        self._state = replace(self._state, hub=info)
        if info.more_rights_than_needed and self._state.credentials is not None:
            self._warnings.append(too_many_rights(self._state, self._state.credentials))

    async def _device(self) -> None:
        async def read() -> DeviceIdentity:
            return await self._registry.device(self._state.device_id)

        device = await read_with_retries(read, self._runner.waiting(StepId.DEVICE_READ))
        self._state = replace(self._state, device=device)
        choice = self._state.auth
        if choice.identity is Identity.DPS:
            # The provisioning service decides; what the device has is its enrolment's business.
            obey(choice_problem(choice))
        else:
            obey(device_problem(device, choice, self._flavour))

    async def _module(self) -> None:
        async def read() -> ModuleIdentity | None:
            return await self._registry.module(self._state.device_id, MODULE_ID)

        module = await read_with_retries(read, self._runner.waiting(StepId.MODULE_READ))
        self._state = replace(self._state, module=module)
        obey_module(self._state, may_be_missing=self._state.create_module)


def check_without_hub(state: SetupState, flavour: AgentFlavour) -> Problem | None:
    """Refuse what can be refused without the registry; the warning says what is not known."""
    if state.own is not None:
        obey(own_problem(state.own, state.auth, flavour))
        return Problem(Code.HUB_NOT_ASKED, "", (("device", state.own.device_id),))
    obey(choice_problem(state.auth))
    return Problem(Code.HUB_NOT_ASKED, "dps")


def too_many_rights(state: SetupState, credentials: HubCredentials) -> Problem:
    """The warning to who uses the policy that may do everything."""
    writes = state.create_module or state.convert_module
    variant = "write" if writes else "read"
    return Problem(Code.HUB_TOO_MANY_RIGHTS, variant, (("policy", credentials.policy),))


def obey_module(state: SetupState, *, may_be_missing: bool) -> None:
    """Raise RuleError where the module, as it is now, forbids every mode."""
    obey(
        module_problem(
            state.device_id,
            state.module,
            create_module=may_be_missing,
            convert_module=state.convert_module,
        )
    )


def obey(problem: Problem | None) -> None:
    """Raise RuleError for a problem."""
    if problem is not None:
        raise RuleError.of(problem)


async def open_hub(
    credentials: HubCredentials, network: Network, ports: Ports, on_wait: OnWait
) -> tuple[Registry, HubInfo]:
    """A registry that is proven to be there, and what is known of it. Raises HubError."""
    registry = ports.open_registry(credentials, network)
    try:
        return registry, await read_with_retries(registry.connect, on_wait)
    except HubError as error:
        await to_end(registry.close())
        raise await explain_hub_error(error, credentials.address, ports.survey) from None
    except BaseException:
        await to_end(registry.close())
        raise


async def close_hub(registry: Registry) -> None:
    """Give the connection back, also while being cancelled."""
    await to_end(registry.close())


async def read_device(
    registry: Registry, device_id: str, on_wait: OnWait
) -> tuple[DeviceIdentity, ModuleIdentity | None]:
    """The device and its security module. Raises HubError."""

    async def device() -> DeviceIdentity:
        return await registry.device(device_id)

    async def module() -> ModuleIdentity | None:
        return await registry.module(device_id, MODULE_ID)

    found = await read_with_retries(device, on_wait)
    return found, await read_with_retries(module, on_wait)


async def list_devices(
    registry: Registry, query: DeviceQuery, continuation: str | None, on_wait: OnWait
) -> DevicePage:
    """One page of the list. Raises HubError."""

    async def read() -> DevicePage:
        return await registry.devices(query, continuation)

    return await read_with_retries(read, on_wait)
