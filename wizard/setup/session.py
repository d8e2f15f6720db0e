"""What the window works with: the one state, and the operations that fill it.

What asks the hub, and the engine, are imported when they are to be used: the first page is to be
seen without them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from wizard.domain.agent.model import AgentFlavour, AuthChoice, Identity, module_ids
from wizard.domain.errors import HubError
from wizard.domain.hub.connection_string import parse_connection_string, parse_own_connection_string
from wizard.domain.hub.model import DevicePage, DeviceQuery, Network, SavedHub
from wizard.domain.proof import CertificateSource
from wizard.domain.state import SecretRef, SetupState
from wizard.runs.retry import OnWait, ignore_wait, to_end
from wizard.runs.target_ports import ports_of
from wizard.setup.auth_rules import AuthOption, options_for
from wizard.setup.chosen_certificate import read_certificate
from wizard.setup.keyring_entries import SERVICE, hub_ref, kept_string
from wizard.setup.series import Series, can_be_repeated
from wizard.setup.state_changes import NO_DEVICE, StateChanges, with_module_of_agent

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.domain.agent.facts import FoundAgent
    from wizard.domain.hub.network_survey import NetworkSurvey
    from wizard.domain.ports.ports import Ports
    from wizard.domain.ports.registry import Registry
    from wizard.domain.ports.secrets import SecretStore
    from wizard.domain.report import HubChange, Report
    from wizard.domain.secret import Secret
    from wizard.runs.step_runner import Emit
    from wizard.setup.folder_notes import FolderTruth
    from wizard.setup.preview import Preview
    from wizard.upkeep.agent_folder import AgentFolder


class Session:
    """Owns the state of one wizard. Operations raise SetupErrors and leave the state as it was."""

    def __init__(self, ports: Ports, state: SetupState | None = None) -> None:
        self._ports = ports
        self._state = state or SetupState()
        self._subscribers: list[Callable[[SetupState], None]] = []
        self._registry: Registry | None = None
        self._checked = ports  # of the last run: where its files are
        self.series = Series()

    @property
    def state(self) -> SetupState:
        """All that has been chosen and found so far."""
        return self._state

    def update(self, **changes: Unpack[StateChanges]) -> None:
        """Replace fields of the state and tell the subscribers."""
        changed = with_module_of_agent(replace(self._state, **changes))
        if changed != self._state:
            self._state = changed
            for subscriber in tuple(self._subscribers):
                subscriber(changed)

    def subscribe(self, callback: Callable[[SetupState], None]) -> Callable[[], None]:
        """Call ``callback`` after every change; the returned function ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    @property
    def survey(self) -> NetworkSurvey:
        """What can be found out about this network."""
        return self._ports.survey

    @property
    def ports(self) -> Ports:
        """For what is no part of a set-up."""
        return self._ports

    async def prove_keyring(self) -> None:
        """Ask the keyring for something. Raises KeyringError where nothing could be kept."""
        await self.secrets.get(SecretRef(f"{SERVICE}/is-there-a-keyring"))

    @property
    def secrets(self) -> SecretStore:
        """The keyring in use."""
        return self._ports.secrets

    def saved_hubs(self) -> tuple[SavedHub, ...]:
        """Hubs whose connection string is kept, the last used first."""
        return self._ports.hubs.load()

    async def forget_hub(self, hub: SavedHub) -> None:
        """Take a hub out of keyring and list."""
        await self.secrets.forget(hub_ref(hub))
        self._ports.hubs.remove(hub)

    async def connect(
        self, source: Secret | SavedHub, network: Network, on_wait: OnWait = ignore_wait
    ) -> None:
        """Prove the hub live, then take it into the state; another hub forgets the device."""
        from wizard.setup.hub.reading import open_hub

        if isinstance(source, SavedHub):
            source = await kept_string(source, self._ports)
        credentials = parse_connection_string(source.reveal())
        registry, info = await open_hub(credentials, network, self._ports, on_wait)
        former, self._registry = self._registry, registry
        connected = StateChanges(credentials=credentials, network=network, hub=info, own=None)
        if credentials.address != getattr(self._state.credentials, "address", None):
            self.series.last = None
            connected = NO_DEVICE | connected
        self.update(**connected)
        if former is not None:
            await to_end(former.close())

    def use_own(self, connection_string: Secret, network: Network) -> None:
        """Set up without access to the hub, with the device's or the module's own string, which
        decides the mode: a module's gives Security module, a device's gives Device."""
        own = parse_own_connection_string(connection_string.reveal())
        identity = Identity.SECURITY_MODULE if own.module_id else Identity.DEVICE
        chosen = StateChanges(own=own, device_id=own.device_id, auth=AuthChoice(identity))
        chosen["agent"] = self.series.target_for(own.device_id, self._state.agent)
        self._without_hub(network, chosen)

    def use_dps(self, network: Network) -> None:
        """Set up without access to the hub: the provisioning service names hub and device."""
        self._without_hub(network, {"own": None, "auth": AuthChoice(Identity.DPS)})

    def _without_hub(self, network: Network, chosen: StateChanges) -> None:
        self.series.last = None
        without: StateChanges = {"credentials": None, "hub": None, "network": network}
        self.update(**(NO_DEVICE | without | chosen))

    async def choose_certificate(self, source: CertificateSource) -> None:
        """Read a certificate, judge it for the device, and take it into the state.

        One that is to be made is only noted. Raises CertificateError.
        """
        read = await read_certificate(source, self._state.device, self._ports)
        self.update(certificate=source, certificate_read=read)

    async def take_back(self, change: HubChange) -> None:
        """Undo a change in the hub that the last run made. Raises HubError."""
        from wizard.setup.hub.writing import take_back

        await take_back(self._open_registry(), change)
        self.series.forget_change(change)
        if change.device_id == self._state.device_id:
            with contextlib.suppress(HubError):  # taken back it is, even where it cannot be seen
                await self.find_device(change.device_id)

    async def find_device(self, device_id: str, on_wait: OnWait = ignore_wait) -> None:
        """Read the device, and its security module for each agent, into the state."""
        from wizard.setup.hub.reading import read_identities

        ids = module_ids(self._ports.agents)
        self.update(**await read_identities(self._open_registry(), device_id, ids, on_wait))

    async def list_devices(
        self, query: DeviceQuery, continuation: str | None = None, on_wait: OnWait = ignore_wait
    ) -> DevicePage:
        """One page of the list."""
        from wizard.setup.hub.reading import list_devices

        return await list_devices(self._open_registry(), query, continuation, on_wait)

    async def having_module(self, device_ids: Sequence[str]) -> frozenset[str]:
        """Which of these devices have the security module of the agent, or of any agent."""
        from wizard.setup.hub.reading import having_module

        return await having_module(self._open_registry(), device_ids, self.module_ids())

    def module_ids(self) -> tuple[str, ...]:
        """The id of the chosen agent's security module; before one is chosen, each agent's."""
        chosen = self._state.agent
        return module_ids((chosen.flavour,) if chosen else self._ports.agents)

    def options(self) -> tuple[AuthOption, ...]:
        """Every way to authenticate, assessed for the chosen device and agent."""
        return options_for(self._state)

    def found_agents(self) -> tuple[FoundAgent, ...]:
        """Each place where an agent is installed; of one that is nowhere, where it would be."""
        return self._ports.find_agents()

    def folder(self, directory: Path, flavour: AgentFlavour | None = None) -> AgentFolder:
        """An agent's folder, to look into it, repair it, or undo the last run there."""
        from wizard.upkeep.agent_folder import AgentFolder

        return AgentFolder(directory, ports_of(directory, self._state, self._ports), flavour)

    async def folder_truth(self, **chosen: Unpack[StateChanges]) -> FolderTruth:
        """What there is to know of the agent's folder; ``chosen`` is not in the state yet."""
        from wizard.setup.folder_notes import folder_truth

        return await folder_truth(replace(self._state, **chosen), self._ports)

    async def preview(self) -> Preview:
        """All that a run would change."""
        from wizard.setup.preview import preview

        return await preview(self._state, self._ports)

    async def run(self, emit: Emit) -> Report:
        """Write the configuration and check it live."""
        from wizard.setup.engine import SetupRun

        registry = self._open_registry() if self._state.credentials is not None else None
        run = SetupRun(self._state, self._ports, emit, registry=registry)
        report = await run.run()
        self._checked = run.ports
        self.update(device=run.state.device, module=run.state.module)
        return self.series.add(report)

    async def check_again(self, emit: Emit) -> Report:
        """The live check alone, of the files that the last run wrote."""
        from wizard.check.again import check_again

        if self.series.last is None:
            raise RuntimeError("nothing was written yet")
        again = check_again(self.series.last, self._state, self._checked, emit)
        return self.series.add(await again)

    def next_device(self) -> None:
        """Keep the hub, forget the device. The next one is set up like the last where it can be."""
        self.series.last = None
        self.update(**(NO_DEVICE | StateChanges(like_last=can_be_repeated(self._state))))

    async def close(self) -> None:
        """Give the connection to the hub back."""
        registry, self._registry = self._registry, None
        if registry is not None:
            await registry.close()

    def _open_registry(self) -> Registry:
        if self._registry is None:
            if self._state.credentials is None:
                raise RuntimeError("no hub is connected")
            self._registry = self._ports.open_registry(self._state.credentials, self._state.network)
        return self._registry
