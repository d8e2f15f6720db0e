"""Ports for tests: all in memory, or the real ones with a keyring and agents of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from wizard.compose.system_ports import SystemPorts
from wizard.domain.agent.facts import FoundAgent
from wizard.domain.agent.model import AgentFlavour, AgentTarget
from wizard.domain.agent.target_folder import TargetKind
from wizard.domain.errors import FilesError
from wizard.domain.hub.model import HubAccess, Network
from wizard.domain.hub.network_survey import NetworkSurvey
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.certificate_store import CertificateStore, NoCertificateStore
from wizard.domain.ports.certificates import Certificates
from wizard.domain.ports.check_records import CheckRecord, CheckRecords
from wizard.domain.ports.computer import Computer
from wizard.domain.ports.elevation import Elevation
from wizard.domain.ports.files import AgentFiles
from wizard.domain.ports.kept import KeptList
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.probe import AuthProbe
from wizard.domain.ports.provisioning import Provisioning
from wizard.domain.ports.registry import Registry
from wizard.domain.ports.secrets import SavedHubs, SecretStore
from wizard.domain.ports.service import AgentService
from wizard.domain.state import SecretRef
from wizard.infra.bundle.bundle_files import BundleFiles
from wizard.infra.keyring.kept_list import JsonKeptList, ListedMemoryStore
from wizard.infra.keyring.saved_hubs import JsonSavedHubs
from wizard.infra.probe.registration import NetworkProvisioning
from wizard.infra.service.no_service import NoService
from wizard.runs.target_ports import TargetPorts


async def nobody_runs(_directory: Path) -> bool:
    """No agent runs in any folder."""
    return False


class NoElevation:
    """`Elevation` of who has all rights that are needed."""

    is_granted = False

    async def is_needed(self, paths: Sequence[Path]) -> bool:
        return False

    async def obstacle(self, paths: Sequence[Path]) -> FilesError | None:
        return None


class NothingKept:
    """`KeptList` that notes nothing."""

    def load(self) -> tuple[SecretRef, ...]:
        return ()

    def add(self, ref: SecretRef) -> None:
        pass

    def remove(self, ref: SecretRef) -> None:
        pass


class FakeCheckRecords:
    """`CheckRecords` in memory."""

    def __init__(self) -> None:
        self.records: dict[str, CheckRecord] = {}

    async def load(self, name: str) -> CheckRecord | None:
        return self.records.get(name)

    async def save(self, name: str, record: CheckRecord) -> None:
        self.records[name] = record

    async def forget(self, name: str) -> None:
        self.records.pop(name, None)


@dataclass(frozen=True)
class FakePorts:
    """The port `Ports`, each part as the test gives it."""

    open_registry: Callable[[HubAccess, Network], Registry]
    open_probe: Callable[[Network], AuthProbe]
    secrets: SecretStore
    hubs: SavedHubs
    files: AgentFiles
    agents: Mapping[AgentFlavour, Agent]
    certificates: Certificates
    survey: NetworkSurvey
    elevation: Elevation = field(default_factory=NoElevation)
    service: AgentService = field(default_factory=NoService)
    computer: Computer | None = None
    certificate_store: CertificateStore = field(default_factory=NoCertificateStore)
    kept: KeptList = field(default_factory=NothingKept)
    check_records: CheckRecords = field(default_factory=FakeCheckRecords)
    find_agents: Callable[[], tuple[FoundAgent, ...]] = tuple
    is_agent_running: Callable[[Path], Coroutine[Any, Any, bool]] = nobody_runs
    keep_awake: Callable[[], AbstractContextManager[None]] = nullcontext

    def open_provisioning(self, network: Network) -> Provisioning:
        """The real part: no test of the fakes registers a device."""
        return NetworkProvisioning(network)

    def for_agent(self, agent: AgentTarget) -> Ports:
        """A bundle of the real parts; every other folder is the test's own."""
        if agent.elsewhere is None or agent.elsewhere.kind is TargetKind.COMPUTER:
            return self
        files = BundleFiles(agent, self.agents[agent.flavour], self.files)
        return TargetPorts(self, files, self.service)


class PortsOfTest(SystemPorts):
    """The real parts, with a keyring in memory, and all that is kept in ``folder``.

    ``found`` are the agents that are found on this computer.
    """

    def __init__(self, folder: Path, agents: tuple[FoundAgent, ...]) -> None:
        super().__init__()
        self._folder = folder
        self.found = agents

    @cached_property
    def secrets(self) -> SecretStore:
        return ListedMemoryStore("Test keyring", self.kept)

    @cached_property
    def kept(self) -> JsonKeptList:
        return JsonKeptList(self._folder / "kept.json")

    @cached_property
    def hubs(self) -> SavedHubs:
        return JsonSavedHubs(self._folder / "hubs.json")

    def find_agents(self) -> tuple[FoundAgent, ...]:
        return self.found

    async def is_agent_running(self, directory: Path) -> bool:
        return False

    def keep_awake(self) -> AbstractContextManager[None]:
        return nullcontext()
