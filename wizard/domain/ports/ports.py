"""All ports in one hand: what the engine, the session and the checks get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Not before they are needed: the window's first page is painted without them.
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from wizard.domain.agent.facts import FoundAgent
    from wizard.domain.agent.model import AgentFlavour, AgentTarget
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


class Ports(Protocol):
    """Everything through which the program reaches the world. Each part stays the same object."""

    @property
    def secrets(self) -> SecretStore:
        """Where secrets are kept."""
        ...

    @property
    def hubs(self) -> SavedHubs:
        """The hubs whose connection strings are kept."""
        ...

    @property
    def kept(self) -> KeptList:
        """What is in the keyring."""
        ...

    @property
    def files(self) -> AgentFiles:
        """The agents' folders."""
        ...

    @property
    def check_records(self) -> CheckRecords:
        """What earlier runs have proven."""
        ...

    @property
    def elevation(self) -> Elevation:
        """Administrator rights."""
        ...

    @property
    def agents(self) -> Mapping[AgentFlavour, Agent]:
        """What is known about each agent."""
        ...

    @property
    def certificates(self) -> Certificates:
        """Reading, making and writing certificates."""
        ...

    @property
    def certificate_store(self) -> CertificateStore:
        """The certificate stores of Windows."""
        ...

    @property
    def survey(self) -> NetworkSurvey:
        """What can be found out about the network."""
        ...

    @property
    def service(self) -> AgentService:
        """The services as which the agents run, and what they log."""
        ...

    @property
    def computer(self) -> Computer | None:
        """The agent's computer, where it is another one that is connected to; else None."""
        ...

    def keep_awake(self) -> AbstractContextManager[None]:
        """While it is entered, this computer does not fall asleep by itself, if that can be had.

        Never raises, and waits for nothing.
        """
        ...

    def open_registry(self, credentials: HubAccess, network: Network) -> Registry:
        """A hub's identity registry; to be closed. Does not connect yet."""
        ...

    def open_probe(self, network: Network) -> AuthProbe:
        """What connects as the agent does, for one check."""
        ...

    def open_provisioning(self, network: Network) -> Provisioning:
        """What registers devices with the provisioning service."""
        ...

    def find_agents(self) -> tuple[FoundAgent, ...]:
        """The usual folder of each agent, those where it is installed first."""
        ...

    def for_agent(self, agent: AgentTarget) -> Ports:
        """These ports, with the files and the service of the computer that the agent runs on."""
        ...

    async def is_agent_running(self, directory: Path) -> bool:
        """Whether the agent that is installed in this folder runs now as its service.

        Never raises.
        """
        ...
