"""The real parts: the user's keyring, the network, the agents installed here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.domain.ports.asking import Asker, NobodyToAsk
from wizard.domain.ports.ports import Ports
from wizard.infra.own_folders import config_folder

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from wizard.domain.agent.facts import FoundAgent
    from wizard.domain.agent.model import AgentFlavour, AgentTarget
    from wizard.domain.hub.model import HubAccess, Network
    from wizard.domain.hub.network_survey import NetworkSurvey
    from wizard.domain.ports.agent import Agent
    from wizard.domain.ports.asking import Question
    from wizard.domain.ports.certificate_store import CertificateStore
    from wizard.domain.ports.certificates import Certificates
    from wizard.domain.ports.check_records import CheckRecords
    from wizard.domain.ports.computer import Computer
    from wizard.domain.ports.files import AgentFiles
    from wizard.domain.ports.probe import AuthProbe
    from wizard.domain.ports.provisioning import Provisioning
    from wizard.domain.ports.registry import Registry
    from wizard.domain.ports.secrets import SavedHubs, SecretStore
    from wizard.domain.ports.service import AgentService
    from wizard.domain.secret import Secret
    from wizard.infra.elevation.system_elevation import SystemElevation
    from wizard.infra.keyring.kept_list import JsonKeptList
    from wizard.infra.registry.client import RegistryConnections
    from wizard.infra.ssh.computer import SshComputer


class SystemPorts(Ports):
    """The user's keyring, the real network, the agents installed here.

    A part is imported and made when it is first used: all of them take most of a second.
    """

    _may_elevate = True
    """Whether administrator rights may be asked for."""

    asker: Asker = NobodyToAsk()
    """Who answers what another computer asks for."""

    def __init__(self, *, may_elevate: bool = True) -> None:
        self._may_elevate = may_elevate
        self._computers: dict[str, SshComputer] = {}

    async def ask(self, question: Question) -> Secret | None:
        """Ask whoever sits in front of the program."""
        return await self.asker.ask(question)

    @cached_property
    def secrets(self) -> SecretStore:
        """The operating system's keyring."""
        from wizard.infra.keyring.kept_list import ListedKeyringStore

        return ListedKeyringStore(self.kept)

    @cached_property
    def kept(self) -> JsonKeptList:
        """A list in the user's configuration folder."""
        from wizard.infra.keyring.kept_list import JsonKeptList

        return JsonKeptList(config_folder() / "kept.json")

    @cached_property
    def hubs(self) -> SavedHubs:
        """A list in the user's configuration folder."""
        from wizard.infra.keyring.saved_hubs import JsonSavedHubs

        return JsonSavedHubs(config_folder() / "hubs.json")

    @cached_property
    def files(self) -> AgentFiles:
        """Folders on this computer's disk; the writer's where the user's rights do not do."""
        from wizard.infra.elevation.elevating import ElevatingFiles

        return ElevatingFiles(self._own_files, self.elevation)

    @cached_property
    def _own_files(self) -> AgentFiles:
        from wizard.infra.files.agent_files import DiskFiles

        return DiskFiles()

    @cached_property
    def check_records(self) -> CheckRecords:
        """Records in the program's own folder."""
        from wizard.infra.progress.check_records import DiskCheckRecords

        return DiskCheckRecords()

    @cached_property
    def elevation(self) -> SystemElevation:
        """Administrator rights, by the system's own programs."""
        from wizard.infra.elevation.system_elevation import SystemElevation

        return SystemElevation(self._own_files, allowed=self._may_elevate)

    @cached_property
    def agents(self) -> Mapping[AgentFlavour, Agent]:
        """All agents that the program knows."""
        from wizard.agents import AGENTS

        return AGENTS

    @cached_property
    def certificates(self) -> Certificates:
        """Certificate files on this computer."""
        from wizard.infra.certificates.certificates import CertificateFiles

        return CertificateFiles()

    @cached_property
    def certificate_store(self) -> CertificateStore:
        """The stores of Windows; elsewhere none."""
        from wizard.infra.certificates.windows_store import system_store

        return system_store()

    @cached_property
    def survey(self) -> NetworkSurvey:
        """What this computer sees of the network."""
        from wizard.infra.net.survey import SystemNetworkSurvey

        return SystemNetworkSurvey()

    @cached_property
    def service(self) -> AgentService:
        """The system's service manager; through the writer where the user may not."""
        from wizard.infra.elevation.elevating import ElevatingService
        from wizard.infra.service import system_service

        return ElevatingService(system_service(), self.elevation)

    @property
    def computer(self) -> Computer | None:
        """This computer is no other one."""
        return None

    def keep_awake(self) -> AbstractContextManager[None]:
        """By the system's own means."""
        from wizard.infra.awake import keep_awake

        return keep_awake("An agent is being set up.")

    @cached_property
    def _connections(self) -> RegistryConnections:
        from wizard.infra.registry.client import RegistryConnections

        return RegistryConnections()

    def open_registry(self, credentials: HubAccess, network: Network) -> Registry:
        """The registry by the hub's SDK, over a connection that all of the same hub share."""
        from wizard.infra.registry.azure_registry import AzureRegistry

        return AzureRegistry(credentials, network, self._connections)

    def open_probe(self, network: Network) -> AuthProbe:
        """A probe over the network."""
        from wizard.infra.probe.probe import NetworkProbe

        return NetworkProbe(network)

    def open_provisioning(self, network: Network) -> Provisioning:
        """The provisioning service over the network."""
        from wizard.infra.probe.registration import NetworkProvisioning

        return NetworkProvisioning(network)

    def folder_of(self, flavour: AgentFlavour) -> Path:
        """Where this agent is, or would be."""
        from wizard.infra.installed_agents import usual_folder

        return usual_folder(flavour)

    def find_agents(self) -> tuple[FoundAgent, ...]:
        """Look into the folders of each agent."""
        from wizard.infra.installed_agents import find_agents

        marker = {flavour: agent.file_names[0] for flavour, agent in self.agents.items()}
        return find_agents(marker, self._folders_of)

    def _folders_of(self, flavour: AgentFlavour) -> tuple[Path, ...]:
        from wizard.infra.installed_agents import agent_folders

        return agent_folders(flavour)

    def for_agent(self, agent: AgentTarget) -> Ports:
        """The same, unless the agent's files are packed or sent."""
        other = agent.elsewhere
        if other is None:
            return self
        from wizard.domain.agent.target_folder import TargetKind
        from wizard.runs.target_ports import TargetPorts

        if other.kind is TargetKind.COMPUTER:
            return self

        if other.kind is TargetKind.SSH:
            from wizard.infra.ssh.computer import SshComputer

            computer = self._computers.setdefault(other.ssh, SshComputer(other.ssh, self))
            return TargetPorts(self, computer.files, computer.service, computer)
        from wizard.infra.bundle.bundle_files import BundleFiles
        from wizard.infra.service.no_service import NoService

        files = BundleFiles(agent, self.agents[agent.flavour], self._own_files)
        return TargetPorts(self, files, NoService())

    async def is_agent_running(self, directory: Path) -> bool:
        """Ask the service manager."""
        from wizard.infra.installed_agents import is_agent_running, usual_folder

        return await is_agent_running(self.agents, usual_folder, directory)
