"""The ports for an agent on another computer: its files are elsewhere, and so is its service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import FilesError
from wizard.domain.ports.certificate_store import NoCertificateStore
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.service import ServiceState

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from wizard.domain.agent.facts import FoundAgent
    from wizard.domain.agent.model import AgentTarget
    from wizard.domain.hub.model import HubAccess, Network
    from wizard.domain.hub.network_survey import NetworkSurvey
    from wizard.domain.ports.agent import Agent
    from wizard.domain.ports.certificate_store import CertificateStore
    from wizard.domain.ports.certificates import Certificates
    from wizard.domain.ports.check_records import CheckRecords
    from wizard.domain.ports.computer import Computer
    from wizard.domain.ports.elevation import Elevation
    from wizard.domain.ports.files import AgentFiles
    from wizard.domain.ports.kept import KeptList
    from wizard.domain.ports.probe import AuthProbe
    from wizard.domain.ports.provisioning import Provisioning
    from wizard.domain.ports.registry import Registry
    from wizard.domain.ports.secrets import SavedHubs, SecretStore
    from wizard.domain.ports.service import AgentService
    from wizard.domain.state import SetupState


def ports_of(directory: Path, state: SetupState, ports: Ports) -> Ports:
    """Those of the computer that this folder is on: the chosen agent's, or this one."""
    agent = state.agent
    is_its = agent is not None and agent.directory == directory
    return ports.for_agent(agent) if agent is not None and is_its else ports


class TargetPorts(Ports):
    """``ports`` with these ``files``; everything else is this computer's."""

    def __init__(
        self,
        ports: Ports,
        files: AgentFiles,
        service: AgentService,
        computer: Computer | None = None,
    ) -> None:
        self._ports = ports
        self._files = files
        self._service = service
        self._computer = computer

    @property
    def secrets(self) -> SecretStore:
        """Where secrets are kept."""
        return self._ports.secrets

    @property
    def hubs(self) -> SavedHubs:
        """The hubs whose connection strings are kept."""
        return self._ports.hubs

    @property
    def kept(self) -> KeptList:
        """What is in this computer's keyring."""
        return self._ports.kept

    @property
    def files(self) -> AgentFiles:
        """The agent's folder on its computer."""
        return self._files

    @property
    def check_records(self) -> CheckRecords:
        """What earlier runs have proven, from here."""
        return self._ports.check_records

    @property
    def elevation(self) -> Elevation:
        """No rights on this computer are needed but those that the user has."""
        return _OwnRights(self._files)

    @property
    def agents(self) -> Mapping[AgentFlavour, Agent]:
        """What is known about each agent."""
        return self._ports.agents

    @property
    def certificates(self) -> Certificates:
        """Reading, making and writing certificates."""
        return self._ports.certificates

    @property
    def certificate_store(self) -> CertificateStore:
        """That of the agent's computer is not looked into; this one's says nothing of it."""
        return NoCertificateStore()

    @property
    def survey(self) -> NetworkSurvey:
        """What can be found out about the network from here."""
        return self._ports.survey

    @property
    def service(self) -> AgentService:
        """The agent's service on its computer."""
        return self._service

    @property
    def computer(self) -> Computer | None:
        """The agent's computer, where it is connected to."""
        return self._computer

    def keep_awake(self) -> AbstractContextManager[None]:
        """This computer, which writes there, does not fall asleep."""
        return self._ports.keep_awake()

    def open_registry(self, credentials: HubAccess, network: Network) -> Registry:
        """A hub's identity registry."""
        return self._ports.open_registry(credentials, network)

    def open_probe(self, network: Network) -> AuthProbe:
        """What connects as the agent does, from here."""
        return self._ports.open_probe(network)

    def open_provisioning(self, network: Network) -> Provisioning:
        """What registers devices with the provisioning service."""
        return self._ports.open_provisioning(network)

    def find_agents(self) -> tuple[FoundAgent, ...]:
        """Those of this computer are none of it."""
        return ()

    async def is_agent_running(self, _directory: Path) -> bool:
        """Whether its service runs, as far as that can be seen from here."""
        services = {flavour.linux.service: flavour for flavour in self.agents}
        states = [await self._service.status(flavour) for flavour in services.values()]
        return any(one.state is ServiceState.RUNNING for one in states)

    def for_agent(self, _agent: AgentTarget) -> Ports:
        """They are for one already."""
        return self


class _OwnRights:
    """`Elevation` where nothing is written that could belong to an administrator."""

    is_granted = False

    def __init__(self, files: AgentFiles) -> None:
        self._files = files

    async def is_needed(self, _paths: Sequence[Path]) -> bool:
        return False

    async def obstacle(self, paths: Sequence[Path]) -> FilesError | None:
        """What would keep these files from where they go."""
        try:
            await self._files.check_writable(paths)
        except FilesError as error:
            return error
        return None
