"""Everything that a run touches, in memory: it can be compared, slowed down and broken anywhere."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, Unpack, cast

from tests.fakes.certificates import FakeCertificates
from tests.fakes.files import FakeFiles, FakeUnit
from tests.fakes.ports import FakePorts
from tests.fakes.probe import FakeLink, FakeProbe
from tests.fakes.registry import FakeHub, FakeRegistry, new_key
from tests.fakes.secrets import FakeHubBook, FakeSecrets
from tests.fakes.surroundings import FakeSurroundings
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.domain.agent.model import (
    AgentSettings,
    AgentTarget,
    AuthChoice,
    Identity,
    Method,
)
from wizard.domain.errors import Code, Problem
from wizard.domain.hub.model import (
    MODULE_ID,
    DeviceIdentity,
    HubAccess,
    ModuleIdentity,
    Network,
    SavedHub,
)
from wizard.domain.ports.certificate_store import CertificateStore, NoCertificateStore
from wizard.domain.ports.registry import Registry
from wizard.domain.report import HubChange, HubChangeKind, Report, StepId, StepStatus
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef, SetupState
from wizard.runs.step_runner import StepRunner
from wizard.setup.changes import FileChanges, SecretChanges
from wizard.setup.engine import SetupRun
from wizard.setup.jobs.job import Run
from wizard.setup.keyring_entries import agent_ref, hub_ref
from wizard.setup.state_changes import StateChanges

P = TypeVar("P")
Snapshot = tuple[dict[Path, bytes], dict[SecretRef, Secret], list[SavedHub]]
"""Files, keyring entries, saved hubs."""

AGENT = Path("/agent").absolute()
DEVICE = "press-1"

_NEVER_RAISE = ("close", "access_barrier", "probe.prepare")
"""The ports promise it of these methods; of the last one where there is no certificate."""
_ALL_OR_NOTHING = "probe.connect"
"""An adapter that is cancelled here leaves no link: the fake cannot, once it has answered."""


class World:
    """One device with a key, an agent's folder, a keyring.

    Every call of a port gives way to the event loop before and after its effect. ``calls`` are the
    calls so far, as ``port.method``; ``break_at`` maps the number of a call to what it raises.
    """

    def __init__(self, *, has_module: bool = True, was_set_up: bool = False) -> None:
        self.hub = FakeHub()
        self.secrets = FakeSecrets()
        self.book = FakeHubBook(SavedHub("other.azure-devices.net", "registryRead"))
        self.files = FakeFiles()
        self.certificates = FakeCertificates()
        self.store: CertificateStore = NoCertificateStore()
        self.survey = FakeSurroundings()
        self.registries: list[FakeRegistry] = []
        self.calls: list[str] = []
        self.break_at: dict[int, BaseException] = {}
        self.agents = dict(AGENTS)
        self.device = self.hub.add_device(DEVICE)
        if has_module:
            self.hub.add_module(DEVICE)
        if was_set_up:
            self._set_up_before()
        self.before = self.snapshot()

    def state(
        self, identity: Identity = Identity.SECURITY_MODULE, **changes: Unpack[StateChanges]
    ) -> SetupState:
        """What a user has chosen; nothing has been read from the hub yet."""
        chosen = SetupState(
            credentials=self.hub.credentials(),
            device_id=DEVICE,
            auth=AuthChoice(identity),
            agent=AgentTarget(C, AGENT),
        )
        return replace(chosen, **changes)

    def ports(self) -> FakePorts:
        """The ports of this world."""

        def open_registry(credentials: HubAccess, _network: Network) -> FakeRegistry:
            self.registries.append(FakeRegistry(self.hub, credentials))
            return self.watched("registry", self.registries[-1])

        return FakePorts(
            open_registry=open_registry,
            open_probe=lambda _network: self.watched("probe", FakeProbe(self.hub)),
            secrets=self.watched("secrets", self.secrets),
            hubs=self.watched("book", self.book),
            files=self.watched("files", self.files),
            agents=self.agents,
            certificates=self.watched("certificates", self.certificates),
            certificate_store=self.store,
            survey=self.survey,
        )

    def new_registry(self) -> FakeRegistry:
        """A registry of the hub that the ports have not opened."""
        return FakeRegistry(self.hub)

    def snapshot(self) -> Snapshot:
        """All that a run may change on this computer."""
        return dict(self.files.contents), dict(self.secrets.kept), list(self.book.hubs)

    def all_keys(self) -> list[Secret]:
        """Every secret that must not be seen."""
        owners: list[DeviceIdentity | ModuleIdentity] = [*self.hub.devices.values()]
        owners += self.hub.modules.values()
        keys = (key for owner in owners for key in (owner.primary_key, owner.secondary_key))
        return [self.hub.credentials().key, *filter(None, keys)]

    def made_module(self) -> bool:
        """Whether the hub was asked to make the module, and did."""
        return "create_module" in self.hub.calls and (DEVICE, MODULE_ID) in self.hub.modules

    def nothing_is_open(self) -> bool:
        """No connection, no unfinished write, no task but the test's own."""
        return (
            self.hub.links == 0
            and all(registry.closed for registry in self.registries)
            and not any(unit.is_open for unit in self.files.units)
            and len(asyncio.all_tasks()) == 1
        )

    async def slowly(self, call: str) -> None:
        """What happens before a call goes through; it gives way at least once."""
        await asyncio.sleep(0)

    def watched(self, name: str, port: P) -> P:
        """The port, its calls noted."""
        return cast(P, Watched(self, name, port))

    def _set_up_before(self) -> None:
        """Another device's configuration and key, and older secrets of the same names."""
        self.files.contents = {
            AGENT / name: data
            for name, data in AGENTS[C]
            .render(_other_settings(), {"LocalConfiguration.json": None}, "an-agent-id")
            .items()
        }
        self.files.contents[AGENT / "azureiotsecurity.key"] = b"b2xkIGtleSBvbGQga2V5\n"
        hub = SavedHub(self.hub.address.host_name, self.hub.credentials().policy)
        self.book.hubs.append(hub)
        self.secrets.kept = {hub_ref(hub): new_key(), agent_ref(self.state()): new_key()}


class Watched:
    """A port as the core sees it, with the world in between."""

    def __init__(self, world: World, name: str, port: object) -> None:
        self._world = world
        self._name = name
        self._port = port

    def __getattr__(self, method: str) -> Any:
        member = getattr(self._port, method)
        if not callable(member):
            return member
        call = f"{self._name}.{method}"
        if inspect.iscoroutinefunction(member):
            return self._suspending(call, member)

        def direct(*args: Any) -> Any:
            self._note(call)
            return member(*args)

        return direct

    def _suspending(self, call: str, member: Callable[..., Any]) -> Callable[..., Any]:
        async def suspended(*args: Any, **named: Any) -> Any:
            if not call.endswith(_NEVER_RAISE):
                self._note(call)
            await self._world.slowly(call)
            found = await member(*args, **named)
            if call != _ALL_OR_NOTHING:
                await asyncio.sleep(0)
            wrapped = {FakeUnit: "unit", FakeLink: "link"}.get(type(found))
            return self._world.watched(wrapped, found) if wrapped else found

        return suspended

    def _note(self, call: str) -> None:
        self._world.calls.append(call)
        if error := self._world.break_at.get(len(self._world.calls)):
            raise error


def new_run(world: World, state: SetupState, registry: Registry | None = None) -> Run:
    """What the engine gives to the jobs of one run."""
    if state.agent is None:
        raise ValueError("without an agent there is no run")
    ports = world.ports()
    return Run(
        state,
        state.agent,
        ports,
        StepRunner(tuple(StepId), lambda _: None),
        FileChanges(ports.files, ports.agents[state.agent.flavour], state),
        SecretChanges(ports.secrets, ports.hubs),
        registry,
    )


async def run(world: World, state: SetupState | None = None, *, dry_run: bool = False) -> Report:
    """A run from its start to its end; nothing is left open."""
    setup = SetupRun(state or world.state(), world.ports(), lambda _: None, dry_run=dry_run)
    report = await setup.run()
    assert world.nothing_is_open()
    return report


def warnings_of(report: Report) -> list[Problem]:
    """What the report warns of besides the folder, which is a new one in most tests."""
    return [warning for warning in report.warnings if warning.code is not Code.FILES_FOLDER]


def statuses(report: Report) -> dict[StepId, StepStatus]:
    """How each step ended."""
    return {done.step: done.status for done in report.steps}


def tells_of_module(report: Report) -> bool:
    """Whether the report says that the module was made."""
    return HubChange(HubChangeKind.MODULE_CREATED, DEVICE) in report.hub_changes


def _other_settings() -> AgentSettings:
    return AgentSettings(
        Identity.SECURITY_MODULE,
        Method.SYMMETRIC_KEY,
        "other.azure-devices.net",
        "another",
        str(AGENT / "azureiotsecurity.key"),
    )
